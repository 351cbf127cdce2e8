// GDAL's driver for vector tiles reads what the server sends, and finds in it what the decoder of map pages finds.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { jingweiDone, run, serve, temporaryFolder } from '../support/jingwei.mjs';
import { column, decoded, row } from '../support/tiles.mjs';

const layers = ['grids', 'grid_edges', 'grid_labels', 'cameras', 'key_sites', 'rental_houses'];

/** A layer of a served tile as GDAL reads it, in Web Mercator metres. */
async function asGdal(address, layer) {
  const done = await run('ogr2ogr', ['-f', 'GeoJSON', '/vsistdout/', `MVT:${address}`, layer, '-oo', 'CLIP=NO', '-lco', 'COORDINATE_PRECISION=3']);
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout).features;
}

function* positions(coordinates) {
  if (typeof coordinates[0] === 'number') yield coordinates;
  else for (const part of coordinates) yield* positions(part);
}

test('GDAL reads served tiles: every feature with its id, its attributes and its place', async (t) => {
  if ((await run('sh', ['-c', 'ogr2ogr --formats | grep -q MVT'])).status !== 0) return t.skip('GDAL has no MVT driver');
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const { url } = await serve(t, db, '--demo');
  const [west, south, east, north] = (await (await fetch(`${url}/v1/info`)).json()).bounds;
  for (const zoom of [11, 13, 15]) {
    const [x, y] = [column((west + east) / 2, zoom), row((south + north) / 2, zoom)];
    const address = `${url}/tiles/${layers.join(',')}/${zoom}/${x}/${y}`;
    const tile = decoded(new Uint8Array(await (await fetch(`${address}.mvt`)).arrayBuffer()));
    const metres = 40_075_016.685578488 / 2 ** zoom / 4096;
    const [left, top] = [(x - 2 ** (zoom - 1)) * 4096 * metres, (2 ** (zoom - 1) - y) * 4096 * metres];
    for (const [layer, features] of Object.entries(tile)) {
      const read = await asGdal(`${address}.pbf`, layer);
      assert.equal(read.length, features.length, `${layer} of zoom ${zoom}`);
      read.forEach(({ properties: { mvt_id: id, ...properties }, geometry }, i) => {
        assert.equal(id ?? undefined, features[i].id);
        for (const [key, value] of Object.entries(features[i].properties)) {
          assert.equal(typeof value === 'boolean' ? Boolean(properties[key]) : properties[key], value, key);
        }
        const bounds = (points) => points.flatMap((axis) => [Math.min(...axis), Math.max(...axis)]);
        const found = [...positions(geometry.coordinates)];
        const told = features[i].paths.flat();
        const expected = bounds([told.map(([px]) => left + px * metres), told.map(([, py]) => top - py * metres)]);
        bounds([found.map(([px]) => px), found.map(([, py]) => py)]).forEach((value, side) => assert.ok(Math.abs(value - expected[side]) < 0.01));
      });
    }
    assert.ok(tile.grids.length > 0 && tile.grid_edges.length > 0);
  }
});
