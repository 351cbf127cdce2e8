// A planner's story on real boundaries, over HTTP only: two planners redraw Leeds, meet, give way, and hand over on a day.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { binary, jingweiDone, realData, run, serve, temporaryFolder, until } from '../support/jingwei.mjs';

const levels = [['msoa', 'township', 'MSOA11CD', 'MSOA11NM'], ['lsoa', 'community', 'LSOA11CD', 'LSOA11NM'], ['oa', 'grid', 'OA11CD', 'OA11CD']];

/** Leeds as it is handed over, cameras in some of its grids, and a key for each who has a part. */
async function leeds(t, people) {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'leeds.sqlite');
  await jingweiDone('init', db);
  for (const [file, level, code, name] of levels) {
    await jingweiDone('import', db, 'grids', realData(`leeds/${file}.geojson`), '--level', level, '--code', code, '--name', name);
  }
  const keys = {};
  for (const name of people) {
    const scope = name === 'admin' ? 'admin' : 'write';
    const added = await run(binary, ['user', 'add', db, name, '--scope', scope], { input: 'a long enough password\n' });
    assert.equal(added.status, 0, added.stderr);
    keys[name] = /jwk_[A-Za-z0-9_-]+/.exec((await jingweiDone('key', 'add', db, name, '--label', 'desk')).stdout)[0];
  }
  return { db, keys };
}

/** One person's calls; the ETag of a plan that they saw last goes along. */
function person(url, key) {
  const etags = new Map();
  return async (method, target, body, headers = {}) => {
    const planIn = (place) => /^\/v1\/plans\/\d+/.exec(place ?? '')?.[0];
    const plan = planIn(target);
    const reply = await fetch(url + target, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(plan && method !== 'GET' && etags.has(plan) ? { 'If-Match': etags.get(plan) } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await reply.text();
    const json = /json/.test(reply.headers.get('content-type') ?? '') ? JSON.parse(text) : null;
    const told = plan ?? planIn(reply.headers.get('location'));
    if (told && reply.ok && reply.headers.get('etag')) etags.set(told, reply.headers.get('etag'));
    return { status: reply.status, json, text, etag: reply.headers.get('etag'), location: reply.headers.get('location') };
  };
}

const done = (answer) => {
  assert.ok(answer.status < 300, answer.text);
  return answer.json;
};

/** Where a line of one latitude runs through a polygon without holes, if it does so once: its two ends on the border. */
function chord(feature, share) {
  const rings = feature.geometry.type === 'Polygon' ? feature.geometry.coordinates : feature.geometry.coordinates.flat();
  if (rings.length !== 1) return null;
  const ring = rings[0];
  const lats = ring.map(([, lat]) => lat);
  const lat = Math.min(...lats) + share * (Math.max(...lats) - Math.min(...lats));
  const lons = [];
  for (let i = 1; i < ring.length; i += 1) {
    const [[x0, y0], [x1, y1]] = [ring[i - 1], ring[i]];
    if (y0 > lat !== y1 > lat) lons.push(x0 + ((lat - y0) / (y1 - y0)) * (x1 - x0));
  }
  lons.sort((a, b) => a - b);
  return lons.length === 2 && lons[1] - lons[0] > 0.001 ? [[lons[0], lat], [lons[1], lat]] : null;
}

const inSeconds = (time) => new Date(Math.floor(time / 1000) * 1000).toISOString().replace('.000', '');
const middle = ([[x0, lat], [x1]]) => [(x0 + x1) / 2, lat];

/** Communities of at least `count` grids that a line crosses simply, by code: the grids with their lines. */
async function communities(call, features, count) {
  const found = new Map();
  for (const feature of features) {
    const halving = chord(feature, 0.5);
    if (!halving) continue;
    const grid = done(await call('GET', `/v1/grids/${feature.properties.OA11CD}`));
    const list = found.get(grid.parent) ?? [];
    list.push({ code: grid.code, feature, halving });
    found.set(grid.parent, list);
    if ([...found.values()].filter((grids) => grids.length >= count).length === 3) break;
  }
  return [...found].filter(([, grids]) => grids.length >= count);
}

test('planners split, reshape and brush, meet and give way, take a suggestion, publish on a day, look back and go back', async (t) => {
  const oa = realData('leeds/oa.geojson');
  if (!oa) return t.skip('the real boundaries are absent');
  const { db, keys } = await leeds(t, ['lin', 'wu', 'reviewer', 'chief', 'admin']);
  const { features } = JSON.parse(readFileSync(oa, 'utf8'));
  let server = await serve(t, db);
  const lin = person(server.url, keys.lin);
  const wu = person(server.url, keys.wu);
  // whoever reviews a plan here may consent for the units above as well
  const steps = done(await lin('GET', '/v1/approval-steps')).steps.map((step) => ({ ...step, again_may: step.per_parent }));
  done(await person(server.url, keys.admin)('PUT', '/v1/approval-steps', { steps }));
  const [[, grids], [, others], [, far]] = await communities(lin, features, 3);
  const ownerAt = async (call, [lon, lat], more = '') => done(await call('GET', `/v1/locate?lon=${lon}&lat=${lat}${more}`)).themes[0].grid.code;

  // people and things, so that somebody gains and loses
  const [split, reshaped] = grids;
  const quarter = chord(split.feature, 0.25);
  const inSouth = [middle(quarter)[0], middle(quarter)[1]];
  for (const [code, name] of [['P1', '甲'], ['P2', '乙']]) {
    done(await lin('POST', '/v1/people', { code, name }));
  }
  done(await lin('POST', '/v1/assignments', { person: 'P1', theme: 'base', grid: split.code, role: 'grid_head', primary: true }));
  done(await lin('POST', '/v1/cameras', { code: 'CAM1', kind: 'dome', lon: inSouth[0], lat: inSouth[1] }));

  // Lin splits a grid, takes it back, and does it again
  const plan = (await lin('POST', '/v1/plans', { name: '利兹调整', note: '人口增加' })).location;
  const splitting = { op: 'split', grid: split.code, line: split.halving, parts: [{ code: 'N1', name: '新一网格' }] };
  const drawn = done(await lin('POST', `${plan}/ops`, splitting));
  assert.deepEqual(drawn.grids.filter((grid) => grid.change === 'new').map((grid) => grid.code), ['N1']);
  const area = (code) => drawn.grids.find((grid) => grid.code === code);
  const sum = area('N1').now.area_m2 + area(split.code).now.area_m2;
  assert.ok(Math.abs(sum - area(split.code).published.area_m2) < 1, 'the ground is the same');
  done(await lin('POST', `${plan}/undo`));
  done(await lin('POST', `${plan}/redo`));

  // moves a border, and brushes what lies around a place of another border to a grid
  const reshape = done(await lin('POST', `${plan}/ops`, { op: 'reshape', grid: reshaped.code, line: chord(reshaped.feature, 0.2) ?? reshaped.halving, allow_parent_change: true }));
  assert.ok(reshape.grids.length >= 2, 'both sides of a border follow');
  const brushing = grids[2];
  const [end] = brushing.halving;
  const around = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([x, y]) => [end[0] + x * 0.0002, end[1] + y * 0.0001]);
  done(await lin('POST', `${plan}/ops`, { op: 'take_over', grid: brushing.code, ring: around, allow_parent_change: true }));

  // Wu joins: what Lin has touched since is refused by name, what she has not is taken
  done(await wu('GET', plan));
  done(await lin('POST', `${plan}/ops`, { op: 'set', grid: split.code, name: '老一网格' }));
  const late = await wu('POST', `${plan}/ops`, { op: 'set', grid: split.code, name: '别名' });
  assert.equal(late.status, 412);
  assert.match(late.json.detail, new RegExp(split.code));
  done(await wu('POST', `${plan}/ops`, { op: 'set', grid: far[0].code, name: '远网格' }));

  // Wu's own plan is an edition first; Lin's is overtaken, moved onto that one, and keeps what it drew
  const own = (await wu('POST', '/v1/plans', { name: '先行' })).location;
  done(await wu('POST', `${own}/ops`, { op: 'split', grid: others[0].code, line: others[0].halving, parts: [{ code: 'N2', name: '新二网格' }] }));
  const approve = async (by, of) => {
    done(await by('POST', `${of}/state`, { state: 'review' }));
    for (const name of ['reviewer', 'chief']) {
      const call = person(server.url, keys[name]);
      for (let shown = done(await call('GET', of)); shown.missing.some(({ step }) => (name === 'chief') === (step === 'approve')); shown = done(await call('GET', of))) {
        const { step, parent } = shown.missing.find(({ step: open }) => (name === 'chief') === (open === 'approve'));
        done(await call('POST', `${of}/approvals`, { step, ...(parent ? { parent } : {}), reason: '看过现场' }));
      }
    }
    return done(await by('GET', of));
  };
  const first = (await approve(wu, own)).base_edition;
  const second = done(await wu('POST', `${own}/publish`)).edition;
  assert.ok(second > first);
  assert.equal(await ownerAt(lin, middle(chord(others[0].feature, 0.1) ?? others[0].halving)).then((code) => [others[0].code, 'N2'].includes(code)), true);
  done(await lin('GET', plan));
  done(await lin('POST', `${plan}/rebase`));
  assert.equal(done(await lin('GET', plan)).base_edition, second);

  // a suggestion for a community, taken as one operation
  const wish = { grids: far.slice(0, 3).map((grid) => grid.code), parts: 2, seed: 7 };
  const suggested = done(await lin('POST', `${plan}/suggest`, wish));
  assert.equal(suggested.alternatives.length, 3);
  assert.deepEqual(done(await lin('POST', `${plan}/suggest`, wish)).alternatives, suggested.alternatives, 'same seed, same answer');
  for (const { op } of suggested.alternatives.slice(1)) {
    done(await lin('POST', `${plan}/ops`, op));
    done(await lin('POST', `${plan}/undo`));
  }
  const taken = done(await lin('POST', `${plan}/ops`, suggested.alternatives[0].op));
  assert.equal(taken.grids.filter((grid) => grid.change === 'gone').length, 1);

  // who gains and loses, before anybody consents
  const diff = done(await lin('GET', `${plan}/diff`));
  assert.ok(diff.grids.some((grid) => grid.code === 'N1' && grid.change === 'new'));
  assert.ok(diff.lineage.some((line) => line.kind === 'split' && line.from === split.code && line.to === 'N1'));

  // consents, and the hour
  await approve(lin, plan);
  const before = Date.now();
  const hour = inSeconds(Math.ceil(before / 1000) * 1000 + 3000);
  const waiting = done(await lin('POST', `${plan}/publish`, { valid_from: hour }));
  assert.equal(waiting.state, 'approved');
  assert.ok(waiting.publish_at);
  const published = await until(async () => {
    const shown = done(await lin('GET', plan));
    return shown.state === 'published' && shown;
  }, 'the hour of the edition');
  const third = published.edition;
  const probe = middle(chord(split.feature, 0.75));
  const after = [await ownerAt(lin, inSouth), await ownerAt(lin, probe)].sort();
  assert.deepEqual(after, ['N1', split.code].sort(), 'both halves have their own grid');
  const past = `&at=${encodeURIComponent(inSeconds(before))}`;
  assert.equal(await ownerAt(lin, inSouth, past), split.code);
  assert.equal(await ownerAt(lin, probe, past), split.code);
  const certificate = done(await lin('GET', `/v1/editions/${third}/certificate`));
  assert.ok(JSON.stringify(certificate).includes('reviewer'));

  // everything is still so after a restart; then back to what it was, as a new edition
  server.child.kill('SIGTERM');
  assert.equal((await server.done).status, 0);
  await jingweiDone('check', db);
  server = await serve(t, db);
  const again = person(server.url, keys.lin);
  assert.equal(await ownerAt(again, probe, past), split.code);
  const current = await again('GET', '/v1/editions');
  const back = done(await again('POST', `/v1/editions/${second}/rollback`, { note: '撤回' }, { 'If-Match': current.etag }));
  assert.ok(back.number > third);
  assert.equal(await ownerAt(again, inSouth), split.code);
  assert.equal(await ownerAt(again, probe), split.code);
  assert.ok(done(await again('GET', `/v1/editions/${third}/diff?against=${second}`)).grids.length >= 4);
  server.child.kill('SIGTERM');
  assert.equal((await server.done).status, 0);
  await jingweiDone('check', db);
});
