// A plan leaves as a GeoPackage, is edited there, and comes back as operations.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { addAccounts, binary, fingerprint, jingwei, jingweiDone, realData, run, serve, temporaryFolder } from '../support/jingwei.mjs';

const layer = 'plan_grids';
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

async function ogr(...args) {
  const result = await run('ogr2ogr', args);
  assert.equal(result.status, 0, result.stderr);
}

/** The features of a GeoPackage. */
async function featuresOf(folder, file) {
  const json = path.join(folder, `${path.basename(file)}.${process.hrtime.bigint()}.geojson`);
  await ogr('-f', 'GeoJSON', '-lco', 'RFC7946=NO', '-lco', 'COORDINATE_PRECISION=15', json, file, layer);
  return readJson(json).features;
}

/** Features as a GeoPackage of the same layer, as QGIS would save them. */
async function packageOf(folder, name, features) {
  const json = path.join(folder, `${name}.geojson`);
  writeFileSync(json, JSON.stringify({ type: 'FeatureCollection', name: layer, features }));
  const file = path.join(folder, `${name}.gpkg`);
  await ogr('-f', 'GPKG', '-a_srs', 'EPSG:4490', '-nln', layer, '-nlt', 'MULTIPOLYGON', file, json);
  return file;
}

const clone = (features) => structuredClone(features).map((feature) => ({ ...feature, id: undefined }));
const edge = (a, b) => [a, b].map(String).sort().join(' ');

/** Two simple grids of one parent with a common edge, and that edge as each has it. */
function neighbours(features, differentParents = false) {
  const owner = new Map();
  for (const feature of features) {
    const rings = feature.geometry.coordinates.flat();
    if (rings.length !== 1 || feature.properties.kind !== 'base') continue;
    for (let i = 1; i < rings[0].length; i += 1) {
      const key = edge(rings[0][i - 1], rings[0][i]);
      const other = owner.get(key);
      if (other && (other.properties.parent !== feature.properties.parent) === differentParents) return [other, feature, rings[0][i - 1], rings[0][i]];
      owner.set(key, feature);
    }
  }
  throw new Error('there are no neighbours');
}

/** Puts a vertex into an edge, wherever a feature has it. */
function bend(features, from, to, place) {
  let found = 0;
  for (const feature of features) {
    for (const ring of feature.geometry.coordinates.flat()) {
      for (let i = 1; i < ring.length; i += 1) {
        if (edge(ring[i - 1], ring[i]) === edge(from, to)) {
          ring.splice(i, 0, place);
          found += 1;
          i += 1;
        }
      }
    }
  }
  assert.equal(found, 2, 'two grids have the edge');
}

/** The middle of an edge, moved sideways by a share of its length. */
function beside([x0, y0], [x1, y1], share) {
  const round = (value) => Number(value.toFixed(7));
  return [round((x0 + x1) / 2 - (y1 - y0) * share), round((y0 + y1) / 2 + (x1 - x0) * share)];
}

/** A ring cut by a straight line between two of its vertices. */
function cut(ring, first, last) {
  const open = ring.slice(0, -1);
  const one = open.slice(first, last + 1);
  const other = [...open.slice(last), ...open.slice(0, first + 1)];
  return [one, other].map((piece) => [...piece, piece[0]]);
}

/** Whether a ring crosses itself nowhere. */
function isSimple(ring) {
  const side = ([ax, ay], [bx, by], [px, py]) => Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
  const n = ring.length - 1;
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 2; j < n; j += 1) {
      if (i === 0 && j === n - 1) continue;
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
      if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return false;
    }
  }
  return true;
}

const area = (ring) => Math.abs(ring.slice(1).reduce((sum, [x, y], i) => sum + (ring[i][0] - ring[0][0]) * (y - ring[0][1]) - (x - ring[0][0]) * (ring[i][1] - ring[0][1]), 0));

/** A ring cut from its first vertex to that opposite, or null where the cut leaves it. */
function halves(ring) {
  const parts = cut(ring, 0, Math.floor((ring.length - 1) / 2));
  const inside = Math.abs(area(parts[0]) + area(parts[1]) - area(ring)) < 1e-9 * area(ring);
  return ring.length > 5 && inside && parts.every(isSimple) ? parts : null;
}

async function townWithPlan(t) {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  await jingweiDone('plan', 'new', db, '桌面调整');
  const file = path.join(folder, 'plan.gpkg');
  assert.match((await jingweiDone('plan', 'export', db, 1, file)).stdout, /^plan 1 at revision 1: \d+ grids written/);
  return { folder, db, file, features: await featuresOf(folder, file) };
}

const shown = async (db) => (await jingweiDone('plan', 'show', db, 1)).stdout;

test('a file that nobody edited does nothing, whatever program saved it', async (t) => {
  const { folder, db, file, features } = await townWithPlan(t);
  const one = features.find(({ properties }) => properties.level === 'grid').properties;
  for (const column of ['code', 'name', 'parent', 'level', 'kind', 'plan_code', 'published_code', 'change', 'plan', 'revision', 'store', 'state']) {
    assert.ok(one[column] !== undefined && one[column] !== null, `${column} is filled in`);
  }
  assert.equal(one.change, 'unchanged');
  const before = await fingerprint(db);
  const saved = await packageOf(folder, 'saved', features);
  const json = path.join(folder, 'plan.geojson');
  await jingweiDone('plan', 'export', db, 1, json);
  for (const same of [file, saved, json]) {
    assert.match((await jingweiDone('plan', 'import', db, 1, same)).stdout, /nothing to do/);
  }
  assert.equal(await fingerprint(db), before, 'no operation came of it');
  assert.equal((await jingwei('plan', 'export', db, 1, file)).status, 2, 'an existing file is kept');
});

test('a border, a split, a merge and attributes that were edited elsewhere come back as operations', async (t) => {
  const { folder, db, features } = await townWithPlan(t);
  const edited = clone(features);
  const [left, right, from, to] = neighbours(edited);
  bend(edited, from, to, beside(from, to, 0.2));
  // a grid that has nothing to do with these is split in two, as QGIS does it: with all attributes copied
  const far = edited.find(
    ({ properties, geometry }) =>
      properties.kind === 'base' &&
      properties.level === 'grid' &&
      geometry.coordinates.flat().length === 1 &&
      ![left, right].some((each) => each.properties.parent === properties.parent) &&
      halves(geometry.coordinates[0][0]),
  );
  const [one, other] = halves(far.geometry.coordinates[0][0]);
  far.geometry = { type: 'MultiPolygon', coordinates: [[one]] };
  const piece = structuredClone(far);
  piece.geometry = { type: 'MultiPolygon', coordinates: [[other]] };
  Object.assign(piece.properties, { code: 'NEW-1', name: '新一网格' }); // the rest is copied, the people of the other piece too
  edited.push(piece);
  left.properties.name = '改名网格';
  left.properties.households = 123;
  const file = await packageOf(folder, 'edited', edited);

  const before = await fingerprint(db);
  const dry = (await jingweiDone('plan', 'import', db, 1, file, '--dry-run')).stdout;
  assert.match(dry, /partition .* → .*NEW-1/);
  assert.match(dry, new RegExp(`set ${left.properties.code}: name 改名网格 households 123`));
  assert.doesNotMatch(dry, /set NEW-1/, 'the people are not counted twice');
  assert.match(dry, /3 operations would be done/);
  assert.equal(await fingerprint(db), before, 'a dry run writes nothing');

  await addAccounts(db, 'planner');
  const stranger = await jingwei('plan', 'import', db, 1, file, '--as', 'nobody');
  assert.equal(stranger.status, 1);
  assert.match(stranger.stderr, /there is no account 'nobody' in this store, and --as acts for one; 'jingwei user add' makes it/);
  assert.match((await jingweiDone('plan', 'import', db, 1, file, '--as', 'planner')).stdout, /3 operations done: plan 1 is at revision 4/);
  const plan = await shown(db);
  assert.match(plan, /NEW-1 +新一网格 +new/);
  for (const grid of [left, right, far]) assert.match(plan, new RegExp(`${grid.properties.code} .*changed`));
  const diff = JSON.parse((await jingweiDone('plan', 'diff', db, 1, '--json')).stdout);
  assert.deepEqual(
    diff.lineage.filter(({ kind }) => kind === 'split').map(({ from: a, to: b }) => [a, b]),
    [[far.properties.code, 'NEW-1']],
  );

  // what comes out is what was drawn: to the vertex
  const again = path.join(folder, 'again.gpkg');
  await jingweiDone('plan', 'export', db, 1, again);
  const out = new Map((await featuresOf(folder, again)).map((feature) => [feature.properties.code, feature]));
  const edges = (feature) => feature.geometry.coordinates.flat().flatMap((r) => r.slice(1).map((p, i) => edge(r[i], p))).sort();
  for (const feature of [left, right, far, piece]) {
    assert.deepEqual(edges(out.get(feature.properties.code)), edges(feature), feature.properties.code);
  }
  assert.equal(out.get('NEW-1').properties.change, 'new');
  assert.match((await jingweiDone('plan', 'import', db, 1, again)).stdout, /nothing to do/);

  // the file of before is of another revision now
  const stale = await jingwei('plan', 'import', db, 1, file);
  assert.equal(stale.status, 1);
  assert.match(stale.stderr, /at revision 4, and the file was written at revision 1/);

  // each operation can be taken back
  for (let i = 0; i < 3; i += 1) await jingweiDone('plan', 'undo', db, 1);
  assert.doesNotMatch(await shown(db), /NEW-1 +新一网格/);
  // and then the plan is as the file found it
  assert.match((await jingweiDone('plan', 'import', db, 1, file, '--dry-run')).stdout, /3 operations would be done/);

  // and they are what plan apply takes
  const fresh = path.join(folder, 'fresh.gpkg');
  await jingweiDone('plan', 'export', db, 1, fresh);
  const revision = (await featuresOf(folder, fresh))[0].properties.revision;
  const late = await packageOf(folder, 'late', edited.map((f) => ({ ...f, properties: { ...f.properties, revision } })));
  const ops = path.join(folder, 'ops.ndjson');
  writeFileSync(ops, (await jingweiDone('plan', 'import', db, 1, late, '--dry-run', '--json')).stdout);
  await jingweiDone('plan', 'apply', db, 1, ops);
  assert.match(await shown(db), /NEW-1 +新一网格 +new/);
});

test('a grid is merged by deleting its row, moved under another parent and given another code', async (t) => {
  const { folder, db, features } = await townWithPlan(t);
  const edited = clone(features);
  const [kept, gone, from, to] = neighbours(edited);
  // the outline of both: the edges that only one of them has, one after another
  const rings = [kept, gone].map((feature) => feature.geometry.coordinates[0][0]);
  const count = new Map();
  for (const ring of rings) for (let i = 1; i < ring.length; i += 1) count.set(edge(ring[i - 1], ring[i]), (count.get(edge(ring[i - 1], ring[i])) ?? 0) + 1);
  const next = new Map();
  for (const ring of rings) for (let i = 1; i < ring.length; i += 1) if (count.get(edge(ring[i - 1], ring[i])) === 1) next.set(String(ring[i - 1]), ring[i]);
  const outline = [];
  for (let at = [...next.values()][0]; outline.length <= next.size; at = next.get(String(at))) outline.push(at);
  assert.equal(String(outline[0]), String(outline.at(-1)), 'the two make one ring');
  kept.geometry = { type: 'MultiPolygon', coordinates: [[outline]] };
  edited.splice(edited.indexOf(gone), 1);
  const moved = edited.find(({ properties }) => properties.level === 'grid' && properties.parent !== kept.properties.parent);
  const parent = kept.properties.parent;
  moved.properties.parent = parent;
  const renamed = edited.find((feature) => feature.properties.level === 'grid' && feature !== moved && feature !== kept);
  renamed.properties.code = 'RENAMED-7';
  const file = await packageOf(folder, 'edited', edited);
  assert.ok(from && to);
  const said = (await jingweiDone('plan', 'import', db, 1, file)).stdout;
  assert.match(said, new RegExp(`reparent ${moved.properties.code} → ${parent}`));
  assert.match(said, new RegExp(`renumber ${renamed.properties.plan_code} → RENAMED-7`));
  assert.match(said, /3 operations done/);
  const plan = await shown(db);
  assert.match(plan, new RegExp(`${gone.properties.code} .*gone`));
  assert.match(plan, /RENAMED-7/);
});

test('what the file cannot mean is refused with the place, and nothing is done', async (t) => {
  const { folder, db, features } = await townWithPlan(t);
  const before = await fingerprint(db);
  let number = 0;
  const refused = async (edit, message, ...options) => {
    const edited = clone(features);
    edit(edited);
    number += 1;
    const result = await jingwei('plan', 'import', db, 1, await packageOf(folder, `edit${number}`, edited), ...options);
    assert.equal(result.status, 1, result.stdout + result.stderr);
    assert.match(result.stderr, message);
    assert.equal(await fingerprint(db), before, 'nothing was written');
  };
  const [one, two, from, to] = neighbours(features);
  const of = (edited, feature) => edited.find(({ properties }) => properties.code === feature.properties.code);
  const bendOne = (edited, feature, share) => {
    const ring = of(edited, feature).geometry.coordinates[0][0];
    const at = ring.findIndex((p, i) => i > 0 && edge(ring[i - 1], p) === edge(from, to));
    ring.splice(at, 0, beside(from, to, share));
  };
  // to one side it is a gap, to the other it takes what the neighbour's row still has
  await refused((edited) => bendOne(edited, one, 0.2), /belong to no row any more|leaves as it is/);
  await refused((edited) => bendOne(edited, one, -0.2), /belong to no row any more|leaves as it is/);
  await refused((edited) => edited.splice(edited.indexOf(of(edited, one)), 1), /belong to no row any more/);
  await refused((edited) => edited.push(structuredClone(of(edited, one))), /stands in rows \d+ and \d+/);
  await refused((edited) => (of(edited, one).properties.plan_code = 'NIX'), /'NIX', which is no grid of this file's plan/);
  await refused((edited) => (of(edited, one).properties.level = 'community'), /no plan changes that/);
  await refused((edited) => (of(edited, one).properties.households = -4), /households is '-4'/);
  await refused((edited) => edited.forEach((feature) => (feature.properties.store = 'elsewhere')), /of another store/);
  await refused((edited) => edited.forEach((feature) => (feature.properties.plan = 9)), /holds plan 9/);
  await refused((edited) => edited.forEach((feature) => delete feature.properties.revision), /no column 'revision'/);
  const far = { type: 'Feature', properties: { code: 'FAR', plan: 1, revision: 1 }, geometry: { type: 'MultiPolygon', coordinates: [[[[10, 10], [10.001, 10], [10.001, 10.001], [10, 10]]]] } };
  await refused((edited) => edited.push(far), /outside of all grids|wider than/);
  const [, , a, b] = neighbours(features, true);
  await refused((edited) => bend(edited, a, b, beside(a, b, 0.1)), /between two parents/);
  const allowed = clone(features);
  bend(allowed, a, b, beside(a, b, 0.1));
  const file = await packageOf(folder, 'allowed', allowed);
  assert.match((await jingweiDone('plan', 'import', db, 1, file, '--allow-parent-change')).stdout, /1 operations done/);
  assert.ok(two);
});

test('borders that do not quite meet are closed within the tolerance and refused beyond it', async (t) => {
  const { folder, db, features } = await townWithPlan(t);
  const edited = clone(features);
  const [one, , from, to] = neighbours(edited);
  bend(edited, from, to, beside(from, to, 0.2));
  // the planner's hand is off by 2e-6 degrees (20 cm) on one side
  for (const ring of one.geometry.coordinates.flat()) {
    const at = ring.findIndex((p) => String(p) === String(beside(from, to, 0.2)));
    if (at > 0) ring[at] = [ring[at][0] + 2e-6, ring[at][1] - 1e-6];
  }
  const file = await packageOf(folder, 'hand', edited);
  const strict = await jingwei('plan', 'import', db, 1, file, '--tolerance', '0.05');
  assert.equal(strict.status, 1);
  assert.match(strict.stderr, /only what is at most 0.05 m wide is closed/);
  const done = (await jingweiDone('plan', 'import', db, 1, file)).stdout;
  assert.match(done, /NOTE: \d+ gaps and overlaps closed, at most 0\.\d+ m wide/);
  assert.match(done, /1 operations done/);
  assert.equal((await jingwei('plan', 'problems', db, 1)).stdout.includes('multi_part'), false, 'no sliver is left over');
  assert.equal((await jingwei('plan', 'import', db, 1, file, '--tolerance', '50')).status, 2);
});

test('the file over the net is the file of the command line', async (t) => {
  const { folder, db, file } = await townWithPlan(t);
  const added = await run(binary, ['user', 'add', db, 'wu', '--scope', 'write'], { input: 'a long enough password\n' });
  assert.equal(added.status, 0, added.stderr);
  const key = /jwk_[A-Za-z0-9_-]+/.exec((await jingweiDone('key', 'add', db, 'wu', '--label', 'desk')).stdout)[0];
  const { url, child, done } = await serve(t, db);
  assert.equal((await fetch(`${url}/v1/plans/1/file`)).status, 401);
  const reply = await fetch(`${url}/v1/plans/1/file`, { headers: { Authorization: `Bearer ${key}` } });
  assert.equal(reply.status, 200);
  assert.match(reply.headers.get('content-disposition'), /plan-1-revision-1\.gpkg/);
  const got = path.join(folder, 'net.gpkg');
  writeFileSync(got, Buffer.from(await reply.arrayBuffer()));
  child.kill('SIGTERM');
  await done;
  const strip = (features) => features.map(({ properties, geometry }) => ({ properties, geometry }));
  assert.deepEqual(strip(await featuresOf(folder, got)), strip(await featuresOf(folder, file)));
  assert.match((await jingweiDone('plan', 'import', db, 1, got)).stdout, /nothing to do/);
});

test('the grids of Leeds leave and come back, edited', async (t) => {
  const oa = realData('leeds/oa.geojson');
  if (!oa) return t.skip('the real boundaries are absent');
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'leeds.sqlite');
  await jingweiDone('init', db);
  await jingweiDone('import', db, 'grids', realData('leeds/msoa.geojson'), '--level', 'township', '--code', 'MSOA11CD', '--name', 'MSOA11NM');
  await jingweiDone('import', db, 'grids', oa, '--level', 'grid', '--code', 'OA11CD', '--name', 'OA11CD');
  await jingweiDone('plan', 'new', db, 'Leeds');
  const file = path.join(folder, 'leeds.gpkg');
  await jingweiDone('plan', 'export', db, 1, file);
  const edited = await featuresOf(folder, file);
  assert.match((await jingweiDone('plan', 'import', db, 1, file)).stdout, /nothing to do/);
  const features = clone(edited);
  const grid = features.filter(({ geometry }) => geometry.coordinates.flat().length === 1);
  let pieces = 0;
  // every fiftieth grid whose ring has a vertex opposite the first is split there
  for (let i = 0; i < grid.length; i += 50) {
    const ring = grid[i].geometry.coordinates[0][0];
    const parts = halves(ring);
    if (!parts) continue;
    const [one, other] = parts;
    grid[i].geometry = { type: 'MultiPolygon', coordinates: [[one]] };
    pieces += 1;
    features.push({ type: 'Feature', properties: { ...grid[i].properties, code: `P-${pieces}`, name: `第${pieces}片` }, geometry: { type: 'MultiPolygon', coordinates: [[other]] } });
  }
  assert.ok(pieces > 5, `${pieces} splits`);
  const said = (await jingweiDone('plan', 'import', db, 1, await packageOf(folder, 'edited', features))).stdout;
  assert.equal(said.match(/^partition /gm).length, pieces);
  assert.equal((await shown(db)).match(/ new /g).length, pieces);
  const problems = await jingwei('plan', 'problems', db, 1);
  assert.equal(problems.status, 0, problems.stdout);
});
