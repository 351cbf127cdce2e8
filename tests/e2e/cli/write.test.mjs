// Records read and changed over HTTP against the running server: rights, ETags, keys that count once, and what a restart leaves.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { binary, jingweiDone, run, serve, temporaryFolder } from '../support/jingwei.mjs';

/** A sample town with one key that may write and one that may read. */
async function townWithKeys(t) {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const key = async (name, scope) => {
    const added = await run(binary, ['user', 'add', db, name, '--scope', scope], { input: 'a long enough password\n' });
    assert.equal(added.status, 0, added.stderr);
    return /jwk_[A-Za-z0-9_-]+/.exec((await jingweiDone('key', 'add', db, name, '--label', 'desk')).stdout)[0];
  };
  return { db, writeKey: await key('office', 'write'), readKey: await key('wall', 'read') };
}

/** Calls with a key; answers {status, etag, location, json}. */
function caller(url, key) {
  return async (method, target, body, headers = {}) => {
    const reply = await fetch(url + target, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await reply.text();
    return {
      status: reply.status,
      etag: reply.headers.get('etag'),
      location: reply.headers.get('location'),
      json: text === '' ? null : JSON.parse(text),
    };
  };
}

async function stop(server) {
  server.child.kill('SIGTERM');
  assert.equal((await server.done).status, 0);
}

test('a camera is added, moved and removed, and tiles and lists follow at once', async (t) => {
  const { db, writeKey, readKey } = await townWithKeys(t);
  const server = await serve(t, db);
  const write = caller(server.url, writeKey);
  const read = caller(server.url, readKey);
  const [near] = (await write('GET', '/v1/cameras?limit=1')).json.items;
  const made = await write('POST', '/v1/cameras', { code: '99C-e2e', kind: 'dome', lon: near.lon, lat: near.lat, name: '东门' });
  assert.equal(made.status, 201);
  assert.equal(made.location, '/v1/cameras/99C-e2e');
  assert.deepEqual(made.json.grid, near.grid);
  assert.equal((await read('GET', '/v1/cameras/99C-e2e')).json.name, '东门');
  assert.equal((await read('PATCH', '/v1/cameras/99C-e2e', { name: 'x' }, { 'If-Match': made.etag })).status, 403);
  assert.equal((await fetch(`${server.url}/v1/cameras`)).status, 401);

  const tile = async () => {
    const scale = 2 ** 14;
    const x = Math.floor(((near.lon + 180) / 360) * scale);
    const y = Math.floor(((1 - Math.asinh(Math.tan((near.lat * Math.PI) / 180)) / Math.PI) / 2) * scale);
    const reply = await fetch(`${server.url}/tiles/cameras/14/${x}/${y}.mvt`, { headers: { Authorization: `Bearer ${readKey}` } });
    return { etag: reply.headers.get('etag'), bytes: Buffer.from(await reply.arrayBuffer()) };
  };
  const before = await tile();
  const changed = await write('PATCH', '/v1/cameras/99C-e2e', { online: false }, { 'If-Match': made.etag });
  assert.equal(changed.status, 200);
  const after = await tile();
  assert.notEqual(after.etag, before.etag);
  assert.ok(!after.bytes.equals(before.bytes));
  const nearby = await read('GET', `/v1/nearby?layers=cameras&k=5&lon=${near.lon}&lat=${near.lat}`);
  assert.ok(nearby.json.items.some((item) => item.code === '99C-e2e' && item.distance_m === 0));

  assert.equal((await write('PATCH', '/v1/cameras/99C-e2e', { online: true }, { 'If-Match': made.etag })).status, 412);
  assert.equal((await write('DELETE', '/v1/cameras/99C-e2e')).status, 428);
  assert.equal((await write('DELETE', '/v1/cameras/99C-e2e', null, { 'If-Match': changed.etag })).status, 204);
  assert.equal((await read('GET', '/v1/cameras/99C-e2e')).status, 404);
  await stop(server);
  await jingweiDone('check', db);
});

test('after a restart ETags hold and a repeated request is answered as the first time', async (t) => {
  const { db, writeKey } = await townWithKeys(t);
  const first = await serve(t, db);
  let write = caller(first.url, writeKey);
  const [camera] = (await write('GET', '/v1/cameras?limit=1')).json.items;
  const target = `/v1/cameras/${camera.code}`;
  const { etag } = await write('GET', target);
  const key = { 'Idempotency-Key': 'e2e-1' };
  const made = await write('PATCH', target, { name: '南门' }, { 'If-Match': etag, ...key });
  assert.equal(made.status, 200);
  const [building] = (await write('GET', '/v1/buildings?limit=1')).json.items;
  const buildingTag = (await write('GET', `/v1/buildings/${building.code}`)).etag;
  await stop(first);

  const second = await serve(t, db);
  write = caller(second.url, writeKey);
  const repeated = await write('PATCH', target, { name: '南门' }, { 'If-Match': etag, ...key });
  assert.deepEqual(repeated, made);
  assert.equal((await write('PATCH', target, { name: '北门' }, { 'If-Match': made.etag, ...key })).status, 422);
  assert.equal((await write('GET', target)).etag, made.etag);
  assert.equal((await write('GET', `/v1/buildings/${building.code}`)).etag, buildingTag);
  assert.equal((await write('PATCH', target, { name: '北门' }, { 'If-Match': made.etag })).status, 200);
  await stop(second);
});

test('two writers at once: one change is made, and the server says so after a hard kill too', async (t) => {
  const { db, writeKey } = await townWithKeys(t);
  const first = await serve(t, db);
  let write = caller(first.url, writeKey);
  const [camera] = (await write('GET', '/v1/cameras?limit=1')).json.items;
  const target = `/v1/cameras/${camera.code}`;
  const { etag } = await write('GET', target);
  const names = ['甲', '乙', '丙', '丁', '戊', '己'];
  const replies = await Promise.all(names.map((name) => write('PATCH', target, { name }, { 'If-Match': etag })));
  assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 412, 412, 412, 412, 412]);
  const winner = replies.find((reply) => reply.status === 200);
  first.child.kill('SIGKILL');
  await first.done;

  const second = await serve(t, db);
  write = caller(second.url, writeKey);
  const kept = await write('GET', target);
  assert.equal(kept.json.name, winner.json.name);
  assert.equal(kept.etag, winner.etag);
  await stop(second);
  await jingweiDone('check', db);
});

test('the roster over HTTP: a person, an assignment, its end, and who answers', async (t) => {
  const { db, writeKey } = await townWithKeys(t);
  const server = await serve(t, db);
  const write = caller(server.url, writeKey);
  const vacancy = (await write('GET', '/v1/vacancies?limit=1')).json.items[0];
  assert.equal((await write('POST', '/v1/people', { code: '99P-e2e', name: '孙四', phone: '13500001111' })).status, 201);
  const { grid, role, theme } = vacancy ?? { grid: { code: (await write('GET', '/v1/grids?level=grid&limit=1')).json.items[0].code }, role: 'grid_worker', theme: 'base' };
  const made = await write('POST', '/v1/assignments', { person: '99P-e2e', theme, grid: grid.code, role, from: '2026-01-01' });
  assert.equal(made.status, 201, JSON.stringify(made.json));
  const card = async (at = '') => (await write('GET', `/v1/grids/${grid.code}/card?theme=${theme}${at}`)).json;
  assert.ok((await card()).people.some((person) => person.name === '孙四'));
  assert.equal((await write('DELETE', '/v1/people/99P-e2e', null, { 'If-Match': '*' })).status, 409);
  assert.equal((await write('PATCH', made.location, { to: '2026-02-01' }, { 'If-Match': made.etag })).status, 200);
  assert.ok(!(await card()).people.some((person) => person.name === '孙四'));
  await stop(server);
});
