// The tiles of the sample town, decoded, beside those that a person has read: tests/goldens/tiles/<zoom>.txt.
// After a change that is meant: scripts/bless, then read the difference.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { jingweiDone, root, serve, temporaryFolder } from '../support/jingwei.mjs';
import { tileText } from '../support/golden_tiles.mjs';
import { column, decoded, row } from '../support/tiles.mjs';

const goldens = path.join(root, 'tests/goldens/tiles');
const isBlessing = process.env.JINGWEI_BLESS === '1';
const layers = ['grids', 'grid_edges', 'grid_labels', 'grid_figures', 'camera_sectors', 'cameras', 'key_sites', 'buildings', 'rental_houses'];
const mostTiles = 4; // of a zoom, those nearest to the middle of the town that are not empty, and as many more as show every layer

/** The tiles of a zoom around the middle of a box, nearest first. */
function tilesOf([west, south, east, north], zoom) {
  const [first, last] = [[column(west, zoom), row(north, zoom)], [column(east, zoom), row(south, zoom)]];
  const middle = [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2];
  const tiles = [];
  for (let x = first[0]; x <= last[0]; x += 1) {
    for (let y = first[1]; y <= last[1]; y += 1) tiles.push({ x, y, far: Math.hypot(x - middle[0], y - middle[1]) });
  }
  return tiles.sort((a, b) => a.far - b.far || a.x - b.x || a.y - b.y);
}

/** The tiles of a zoom as text, with a feature of each of the layers at least. */
async function goldenOf(url, bounds, zoom, wanted) {
  const missing = new Set(wanted);
  let [text, taken] = ['', 0];
  for (const { x, y } of tilesOf(bounds, zoom)) {
    if (taken >= mostTiles && missing.size === 0) break;
    const reply = await fetch(`${url}/tiles/${layers.join(',')}/${zoom}/${x}/${y}.mvt`);
    assert.ok(reply.ok, `${zoom}/${x}/${y}: ${reply.status}`);
    if (reply.status === 204) continue;
    const tile = decoded(new Uint8Array(await reply.arrayBuffer()));
    const isWanted = taken < mostTiles || Object.keys(tile).some((name) => missing.has(name));
    if (!isWanted) continue;
    taken += 1;
    for (const name of Object.keys(tile)) missing.delete(name);
    text += tileText(`${zoom}/${x}/${y}`, tile);
  }
  assert.deepEqual([...missing], [], `zoom ${zoom} shows nothing of some layers`);
  return text;
}

test('the tiles of the sample town, layer by layer and zoom by zoom, are those of the goldens', async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const { url } = await serve(t, db, '--demo');
  const { bounds } = await (await fetch(`${url}/v1/info`)).json();
  const tilejson = await (await fetch(`${url}/tiles/${layers.join(',')}.json`)).json();
  mkdirSync(goldens, { recursive: true });
  for (let zoom = tilejson.minzoom; zoom <= tilejson.maxzoom; zoom += 1) {
    const shown = tilejson.vector_layers.filter((layer) => layer.minzoom <= zoom && zoom <= layer.maxzoom);
    const text = await goldenOf(url, bounds, zoom, shown.map((layer) => layer.id));
    const file = path.join(goldens, `${zoom}.txt`);
    if (isBlessing) writeFileSync(file, text);
    assert.ok(existsSync(file), `${file} is absent: scripts/bless writes it`);
    assert.equal(text, readFileSync(file, 'utf8'), `zoom ${zoom} differs from ${file}; where that is meant: scripts/bless`);
  }
});
