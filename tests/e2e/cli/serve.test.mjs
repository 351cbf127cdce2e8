// The running server, seen from outside: ready line, answers, keys, ports, stopping, and other programs reading from it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { binary, fingerprint, jingwei, jingweiDone, run, serve, temporaryFolder, until, write } from '../support/jingwei.mjs';
import { sampleTown } from '../support/places.mjs';

/** The first grid that the server lists, and a place inside it. */
async function someGrid(url) {
  const { items } = await (await fetch(`${url}/v1/grids?level=grid&limit=1`)).json();
  const { code, lon, lat } = await (await fetch(`${url}/v1/grids/${items[0].code}`)).json();
  return { code, lon, lat };
}

test('serve says when it is ready, answers, and stops gracefully on SIGTERM', async (t) => {
  const db = await sampleTown(temporaryFolder(t));
  const server = await serve(t, db, '--demo');
  assert.equal((await fetch(`${server.url}/livez`)).status, 200);
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  assert.match(await (await fetch(`${server.url}/metrics`)).text(), /^# TYPE /m);
  const { status } = await fetch(`${server.url}/wall`);
  assert.equal(status, 200);
  server.child.kill('SIGTERM');
  assert.equal((await server.done).status, 0);
  await jingweiDone('check', db);
});

test('a server that is told to stop while it starts stops, whenever that comes', { timeout: 60_000 }, async (t) => {
  const db = await sampleTown(temporaryFolder(t));
  for (let wait = 0; wait < 40; wait++) {
    const child = spawn(binary, ['serve', '--db', db, '--listen', '127.0.0.1:0', '--demo'], { stdio: ['ignore', 'pipe', 'ignore'] });
    t.after(() => child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    if (wait < 20) await once(child.stdout, 'data'); // the line that tells where it listens
    else await new Promise((wake) => setTimeout(wake, (wait - 20) * 5));
    child.kill('SIGTERM');
    const [status, signal] = await ended;
    assert.ok([0, 130].includes(status) || signal === 'SIGTERM', `ended with ${status}, ${signal}`);
  }
  await jingweiDone('check', db);
});

test('locate over HTTP and on the command line say the same', async (t) => {
  const db = await sampleTown(temporaryFolder(t));
  const server = await serve(t, db, '--demo');
  const place = await someGrid(server.url);
  const over = await (await fetch(`${server.url}/v1/locate?lon=${place.lon}&lat=${place.lat}`)).json();
  const here = JSON.parse((await jingweiDone('locate', db, place.lon, place.lat, '--json')).stdout);
  assert.equal(over.themes[0].grid.code, place.code);
  assert.deepEqual(here.themes[0].grid, over.themes[0].grid);
  assert.deepEqual(here.themes[0].chain, over.themes[0].chain);
});

test('a batch in CSV over HTTP gives the documented columns', async (t) => {
  const db = await sampleTown(temporaryFolder(t));
  const server = await serve(t, db, '--demo');
  const place = await someGrid(server.url);
  const reply = await fetch(`${server.url}/v1/locate`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv' },
    body: `id,lon,lat\na,${place.lon},${place.lat}\nb,0,0\n`,
  });
  const lines = (await reply.text()).trim().split(/\r?\n/);
  assert.equal(lines[0], 'id,lon,lat,theme,grid_code,level,match,distance_m');
  assert.ok(lines[1].startsWith('a,') && lines[1].includes(`,base,${place.code},`) && lines[1].includes(',inside,'), lines[1]);
  assert.ok(lines[2].startsWith('b,') && lines[2].includes(',none,'), lines[2]);
});

test('a port in use is exit code 3 and named', async (t) => {
  const db = await sampleTown(temporaryFolder(t));
  const occupier = createServer().listen(0, '127.0.0.1');
  t.after(() => occupier.close());
  await new Promise((resolve) => occupier.once('listening', resolve));
  const { port } = occupier.address();
  const untouched = await fingerprint(db);
  const result = await jingwei('serve', '--db', db, '--listen', `127.0.0.1:${port}`);
  assert.equal(result.status, 3, result.stderr);
  assert.match(result.stderr, new RegExp(`${port}`));
  assert.match(result.stderr, /in use/i);
  assert.equal(await fingerprint(db), untouched);
});

test('a second server on the same store is exit code 3, naming the first', async (t) => {
  const db = await sampleTown(temporaryFolder(t));
  const server = await serve(t, db);
  const result = await jingwei('serve', '--db', db, '--listen', '127.0.0.1:0');
  assert.equal(result.status, 3, result.stderr);
  assert.match(result.stderr, new RegExp(`\\b${server.child.pid}\\b`));
});

test('a wrong key is refused, a right one is taken, and none is told so where one is needed', async (t) => {
  const db = await sampleTown(temporaryFolder(t));
  await run(binary, ['user', 'add', db, 'lin'], { input: 'a long enough password\n' });
  const key = (await jingweiDone('key', 'add', db, 'lin', '--label', 'wall')).stdout.trim().split(/\s+/).at(-1);
  const untouched = await fingerprint(db);
  const server = await serve(t, db);
  const ask = (headers) => fetch(`${server.url}/v1/grids?limit=1`, { headers });
  const wrong = await ask({ Authorization: 'Bearer wrong-wrong-wrong-wrong-wrong-wrong' });
  assert.equal(wrong.status, 401);
  const problem = await wrong.json();
  assert.match(wrong.headers.get('content-type'), /application\/problem\+json/);
  assert.ok(problem.detail.length > 0 && problem.code.length > 0);
  assert.equal((await ask({ Authorization: `Bearer ${key}` })).status, 200);
  const cameras = await fetch(`${server.url}/tiles/cameras/12/3233/1603.mvt`);
  assert.ok([401, 403].includes(cameras.status), `cameras without a key: ${cameras.status}`);
  assert.equal(await fingerprint(db), untouched);
});

test('ogrinfo shows the current grids, cameras and houses in a backup of a live store', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  await serve(t, db, '--demo');
  const copy = path.join(folder, 'copy.sqlite');
  await jingweiDone('backup', db, copy);
  await jingweiDone('check', copy);
  for (const layer of ['grid', 'camera', 'key_site', 'building', 'rental_house']) {
    const { stdout } = await run('ogrinfo', ['-ro', '-so', copy, layer]);
    assert.match(stdout, /Feature Count: [1-9]/, layer);
    assert.match(stdout, /China Geodetic Coordinate System 2000|4490/, layer);
  }
});

test("GDAL's MVT driver reads a tile of the running server", async (t) => {
  const db = await sampleTown(temporaryFolder(t));
  const server = await serve(t, db, '--demo');
  const { lon, lat } = await someGrid(server.url);
  const zoom = 14;
  const x = Math.floor(((lon + 180) / 360) * 2 ** zoom);
  const radians = (lat * Math.PI) / 180;
  const y = Math.floor(((1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI) / 2) * 2 ** zoom);
  const read = await run('ogrinfo', ['-ro', '-al', '-q', `MVT:${server.url}/tiles/grids/${zoom}/${x}/${y}.mvt`]);
  assert.equal(read.status, 0, read.stderr);
  assert.match(read.stdout, /code \(String\) = 99/);
  assert.match(read.stdout, /POLYGON/);
});

test('an unknown setting is a wrong call', async (t) => {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  const config = write(folder, 'jingwei.toml', '[serve]\ncolour = "blue"\n');
  const result = await jingwei('serve', '--db', db, '--config', config);
  assert.equal(result.status, 2, result.stderr);
  assert.match(result.stderr, /colour/);
});

test('a client that hangs up in the middle leaves the server answering', async (t) => {
  const db = await sampleTown(temporaryFolder(t));
  const server = await serve(t, db, '--demo');
  const { port } = new URL(server.url);
  for (const text of ['GET /v1/lo', 'POST /v1/locate HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nlon', 'nonsense\r\n\r\n']) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    await new Promise((resolve) => socket.write(text, resolve));
    socket.destroy();
  }
  await until(async () => (await fetch(`${server.url}/livez`)).status === 200, 'the server to answer');
});
