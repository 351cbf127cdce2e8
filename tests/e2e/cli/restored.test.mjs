// A copy of a store that is put back: its numbers come again for other content, and no client may take the one for the other.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { binary, jingweiDone, run, serve, temporaryFolder, write } from '../support/jingwei.mjs';
import { column, row } from '../support/tiles.mjs';

async function stop(server) {
  server.child.kill('SIGTERM');
  assert.equal((await server.done).status, 0);
}

/** Puts a copy in the place of a store that nobody has open. */
function restore(copy, db) {
  for (const suffix of ['', '-wal', '-shm']) rmSync(db + suffix, { force: true });
  cpSync(copy, db);
}

test('after a backup is put back no tile is taken for what it was in the other future', { timeout: 180_000 }, async (t) => {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'town.sqlite');
  const copy = path.join(folder, 'copy.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const user = await run(binary, ['user', 'add', db, 'office', '--scope', 'write'], { input: 'a long enough password\n' });
  assert.equal(user.status, 0, user.stderr);
  const key = /jwk_[A-Za-z0-9_-]+/.exec((await jingweiDone('key', 'add', db, 'office', '--label', 'desk')).stdout)[0];
  const roster = path.join(folder, 'grids.geojson');
  await jingweiDone('export', db, 'grids', roster, '--level', 'grid');
  await jingweiDone('backup', db, copy);

  /** One future of the store: a camera is renamed, an edition published; what it says of some tiles. */
  async function future(name) {
    const server = await serve(t, db);
    const headers = { Authorization: `Bearer ${key}` };
    const { items } = await (await fetch(`${server.url}/v1/cameras?limit=1`, { headers })).json();
    const [camera] = items;
    const place = (zoom) => `${zoom}/${column(camera.lon, zoom)}/${row(camera.lat, zoom)}.mvt`;
    const ask = async (address, tag) => {
      const reply = await fetch(server.url + address, { headers: { ...headers, ...(tag ? { 'If-None-Match': tag } : {}) } });
      return { status: reply.status, tag: reply.headers.get('etag'), bytes: Buffer.from(await reply.arrayBuffer()) };
    };
    const edited = await fetch(`${server.url}/v1/cameras/${camera.code}`, {
      method: 'PATCH',
      headers: { ...headers, 'Content-Type': 'application/json', 'If-Match': '*' },
      body: JSON.stringify({ name }),
    });
    assert.equal(edited.status, 200);
    const content = JSON.parse(readFileSync(roster, 'utf8'));
    for (const feature of content.features) feature.properties.name = `${name} ${feature.properties.name}`;
    const call = new URLSearchParams({ layer: 'grids', filename: 'grids.geojson', level: 'grid', dry_run: 'false',
      map: JSON.stringify({ code: 'code', name: 'name', parent: 'parent', kind: 'kind' }) });
    const started = await fetch(`${server.url}/v1/imports?${call}`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/octet-stream' },
      body: JSON.stringify(content),
    });
    const { id } = await started.json();
    for (let state = 'queued'; state !== 'accepted'; ) {
      state = (await (await fetch(`${server.url}/v1/imports/${id}`, { headers })).json()).state;
      assert.ok(['queued', 'running', 'accepted'].includes(state), state);
    }
    const addresses = [`/tiles/cameras/${place(16)}`, `/tiles/cameras/${place(16)}?frame=gcj02`, `/tiles/grids/${place(16)}`,
      `/tiles/grids/${place(16)}?edition=2`, `/tiles/grid_labels/${place(12)}?edition=2&tms=WebMercatorQuad`];
    const { tiles } = await (await fetch(`${server.url}/tiles/grids.json?edition=2`)).json();
    return { server, addresses, ask, template: new URL(tiles[0]).search };
  }

  const one = await future('AAA');
  const before = [];
  for (const address of one.addresses) before.push(await one.ask(address));
  assert.equal((await one.ask(one.addresses[0], before[0].tag)).status, 304);
  await stop(one.server);
  restore(copy, db);
  const other = await future('BBB');
  for (const [i, address] of other.addresses.entries()) {
    const now = await other.ask(address, before[i].tag);
    assert.notEqual(now.status, 304, address);
    assert.notEqual(now.tag, before[i].tag, address);
  }
  // a year's caching goes by the address, and TileJSONs write another one
  assert.match(one.template, /^\?edition=2-[a-z2-7]{8}$/);
  assert.notEqual(other.template, one.template);
  const [plain] = other.addresses[3].split('?');
  assert.equal((await other.ask(plain + one.template)).status, 404);
  assert.equal((await other.ask(plain + other.template)).status, 200);
  await stop(other.server);
});

test('a restart changes no tag of a layer that nothing has changed since', { timeout: 120_000 }, async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const tags = async () => {
    const server = await serve(t, db, '--demo');
    const found = [];
    const { bounds } = await (await fetch(`${server.url}/tiles/grids.json`)).json();
    for (const layer of ['grids', 'grid_edges', 'key_sites', 'buildings', 'rental_houses', 'grid_figures']) {
      for (const zoom of [8, 13, 15]) {
        for (const query of ['', '?frame=gcj02']) {
          const address = `/tiles/${layer}/${zoom}/${column(bounds[0], zoom)}/${row(bounds[1], zoom)}.mvt${query}`;
          found.push({ layer, tag: (await fetch(server.url + address)).headers.get('etag') });
        }
      }
    }
    await stop(server);
    return found;
  };
  const first = await tags();
  const cameras = write(path.dirname(db), 'more.csv', 'code,name,kind,lon,lat\nX1,门,dome,104.17,36.54\n');
  assert.deepEqual(await tags(), first);
  await jingweiDone('import', db, 'cameras', cameras, '--frame', 'cgcs2000');
  const then = await tags();
  const isOfFigures = ({ layer }) => layer === 'grid_figures'; // which count cameras for those who see them
  assert.deepEqual(then.filter((one) => !isOfFigures(one)), first.filter((one) => !isOfFigures(one)));
});
