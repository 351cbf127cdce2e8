// Layers of objects, sectors and figures over the running server, decoded by the reader that map pages use.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { jingwei, jingweiDone, serve, temporaryFolder } from '../support/jingwei.mjs';
import { PbfReader, VectorTile, column, row } from '../support/tiles.mjs';

/** Every tile of a zoom that a box touches, decoded: [{ x, y, layer }]; tiles without the layer are left out. */
async function tilesOf(url, layer, zoom, [west, south, east, north]) {
  const found = [];
  for (let x = column(west, zoom); x <= column(east, zoom); x += 1) {
    for (let y = row(north, zoom); y <= row(south, zoom); y += 1) {
      const reply = await fetch(`${url}/tiles/${layer}/${zoom}/${x}/${y}.mvt`);
      assert.ok([200, 204].includes(reply.status), `${layer}/${zoom}/${x}/${y}: ${reply.status}`);
      const bytes = Buffer.from(await reply.arrayBuffer());
      assert.ok(gzipSync(bytes).length <= 150_000);
      if (bytes.length > 0) {
        found.push({ x, y, layer: new VectorTile(new PbfReader(bytes)).layers[layer] });
      }
    }
  }
  return found;
}

function* featuresOf(tiles) {
  for (const { layer } of tiles) {
    for (let i = 0; i < layer.length; i += 1) {
      yield layer.feature(i);
    }
  }
}

/** Each layer of objects: the field of its category, and what clusters call the state of a record or of a feature alone. */
const layers = {
  cameras: { field: 'kind', state: ({ online }) => (online ? '' : 'offline') },
  key_sites: { field: 'kind', state: ({ attention }) => ['', 'attention_low', 'attention_medium', 'attention_high'][attention] },
  buildings: { field: 'building_use', state: () => '' },
  rental_houses: { field: 'rental_use', state: () => '' },
};

function add(counts, name, count) {
  if (name !== '' && count > 0) {
    counts[name] = (counts[name] ?? 0) + count;
  }
}

/** Counts of every record over the lists, by category and state: cursor after cursor. */
async function listed(url, layer) {
  const counts = {};
  for (let next = ''; next !== null; ) {
    const page = await (await fetch(`${url}/v1/${layer.replace('_', '-')}?limit=1000${next && `&cursor=${next}`}`)).json();
    for (const record of page.items) {
      add(counts, 'total', 1);
      add(counts, record[layers[layer].field], 1);
      add(counts, layers[layer].state(record), 1);
    }
    next = page.next;
  }
  return counts;
}

/** The same over the features of tiles. */
function drawn(tiles, layer) {
  const counts = {};
  for (const { properties } of featuresOf(tiles)) {
    add(counts, 'total', properties.count ?? 1);
    if (properties.count === undefined) {
      add(counts, properties[layers[layer].field], 1);
      add(counts, layers[layer].state(properties), 1);
    }
    for (const [name, value] of Object.entries(properties)) {
      add(counts, name.startsWith('count_') ? name.slice('count_'.length) : '', value);
    }
  }
  return counts;
}

test('clusters, sectors and figures of a served town agree with its lists', async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const { url } = await serve(t, db, '--demo');
  const { bounds } = await (await fetch(`${url}/v1/info`)).json();

  const totals = {};
  for (const layer of Object.keys(layers)) {
    const expected = await listed(url, layer);
    totals[layer] = expected.total;
    assert.ok(expected.total > 0, layer);
    for (const zoom of [8, 12, 14, 16]) {
      const tiles = await tilesOf(url, layer, zoom, bounds);
      assert.ok(tiles.every((tile) => tile.layer.length <= 4000));
      assert.deepEqual(drawn(tiles, layer), expected, `${layer} at zoom ${zoom}`);
    }
  }

  const sectors = new Map();
  for (const feature of featuresOf(await tilesOf(url, 'camera_sectors', 16, bounds))) {
    assert.deepEqual(Object.keys(feature.properties).sort(), ['code', 'kind', 'online']);
    assert.equal(feature.type, 3);
    sectors.set(feature.id, feature.properties.code);
  }
  assert.equal(sectors.size, totals.cameras);

  for (const zoom of [9, 12, 15]) {
    const grids = new Map();
    for (const { id, properties } of featuresOf(await tilesOf(url, 'grid_figures', zoom, bounds))) {
      grids.set(id, properties);
    }
    const base = [...grids.values()].filter((grid) => grid.theme === 'base');
    for (const layer of Object.keys(layers)) {
      const sum = base.reduce((all, grid) => all + grid[layer], 0);
      assert.equal(sum, totals[layer], `${layer} on the grids of zoom ${zoom}`);
      const [grid] = base.filter((one) => one[layer] > 0);
      assert.ok(Math.abs(grid[`${layer}_per_km2`] - grid[layer] / grid.area_km2) < 0.02 * grid[`${layer}_per_km2`] + 0.01);
    }
  }
});

test('without a key nobody sees sectors or camera figures', async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const { url } = await serve(t, db);
  const { bounds } = await (await fetch(`${url}/v1/info`)).json();
  const reply = await fetch(`${url}/tiles/camera_sectors/16/${column(bounds[0], 16)}/${row(bounds[1], 16)}.mvt`);
  assert.equal(reply.status, 401);
  assert.equal((await reply.json()).code, 'cameras_need_a_key');
  let seen = 0;
  for (const { properties } of featuresOf(await tilesOf(url, 'grid_figures', 12, bounds))) {
    seen += 1;
    assert.ok(!('cameras' in properties) && !('cameras_per_km2' in properties));
    assert.ok('rental_houses' in properties);
  }
  assert.ok(seen > 0);
});

test('which level of grids a zoom draws is a setting, in the server and in packs, and tiles of another setting are other tiles', async (t) => {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const drawn = async (url, zoom, bounds) => {
    const ranks = new Set();
    for (const { properties } of featuresOf(await tilesOf(url, 'grids', zoom, bounds))) {
      if (properties.theme === 'base') ranks.add(properties.rank);
    }
    return Math.max(...ranks);
  };
  const etags = [];
  for (const [setting, expected] of [[[], { 10: 1, 11: 2, 12: 2, 13: 3 }], [['--level-zooms', '11'], { 10: 1, 11: 1, 12: 3, 13: 3 }]]) {
    const server = await serve(t, db, '--demo', ...setting);
    const { bounds } = await (await fetch(`${server.url}/v1/info`)).json();
    for (const [zoom, rank] of Object.entries(expected)) {
      assert.equal(await drawn(server.url, Number(zoom), bounds), rank, `zoom ${zoom} of ${setting}`);
    }
    const tile = `/tiles/grids/11/${column(bounds[0], 11)}/${row(bounds[1], 11)}.mvt`;
    etags.push((await fetch(server.url + tile)).headers.get('etag'));
    server.child.kill('SIGTERM');
    await server.done;
  }
  assert.notEqual(etags[0], etags[1]);
  const refused = await jingwei('pack', db, path.join(folder, 'x.pmtiles'), '--level-zooms', '12,10');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /level_zooms are growing zooms from 0 to 16/);
});
