// A plan on its way to an edition against the running server: consents, a date to come, a server that was down, and hard kills.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { binary, jingweiDone, run, serve, temporaryFolder, until } from '../support/jingwei.mjs';

/** A sample town with a key for each of those who draw, review and approve. */
async function townWithKeys(t) {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const keys = {};
  for (const name of ['drawer', 'reviewer', 'chief']) {
    const added = await run(binary, ['user', 'add', db, name, '--scope', 'write'], { input: 'a long enough password\n' });
    assert.equal(added.status, 0, added.stderr);
    keys[name] = /jwk_[A-Za-z0-9_-]+/.exec((await jingweiDone('key', 'add', db, name, '--label', 'desk')).stdout)[0];
  }
  return { db, keys };
}

/** Calls as somebody; the plan's ETag goes along once it is known. */
function desk(server, keys) {
  const state = { etag: null };
  return async (who, method, target, body) => {
    const reply = await fetch(server.url + target, {
      method,
      headers: {
        Authorization: `Bearer ${keys[who]}`,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(state.etag ? { 'If-Match': state.etag } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await reply.text();
    if (reply.ok && target.startsWith('/v1/plans')) state.etag = reply.headers.get('etag') ?? state.etag;
    return { status: reply.status, location: reply.headers.get('location'), json: text === '' ? null : JSON.parse(text) };
  };
}

/** An approved plan that renames a grid; answers its path and the grid. */
async function approvedPlan(call) {
  const grid = (await call('drawer', 'GET', '/v1/grids?level=grid&limit=1')).json.items[0];
  const made = await call('drawer', 'POST', '/v1/plans', { name: '改名' });
  assert.equal(made.status, 201);
  const plan = made.location;
  const changed = await call('drawer', 'POST', `${plan}/ops`, { op: 'set', grid: grid.code, name: '新名网格' });
  assert.equal(changed.status, 200);
  assert.equal((await call('drawer', 'POST', `${plan}/state`, { state: 'review' })).status, 200);
  const own = await call('drawer', 'POST', `${plan}/approvals`, { reason: 'x' });
  assert.equal(own.status, 409);
  assert.match(own.json.detail, /drawer drew the plan.*Missing: review/);
  assert.equal((await call('reviewer', 'POST', `${plan}/approvals`, { reason: '已看' })).status, 200);
  const approved = await call('chief', 'POST', `${plan}/approvals`, { reason: '同意' });
  assert.equal(approved.json.state, 'approved');
  return { plan, grid };
}

const aSecondAhead = () => new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000).toISOString().replace('.000', '');

test('a plan becomes an edition at its hour, without a restart, and is certified', async (t) => {
  const { db, keys } = await townWithKeys(t);
  const server = await serve(t, db);
  const call = desk(server, keys);
  const { plan, grid } = await approvedPlan(call);
  const hour = aSecondAhead();
  const waiting = await call('chief', 'POST', `${plan}/publish`, { valid_from: hour });
  assert.equal(waiting.status, 200, JSON.stringify(waiting.json));
  assert.equal(new Date(waiting.json.publish_at).getTime(), new Date(hour).getTime());
  const done = await until(async () => {
    const { json } = await call('drawer', 'GET', plan);
    return json.state === 'published' && json;
  }, 'the hour');
  const now = (await call('drawer', 'GET', `/v1/grids/${grid.code}`)).json;
  assert.equal(now.name, '新名网格');
  assert.equal(now.edition, done.edition);
  const before = new Date(new Date(hour).getTime() - 1000).toISOString().replace('.000', '');
  assert.equal((await call('drawer', 'GET', `/v1/grids/${grid.code}?at=${before}`)).json.name, grid.name);
  const { json: certificate } = await call('drawer', 'GET', `/v1/editions/${done.edition}/certificate`);
  assert.equal(new Date(certificate.valid_from).getTime(), new Date(hour).getTime());
  assert.deepEqual(certificate.plan.approvals.map(({ by }) => by), ['reviewer', 'chief']);
  assert.ok(certificate.themes.every((theme) => theme.violations === 0 && /^[1-9][0-9]*$/.test(theme.doubled_area)));
  server.child.kill('SIGTERM');
  assert.equal((await server.done).status, 0);
  await jingweiDone('check', db);
});

test('a suggestion that is taken inside one community asks no community for its consent', async (t) => {
  const { db, keys } = await townWithKeys(t);
  const call = desk(await serve(t, db), keys);
  const communities = new Map();
  for (const { code, parent } of (await call('drawer', 'GET', '/v1/grids?level=grid&limit=1000')).json.items) {
    communities.set(parent, [...(communities.get(parent) ?? []), code]);
  }
  let taken = 0;
  for (const [community, grids] of communities) {
    if (grids.length < 3) continue;
    const plan = (await call('drawer', 'POST', '/v1/plans', { name: `虚构${community}` })).location;
    const { json } = await call('drawer', 'POST', `${plan}/suggest`, { grids, aims: ['balance'] });
    const done = await call('drawer', 'POST', `${plan}/ops`, json.alternatives[0].op);
    if (done.status !== 200) continue; // a line that would come too near to another border
    const review = await call('drawer', 'POST', `${plan}/state`, { state: 'review' });
    assert.equal(review.status, 200, JSON.stringify(review.json));
    assert.deepEqual(review.json.missing.map(({ step, parent }) => [step, parent]), [['review', null], ['approve', null]], community);
    taken += 1;
  }
  assert.ok(taken >= 10, `${taken} suggestions were taken`);
});

test('an hour that comes while nobody serves is made up for, with that hour', async (t) => {
  const { db, keys } = await townWithKeys(t);
  const first = await serve(t, db);
  let call = desk(first, keys);
  const { plan, grid } = await approvedPlan(call);
  const hour = aSecondAhead();
  assert.equal((await call('chief', 'POST', `${plan}/publish`, { valid_from: hour })).status, 200);
  first.child.kill('SIGKILL');
  await first.done;
  await until(() => Date.now() > new Date(hour).getTime(), 'the hour');
  const second = await serve(t, db);
  call = desk(second, keys);
  const { json: done } = await call('drawer', 'GET', plan);
  assert.equal(done.state, 'published');
  assert.equal((await call('drawer', 'GET', `/v1/grids/${grid.code}`)).json.name, '新名网格');
  const { json: certificate } = await call('drawer', 'GET', `/v1/editions/${done.edition}/certificate`);
  assert.equal(new Date(certificate.valid_from).getTime(), new Date(hour).getTime());
});

test('killed while it publishes, the server has the edition or the plan when it comes back', async (t) => {
  const { db, keys } = await townWithKeys(t);
  let server = await serve(t, db);
  let call = desk(server, keys);
  const { plan, grid } = await approvedPlan(call);
  let killed = 0;
  for (let wait = 0; ; wait += 1) {
    const published = call('chief', 'POST', `${plan}/publish`).catch(() => null); // the connection breaks
    for (let turn = 0; turn < wait; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    server.child.kill('SIGKILL');
    await server.done;
    await published;
    killed += 1;
    server = await serve(t, db);
    call = desk(server, keys);
    const { json } = await call('chief', 'GET', plan);
    const { json: now } = await call('chief', 'GET', `/v1/grids/${grid.code}`);
    assert.equal(json.ops.length, 1);
    assert.ok(json.state === 'approved' || json.state === 'published', json.state);
    assert.equal(now.name, json.state === 'published' ? '新名网格' : grid.name);
    if (json.state === 'published' || killed === 8) break;
  }
  server.child.kill('SIGTERM');
  await server.done;
  await jingweiDone('check', db);
});
