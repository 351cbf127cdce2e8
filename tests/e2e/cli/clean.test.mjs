// Dirty grids: what --fix repairs, what it says about it, and what it leaves to a person.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { collection, corner, feature } from '../support/boundaries.mjs';
import { fingerprint, jingwei, jingweiDone, realData, temporaryFolder, write } from '../support/jingwei.mjs';

const columns = ['--code', 'code', '--name', 'name'];
const places = (...points) => points.map(([x, y]) => [+(corner.lon + x * 0.01).toFixed(7), +(corner.lat + y * 0.01).toFixed(7)]);
const polygon = (code, ...points) => feature(code, places(...points, points[0]));

// A in the west, B in the east: a lens of 4 m between them in the south, a tongue of B on A's ground in the north; C has a spike
const dirty = collection([
  polygon('A', [0, 0], [1, 0], [0.998, 0.2], [0.998, 0.4], [1, 0.6], [1, 1], [0, 1]),
  polygon('B', [1, 0], [2, 0], [2, 1], [1, 1], [1, 0.8], [0.9, 0.8], [0.9, 0.7], [1, 0.7], [1, 0.6], [1.002, 0.4], [1.002, 0.2]),
  polygon('C', [2, 0], [3, 0], [3, 1], [3.5, 1], [3, 1], [2, 1]),
]);

const importing = (db, file, ...more) => ['import', db, 'grids', file, '--level', 'grid', ...columns, ...more];

async function emptyStore(t) {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  return { folder, db };
}

const answer = async (db, x, y) => {
  const [[lon, lat]] = places([x, y]);
  return JSON.parse((await jingweiDone('locate', db, String(lon), String(lat), '--json')).stdout).themes[0].grid?.code;
};

test('dirty grids are refused with the way out, and --fix takes them and argues each repair', async (t) => {
  const { folder, db } = await emptyStore(t);
  const file = write(folder, 'dirty.geojson', dirty);
  const before = await fingerprint(db);
  const refused = await jingwei(...importing(db, file));
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /DEFECT overlap/);
  assert.match(refused.stdout, /--fix could repair.*--dry-run.*自动修复/);
  assert.equal(await fingerprint(db), before);

  const report = path.join(folder, 'report.json');
  const trial = await jingweiDone(...importing(db, file, '--fix', '--dry-run', '--report', report));
  assert.equal(await fingerprint(db), before, 'a dry run writes nothing');
  assert.match(trial.stdout, /REPAIR gap_divided 缝隙分摊: 1 /);
  assert.match(trial.stdout, /m wide: to [AB] [\d.e+]+ m², [AB] [\d.e+]+ m² \(each gets what is nearest to its border\)/);
  assert.match(trial.stdout, /REPAIR overlap_assigned 重叠归属: 1 /);
  assert.match(trial.stdout, /: to A from B \(it shares the longest border with it\)/);
  assert.match(trial.stdout, /平方米，宽 [\d.]+ 米：归 A，取自 B（共有边界最长）/);
  assert.match(trial.stdout, /REPAIR spike_cut 尖刺削除: 1 /);
  assert.match(trial.stdout, /dry run: nothing was written/);
  const told = JSON.parse(readFileSync(report, 'utf8'));
  assert.deepEqual(told.repairs.map((repair) => repair.kind).sort(), ['gap_divided', 'overlap_assigned', 'spike_cut']);
  const gap = told.repairs.find((repair) => repair.kind === 'gap_divided');
  assert.equal(gap.gained.length, 2);
  assert.ok(Math.abs(gap.gained[0].area_m2 + gap.gained[1].area_m2 - gap.area_m2) < 0.01);
  assert.ok(gap.width_m > 3 && gap.width_m < 4, String(gap.width_m));

  const done = await jingweiDone(...importing(db, file, '--fix'));
  assert.match(done.stdout, /published as edition/);
  await jingweiDone('check', db);
  assert.equal(await answer(db, 0.95, 0.75), 'A');
  assert.equal(await answer(db, 0.999, 0.3), 'A');
  assert.equal(await answer(db, 1.001, 0.3), 'B');

  const fixed = await fingerprint(db);
  const again = await jingweiDone(...importing(db, file, '--fix'));
  assert.match(again.stdout, /nothing to do/);
  assert.equal(await fingerprint(db), fixed);
});

test('two grids with one ground are for a person to settle', async (t) => {
  const { folder, db } = await emptyStore(t);
  const same = collection([polygon('A', [0, 0], [1, 0], [1, 1], [0, 1]), polygon('B', [0, 0], [1, 0], [1, 1], [0, 1])]);
  const before = await fingerprint(db);
  const refused = await jingwei(...importing(db, write(folder, 'same.geojson', same), '--fix'));
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /line 2, B: nothing is left of its ground.*A has the same ground/);
  assert.equal(await fingerprint(db), before);
});

test('a report names all grids around a gap', async (t) => {
  const { folder, db } = await emptyStore(t);
  const around = collection([
    polygon('A', [0, 0], [1, 0], [1, 1], [0, 1]),
    polygon('B', [1.0002, 0], [2, 0], [2, 1], [1.0002, 1]),
    polygon('C', [0, 1], [1, 1], [1.0002, 1], [2, 1], [2, 2], [0, 2]),
    polygon('D', [0, -1], [2, -1], [2, 0], [1.0002, 0], [1, 0], [0, 0]),
  ]);
  const report = path.join(folder, 'report.json');
  const refused = await jingwei(...importing(db, write(folder, 'around.geojson', around), '--report', report));
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /[A-D], [A-D] and 2 more at /);
  const gap = JSON.parse(readFileSync(report, 'utf8')).findings.find((finding) => finding.kind === 'gap');
  assert.deepEqual([gap.a, gap.b, ...gap.others].sort(), ['A', 'B', 'C', 'D']);
});

test('with --lock-parents nothing moves across the border of a parent', async (t) => {
  const { folder, db } = await emptyStore(t);
  const parents = collection([polygon('T1', [0, 0], [1, 0], [1, 1], [0, 1]), polygon('T2', [1, 0], [2, 0], [2, 1], [1, 1])]);
  await jingweiDone('import', db, 'grids', write(folder, 'parents.geojson', parents), '--level', 'township', ...columns);
  const children = collection([
    polygon('A', [0, 0], [1.0003, 0], [1.0003, 1], [0, 1]), // 27 cm over the border
    polygon('B', [1.0002, 0], [2, 0], [2, 1], [1.0002, 1]),
  ]);
  const file = write(folder, 'children.geojson', children);
  const done = await jingweiDone(...importing(db, file, '--fix', '--lock-parents'));
  assert.match(done.stdout, /REPAIR parent_border_kept 上级边界保持: /);
  await jingweiDone('check', db);
  assert.equal(await answer(db, 0.9999, 0.5), 'A');
  assert.equal(await answer(db, 1.00015, 0.5), 'B');
  assert.equal(await answer(db, 1.00025, 0.5), 'B');
});

test('--priority names a field of numbers: what several grids claim goes to the smallest', async (t) => {
  const { folder, db } = await emptyStore(t);
  const ranked = (order) => {
    const both = [
      polygon('A', [0, 0], [1.001, 0], [1.001, 1], [0, 1]),
      polygon('B', [1, 0], [2, 0], [2, 1], [1, 1]),
    ];
    both.forEach((grid, i) => Object.assign(grid.properties, { order: order[i] }));
    return write(folder, `ranked-${order.join('-')}.geojson`, collection(both));
  };
  for (const [order, owner] of [[[1, 2], 'A'], [[2, 1], 'B'], [[null, 9], 'B']]) {
    const trial = await jingweiDone(...importing(db, ranked(order), '--fix', '--priority', 'order', '--dry-run'));
    const other = owner === 'A' ? 'B' : 'A';
    assert.match(trial.stdout, new RegExp(`to ${owner} from ${other} \\(it comes first by priority`), String(order));
    assert.doesNotMatch(trial.stdout, /unused|not used.*order/);
  }
  const alone = await jingwei(...importing(db, ranked([1, 2]), '--priority', 'order'));
  assert.equal(alone.status, 2);
  assert.match(alone.stderr, /--priority .* goes with --fix/);
  const missing = await jingwei(...importing(db, ranked([1, 2]), '--fix', '--priority', 'rank'));
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /rank.*order/);
  const words = await jingwei(...importing(db, ranked(['first', 2]), '--fix', '--priority', 'order'));
  assert.equal(words.status, 1);
  assert.match(words.stdout, /priority 'first' is not a number/);
});

test('ground given twice is named with its place, however it was doubled', async (t) => {
  const { folder, db } = await emptyStore(t);
  const ring = places([0, 0], [1, 0], [1, 1], [0, 1], [0, 0]);
  const hole = places([0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.4], [0.2, 0.2]);
  const doubled = (type, coordinates) =>
    collection([
      { type: 'Feature', properties: { code: 'A', name: 'A' }, geometry: { type, coordinates } },
      polygon('B', [1, 0], [2, 0], [2, 1], [1, 1]),
    ]);
  const middle = (share) => `at ${(corner.lon + share * 0.01).toFixed(6)}, `;
  for (const [name, content, told] of [
    ['ring', doubled('Polygon', [[...ring.slice(0, -1), ...ring]]), /REPAIR crossing_ring_resolved .*: 1 /],
    ['part', doubled('MultiPolygon', [[ring], [ring]]), /REPAIR duplicate_dropped .*: 1 /],
    ['hole', doubled('Polygon', [ring, hole, hole]), /REPAIR crossing_ring_resolved .*: 1 /],
  ]) {
    const file = write(folder, `${name}.geojson`, content);
    const done = await jingweiDone(...importing(db, file, '--fix', '--dry-run'));
    assert.match(done.stdout, told, name);
    assert.match(done.stdout, new RegExp(`${middle(name === 'hole' ? 0.3 : 0.5)}.* m wide: (to|of) A `), name);
  }
});

test('one wild corner of the first grid is told with its row, not as another system of the file', async (t) => {
  const { db } = await emptyStore(t);
  const grids = Array.from({ length: 12 }, (_, i) => polygon(`G${i}`, [i, 0], [i + 1, 0], [i + 1, 1], [i, 1]));
  for (const wild of [1040, 1e300]) {
    const features = structuredClone(grids);
    features[0].geometry.coordinates[0][1][0] = wild;
    const file = write(path.dirname(db), 'wild.geojson', collection(features));
    const refused = await jingwei(...importing(db, file));
    assert.equal(refused.status, 1, refused.stdout + refused.stderr);
    assert.match(refused.stdout, /G0.*out of range|out of range.*G0/s, refused.stdout + refused.stderr);
    assert.doesNotMatch(refused.stdout + refused.stderr, /metres of a city/);
  }
});

test('where more overlaps are found than named, the area is said to be that of the named ones', async (t) => {
  const { folder, db } = await emptyStore(t);
  const strips = 48; // 48 x 48 crossings
  const along = Array.from({ length: strips }, (_, i) => polygon(`E${i}`, [0, i / 40], [2, i / 40], [2, (i + 0.4) / 40], [0, (i + 0.4) / 40]));
  const across = Array.from({ length: strips }, (_, i) => polygon(`N${i}`, [i / 40, 0], [(i + 0.4) / 40, 0], [(i + 0.4) / 40, 2], [i / 40, 2]));
  const report = path.join(folder, 'strips.json');
  const refused = await jingwei(...importing(db, write(folder, 'strips.geojson', collection([...along, ...across])), '--report', report));
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /DEFECT overlap: 2304, the 2000 named [\d.e+]+ m² together/);
  const rest = JSON.parse(readFileSync(report, 'utf8')).findings.find((finding) => finding.kind === 'overlap' && finding.count > 1);
  assert.deepEqual([rest.count, rest.lon, rest.lat, rest.area_m2], [304, null, null, null]);
});

test('a crossing smaller than the unit that coordinates are rounded to is none', async (t) => {
  const { folder, db } = await emptyStore(t);
  const [[x, y]] = places([0.5, 1]);
  const half = 0.4e-7;
  const knot = [[x + half, y + half], [x - half, y], [x + half, y - half], [x - half, y + half]];
  const ring = [...places([0, 0], [1, 0], [1, 1]), ...knot, ...places([0, 1], [0, 0])];
  const file = write(folder, 'knot.geojson', collection([
    { type: 'Feature', properties: { code: 'A', name: 'A' }, geometry: { type: 'Polygon', coordinates: [ring] } },
  ]));
  const done = await jingweiDone(...importing(db, file));
  assert.doesNotMatch(done.stdout, /DEFECT|REPAIR/);
  assert.match(done.stdout, /1 added/);
});

test('--fix is for grids', async (t) => {
  const { folder, db } = await emptyStore(t);
  const cameras = write(folder, 'cameras.csv', 'code,name,lon,lat\nC1,x,104.1,36.5\n');
  const refused = await jingwei('import', db, 'cameras', cameras, '--frame', 'cgcs2000', '--fix');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /--fix goes with the layer grids/);
});

test("Gansu's counties are taken with --fix, their four overlaps named", async (t) => {
  const file = realData('gansu_counties.geojson');
  if (!file) return t.skip('the real boundaries are absent');
  const { db } = await emptyStore(t);
  const done = await jingweiDone('import', db, 'grids', file, '--level', 'township', ...columns, '--fix');
  for (const [a, b] of [['621102', '620422'], ['620822', '620823'], ['621023', '621022'], ['620981', '620922']]) {
    assert.match(done.stdout, new RegExp(`to ${b} from ${a} \\(the other's ring only loops around it beside a spike\\)`));
  }
  assert.match(done.stdout, /REPAIR spike_cut 尖刺削除: 4\d\d/);
  assert.match(done.stdout, /note hole: [4-6],/);
  await jingweiDone('check', db);
});
