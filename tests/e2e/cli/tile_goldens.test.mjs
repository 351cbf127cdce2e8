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
const mostTiles = 4; // of a zoom, those nearest to the middle of the town

/** The tiles of a zoom around the middle of a box, nearest first. */
function tilesOf([west, south, east, north], zoom) {
  const [first, last] = [[column(west, zoom), row(north, zoom)], [column(east, zoom), row(south, zoom)]];
  const middle = [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2];
  const tiles = [];
  for (let x = first[0]; x <= last[0]; x += 1) {
    for (let y = first[1]; y <= last[1]; y += 1) tiles.push({ x, y, far: Math.hypot(x - middle[0], y - middle[1]) });
  }
  return tiles.sort((a, b) => a.far - b.far || a.x - b.x || a.y - b.y).slice(0, mostTiles);
}

test('the tiles of the sample town, layer by layer and zoom by zoom, are those of the goldens', async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const { url } = await serve(t, db, '--demo');
  const { bounds } = await (await fetch(`${url}/v1/info`)).json();
  mkdirSync(goldens, { recursive: true });
  for (let zoom = 6; zoom <= 16; zoom += 1) {
    let text = '';
    for (const { x, y } of tilesOf(bounds, zoom)) {
      const reply = await fetch(`${url}/tiles/${layers.join(',')}/${zoom}/${x}/${y}.mvt`);
      assert.ok(reply.ok, `${zoom}/${x}/${y}: ${reply.status}`);
      text += tileText(`${zoom}/${x}/${y}`, decoded(new Uint8Array(await reply.arrayBuffer())));
    }
    const file = path.join(goldens, `${zoom}.txt`);
    if (isBlessing) writeFileSync(file, text);
    assert.ok(existsSync(file), `${file} is absent: scripts/bless writes it`);
    assert.equal(text, readFileSync(file, 'utf8'), `zoom ${zoom} differs from ${file}; where that is meant: scripts/bless`);
  }
});
