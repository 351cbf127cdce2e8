import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';
import { binary, jingwei, jingweiDone, root, serve, start, temporaryFolder, until, write } from '../support/jingwei.mjs';
import { column, openArchive, row } from '../support/tiles.mjs';

const { PMTiles, FetchSource } = createRequire(path.join(root, 'web/package.json'))('pmtiles');
const workLayers = 'grids,grid_edges,grid_labels,key_sites,buildings,rental_houses';

/** Column or row numbers of the tiles that a box lies in, one more on every side. */
function tilesOf({ minLon, minLat, maxLon, maxLat }, z) {
  const tiles = [];
  const inside = (v) => v >= 0 && v < 2 ** z;
  for (let x = column(minLon, z) - 1; x <= column(maxLon, z) + 1; ++x) {
    for (let y = row(maxLat, z) - 1; y <= row(minLat, z) + 1; ++y) if (inside(x) && inside(y)) tiles.push([z, x, y]);
  }
  return tiles;
}

/** The tiles of an archive and those of the server are the same bytes, once both are unzipped; answers how many there are. */
async function compare(archive, url, layers, query = '') {
  const header = await archive.getHeader();
  let held = 0;
  for (let z = header.minZoom; z <= header.maxZoom; ++z) {
    for (const [, x, y] of tilesOf(header, z)) {
      const [packed, answer] = await Promise.all([archive.getZxy(z, x, y), fetch(`${url}/tiles/${layers}/${z}/${x}/${y}.mvt${query}`)]);
      const served = Buffer.from(await answer.arrayBuffer());
      assert.equal(answer.status, packed ? 200 : 204, `${z}/${x}/${y}`);
      if (packed) assert.ok(served.equals(Buffer.from(packed.data)), `${z}/${x}/${y} differs`);
      held += packed ? 1 : 0;
    }
  }
  assert.equal(held, header.numAddressedTiles);
  return held;
}

const sampleTown = async (t) => {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  return { folder, db, out: path.join(folder, 'town.pmtiles') };
};

test('the official package reads a pack, and every tile is the one that the server gives', { timeout: 300_000 }, async (t) => {
  const { folder, db, out } = await sampleTown(t);
  await jingweiDone('pack', db, out, '--attribution', 'Town hall', '--map-approval', 'GS(2026)0000');
  const server = await serve(t, db);
  const archive = openArchive(out);
  const header = await archive.getHeader();
  assert.equal(header.specVersion, 3);
  assert.deepEqual([header.minZoom, header.maxZoom, header.tileType, header.tileCompression, header.clustered], [8, 16, 1, 2, true]);
  assert.ok(header.numTileContents <= header.numTileEntries && header.numTileEntries <= header.numAddressedTiles);
  const metadata = await archive.getMetadata();
  assert.deepEqual(metadata.vector_layers.map((layer) => layer.id), workLayers.split(','));
  assert.ok(metadata.vector_layers.every((layer) => layer.minzoom === 8 && layer.maxzoom === 16));
  assert.equal(metadata.attribution, 'Town hall · 审图号：GS(2026)0000');
  assert.ok((await compare(archive, server.url, workLayers)) > 20);

  const again = path.join(folder, 'again.pmtiles');
  await jingweiDone('pack', db, again, '--attribution', 'Town hall', '--map-approval', 'GS(2026)0000', '--threads', '1');
  assert.ok(readFileSync(again).equals(readFileSync(out)), 'the same store gives another file');

  const shifted = path.join(folder, 'shifted.pmtiles');
  await jingweiDone('pack', db, shifted, '--frame', 'gcj02', '--layers', 'grids,grid_edges', '--zoom', '13..15');
  await compare(openArchive(shifted), server.url, 'grids,grid_edges', '?frame=gcj02');
});

test('a pack of one grid with a margin holds what lies there, the same tiles', { timeout: 300_000 }, async (t) => {
  const { folder, db, out } = await sampleTown(t);
  const server = await serve(t, db);
  const { items } = await (await fetch(`${server.url}/v1/grids?level=grid&limit=1`)).json();
  await jingweiDone('pack', db, out, '--layers', 'grids,key_sites', '--zoom', '16');
  const one = path.join(folder, 'one.pmtiles');
  await jingweiDone('pack', db, one, '--layers', 'grids,key_sites', '--zoom', '16', '--grid', items[0].code, '--margin', '100');
  const all = await openArchive(out).getHeader();
  const header = await openArchive(one).getHeader();
  assert.ok(header.numAddressedTiles > 0 && header.numAddressedTiles < all.numAddressedTiles);
  let held = 0;
  for (const [z, x, y] of tilesOf(all, 16)) {
    const tile = await openArchive(one).getZxy(z, x, y);
    if (!tile) continue;
    assert.ok(Buffer.from((await openArchive(out).getZxy(z, x, y)).data).equals(Buffer.from(tile.data)));
    held += 1;
  }
  assert.equal(held, header.numAddressedTiles);
});

test('cameras go into a pack only when that is said', { timeout: 120_000 }, async (t) => {
  const { folder, db, out } = await sampleTown(t);
  const refused = await jingwei('pack', db, out, '--layers', 'grids,cameras');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /--with-cameras/);
  await jingweiDone('pack', db, out, '--zoom', '12');
  assert.ok(!(await openArchive(out).getMetadata()).vector_layers.some((layer) => layer.id === 'cameras'));
  const open_to_command = path.join(folder, 'command.pmtiles');
  await jingweiDone('pack', db, open_to_command, '--layers', 'grids', '--with-cameras', '--zoom', '12');
  assert.deepEqual((await openArchive(open_to_command).getMetadata()).vector_layers.map((layer) => layer.id), ['grids', 'cameras']);
});

test('wrong calls of pack say what to do and leave nothing', { timeout: 120_000 }, async (t) => {
  const { folder, db, out } = await sampleTown(t);
  // a reader of a store in WAL mode leaves its -wal and -shm
  const files = () => readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name)).sort();
  const before = files();
  const calls = [
    [['--layers', 'grids,nothing'], 2, /no layer 'nothing'; there are grids/],
    [['--zoom', '16..8'], 2, /--zoom is two zooms/],
    [['--zoom', '8..17'], 2, /from 0 to 16/],
    [['--zoom', 'x'], 2, /as in 8..16/],
    [['--grid', 'nothing'], 1, /no grid 'nothing'/],
    [['--margin', '10'], 2, /--grid/],
    [['--grid', 'x', '--margin', '-1'], 2, /--margin: '-1' is not a number from 0 to 100000/],
    [['--grid', 'x', '--margin', 'nan'], 2, /--margin: 'nan' is not a number from 0 to 100000/],
    [['--frame', 'bd09'], 2, /gcj02/],
    [['--theme', 'nothing', '--grid', 'x'], 1, /no theme 'nothing'/],
    [['--theme', 'nothing'], 2, /--grid/],
    [['--unknown'], 2, /unknown/],
  ];
  for (const [options, status, message] of calls) {
    const result = await jingwei('pack', db, out, ...options);
    assert.equal(result.status, status, `${options}: ${result.stderr}`);
    assert.match(result.stderr, message);
  }
  for (const name of ['other.txt', 'city.2026', '.pmtiles', 'pack.PMTILES']) {
    const named = await jingwei('pack', db, path.join(folder, name), '--zoom', '8');
    assert.equal(named.status, 2, name);
    assert.match(named.stderr, /\.pmtiles/);
  }
  assert.equal((await jingwei('pack', db, path.join(folder, 'no', 'a.pmtiles'))).status, 3);
  assert.equal((await jingwei('pack', path.join(folder, 'no.sqlite'), out)).status, 3);
  assert.deepEqual(files(), before);

  const dotted = path.join(folder, 'city.2026.pmtiles');
  await jingweiDone('pack', db, dotted, '--zoom', '8');
  assert.deepEqual(files(), ['city.2026.pmtiles', ...before]);
  write(folder, 'town.pmtiles', 'mine');
  const taken = await jingwei('pack', db, out, '--zoom', '12');
  assert.equal(taken.status, 2);
  assert.match(taken.stderr, /--overwrite/);
  assert.equal(readFileSync(out, 'utf8'), 'mine');
  await jingweiDone('pack', db, out, '--zoom', '12', '--overwrite');
  assert.equal((await openArchive(out).getHeader()).maxZoom, 12);
});

test('Ctrl-C in the middle of a pack leaves nothing, and the old pack as it was', { timeout: 300_000 }, async (t) => {
  const folder = temporaryFolder(t);
  const store = temporaryFolder(t);
  const db = path.join(store, 'district.sqlite');
  await jingweiDone('sample', db, '--size', 'district');
  const out = write(folder, 'old.pmtiles', 'the old one');
  const packing = start(binary, ['pack', db, out, '--overwrite', '--threads', '1']);
  const holds = () => {
    try {
      const fds = `/proc/${packing.child.pid}/fd`;
      return readdirSync(fds).some((fd) => readlinkSync(`${fds}/${fd}`).includes('.jingwei-pack-'));
    } catch {
      return false; // a file was closed in between
    }
  };
  await until(holds, 'the pack to begin');
  packing.child.kill('SIGINT');
  const result = await packing.done;
  assert.equal(result.status, 130, result.stderr);
  assert.match(result.stderr, /interrupted; nothing was written/);
  assert.deepEqual(readdirSync(folder), ['old.pmtiles']);
  assert.equal(readFileSync(out, 'utf8'), 'the old one');
});

test('a served base map is read by the official package over HTTP, range by range', { timeout: 120_000 }, async (t) => {
  const { db, out } = await sampleTown(t);
  await jingweiDone('pack', db, out);
  const server = await serve(t, db, '--basemap', `town=${out}`);
  const archive = new PMTiles(new FetchSource(`${server.url}/basemap/town`));
  const header = await archive.getHeader();
  assert.equal(header.numAddressedTiles, (await openArchive(out).getHeader()).numAddressedTiles);
  for (const [z, x, y] of tilesOf(header, 14)) {
    const [near, far] = await Promise.all([openArchive(out).getZxy(z, x, y), archive.getZxy(z, x, y)]);
    assert.deepEqual(far && Buffer.from(far.data), near && Buffer.from(near.data));
  }
  const whole = await fetch(`${server.url}/basemap/town`);
  assert.equal(whole.status, 200);
  assert.ok(Buffer.from(await whole.arrayBuffer()).equals(readFileSync(out)));
  const head = await fetch(`${server.url}/basemap/town`, { method: 'HEAD' });
  assert.equal(Number(head.headers.get('content-length')), readFileSync(out).length);
});

test('base maps that cannot be served are refused before the store is opened', { timeout: 60_000 }, async (t) => {
  const folder = temporaryFolder(t);
  const text = write(folder, 'a.pmtiles', 'no archive');
  for (const [word, status, message] of [
    [`a=${text}`, 2, /no PMTiles archive of version 3/],
    ['a', 2, /ID=FILE/],
    [`a=${folder}/none`, 3, /cannot read/],
  ]) {
    const result = await jingwei('serve', '--db', path.join(folder, 'none.sqlite'), '--basemap', word);
    assert.equal(result.status, status, result.stderr);
    assert.match(result.stderr, message);
  }
});
