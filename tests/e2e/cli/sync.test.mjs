// A month of two platforms' files, mappings, merging, a roster's hand-over; and the layers that have no platform.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { collection, communities, grids, middle, townships } from '../support/boundaries.mjs';
import { fingerprint, jingwei, jingweiDone, run, temporaryFolder, write } from '../support/jingwei.mjs';

const day = 24 * 3600 * 1000;

/** A store with two townships, two communities and eight grids. */
async function smallDistrict(folder) {
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  for (const [level, boundaries] of [['township', townships], ['community', communities], ['grid', grids]]) {
    await jingweiDone('import', db, 'grids', write(folder, `${level}.geojson`, boundaries), '--level', level);
  }
  return db;
}

/** The rows of a table of the store, as objects, through another program. */
async function rows(db, table, order = 'code') {
  const { stdout, status, stderr } = await run('ogr2ogr', ['-f', 'GeoJSON', '/vsistdout/', db, '-sql', `SELECT * FROM ${table} ORDER BY ${order}`]);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout).features.map((f) => ({ ...f.properties, at: f.geometry?.coordinates }));
}

const cameras = async (db) =>
  (await rows(db, 'camera')).map((c) => `${c.code} ${c.name} ${c.kind} ${c.at.map((v) => v.toFixed(4)).join(',')}`);

async function clean(db) {
  assert.match((await jingweiDone('check', db)).stdout, /clean/);
}

/** The same table as a workbook of text cells, written by another program. */
async function workbookOf(file) {
  const book = file.replace(/csv$/, 'xlsx');
  const { status, stderr } = await run('ogr2ogr', ['-f', 'XLSX', book, file, '-oo', 'AUTODETECT_TYPE=NO']);
  assert.equal(status, 0, stderr);
  return book;
}

const csv = (head, lines) => `${[head, ...lines].join('\n')}\n`;

const bright = '设备编号,设备名称,类型,经度,纬度,国标编码';
const gb = (n) => `990101000013100000${String(n).padStart(2, '0')}`;
const brightMapping = {
  $key: '设备编号',
  $frame: 'cgcs2000',
  name: '设备名称',
  lon: '经度',
  lat: '纬度',
  gb_id: '国标编码',
  kind: { field: '类型', codes: { 快球: 'ptz_dome', 枪式: 'fixed_bullet' } },
};

/** The same device list as the other platform gives it: GeoJSON. */
const traffic = (devices) =>
  collection(devices.map(([id, name, lon, lat, gbId = '']) => ({
    type: 'Feature',
    properties: { id, title: name, gb: gbId },
    geometry: { type: 'Point', coordinates: [lon, lat] },
  })));

test('a month of two platforms ends in the state that is written here', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const mapping = write(folder, 'bright.json', brightMapping);
  const step = async (file, ...more) => {
    const report = path.join(folder, 'report.json');
    const done = await jingweiDone('import', db, 'cameras', file, '--report', report, ...more);
    await clean(db);
    return { ...JSON.parse(readFileSync(report, 'utf8')), said: done.stdout };
  };
  const brightFile = (n, lines) => write(folder, `bright${n}.csv`, csv(bright, lines));
  const trafficFile = (n, devices) => write(folder, `traffic${n}.geojson`, traffic(devices));
  const ofBright = ['--source', '雪亮平台'];
  const ofTraffic = ['--source', '交警平台', '--key', 'id', '--map', 'name=title', '--map', 'gb_id=gb', '--kind', 'checkpoint'];

  // week 1: the first files, one of them a workbook
  const first = await step(await workbookOf(brightFile(1, [
    `X-1,东门 １号,快球,104.1050,36.5050,${gb(1)}`,
    `X-2,西门,枪式,104.1150,36.5050,`,
    `X-3,桥头,枪式,104.1250,36.5050,`,
    `X 4,学校,快球,104.1350,36.5150,`,
  ])), ...ofBright, '--mapping', mapping);
  assert.deepEqual([first.added, first.source.allotted, first.source.mapping_kept], [4, 4, true]);
  const second = await step(trafficFile(1, [
    [11, '东门1号', 104.1051, 36.505],
    [12, '卡口甲', 104.1155, 36.5055],
    [13, '国标点', 104.1052, 36.5051, gb(1)],
  ]), ...ofTraffic);
  assert.equal(second.added, 3);
  assert.deepEqual(second.source.duplicates.map((d) => [d.keep, d.drop, d.reason]), [['X-1', '13', 'gb_id'], ['X-1', '11', 'name']]);
  assert.ok(second.source.duplicates.every((d) => d.distance_m < 50));

  // one is merged; the other would give a source two keys for one object
  await jingweiDone('merge', db, 'cameras', 'X-1', '11');
  const refused = await jingwei('merge', db, 'cameras', '--from-report', path.join(folder, 'report.json'));
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /REFUSED X-1 and 11: there is no camera with the code 11/);
  assert.match(refused.stdout, /REFUSED X-1 and 13: one source has a key for X-1 and another for 13/);
  await clean(db);

  // a failing row in between leaves nothing
  const before = await fingerprint(db);
  const bad = await jingwei('import', db, 'cameras', brightFile('bad', [
    `X-1,新名,慢球,104.1050,36.5050,${gb(1)}`,
    `X-2,西门,慢球,104.1150,36.5050,`,
    `X-9,新的,枪式,104.1250,,`,
  ]), ...ofBright);
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /2 rows, lines 2, 3: unknown kind '慢球'; known are/);
  assert.match(bad.stdout, /line 4, X-9: .*longitude or latitude is missing/);
  assert.equal(await fingerprint(db), before);

  // week 2: moved, renamed, vanished, new; the mapping is known
  const third = await step(await workbookOf(brightFile(2, [
    `X-1,东门一号,快球,104.1050,36.5050,${gb(1)}`,
    `X-2,西门,枪式,104.1160,36.5050,`,
    `X 4,学校,枪式,104.1350,36.5150,`,
    `X-5,广场,快球,104.1250,36.5150,`,
  ])), ...ofBright);
  assert.deepEqual(third.unused_fields, []);
  assert.deepEqual([third.added, third.changed, third.unchanged, third.removed], [1, 3, 0, 0]);
  assert.deepEqual(third.renamed.map((c) => [c.code, c.from, c.to]), [['X-1', '东门 １号', '东门一号']]);
  assert.deepEqual(third.moved.map((c) => [c.code, Math.round(c.distance_m)]), [['X-2', 90]]);
  assert.deepEqual(third.edited.map((c) => [c.what, c.from, c.to]), [['kind', 'ptz_dome', 'fixed_bullet']]);
  assert.deepEqual(third.source.vanished.map((v) => [v.key, v.code, v.deleted]), [['X-3', 'X-3', false]]);
  assert.match(third.said, /vanished from the file.*: 1\n {4}X-3 桥头 \(key X-3\)/);
  const again = await fingerprint(db);
  const same = await step(path.join(folder, 'bright2.xlsx'), ...ofBright);
  assert.deepEqual([same.written, same.unchanged], [false, 4]);
  assert.equal(await fingerprint(db), again);

  // the other platform's next file updates the one object that was merged
  const fourth = await step(trafficFile(2, [
    [11, '东大门', 104.1051, 36.505],
    [13, '国标点', 104.1052, 36.5051, gb(1)],
    [14, '卡口乙', 104.1355, 36.5055],
  ]), '--source', '交警平台');
  assert.deepEqual([fourth.added, fourth.changed], [1, 1]);
  assert.deepEqual(fourth.source.vanished.map((v) => v.code), ['12']);

  // week 3: deletion is asked for; X-3 is back, X-5 gone; what the other has too would stay
  const dry = await step(brightFile(3, [`X-2,西门,枪式,104.1160,36.5050,`, `X-3,桥头,枪式,104.1250,36.5050,`, `X 4,学校,枪式,104.1350,36.5150,`]),
    ...ofBright, '--delete-vanished', '--dry-run');
  assert.equal(dry.written, false);
  const fifth = await step(path.join(folder, 'bright3.csv'), ...ofBright, '--delete-vanished');
  for (const report of [dry, fifth]) {
    assert.deepEqual([report.removed, report.source.returned], [1, 1]);
    assert.deepEqual(report.source.vanished.map((v) => [v.code, v.deleted]), [['X-1', false], ['X-5', true]]);
    assert.match(report.said, /X-1 东大门 \(key X-1\): kept, 交警平台 has it too/);
  }
  const sixth = await step(trafficFile(3, [
    [11, '东大门', 104.1051, 36.505],
    [13, '国标点', 104.1052, 36.5051, gb(1)],
    [14, '卡口乙', 104.1355, 36.5056],
  ]), '--source', '交警平台', '--delete-vanished');
  assert.equal(sixth.removed, 1);

  const hashed = (await rows(db, 'external_ref')).find((r) => r.external_id === 'X 4').code;
  assert.match(hashed, /^x[0-9a-f]{12}$/);
  assert.deepEqual(await cameras(db), [
    '13 国标点 checkpoint 104.1052,36.5051',
    '14 卡口乙 checkpoint 104.1355,36.5056',
    'X-1 东大门 ptz_dome 104.1051,36.5050',
    'X-2 西门 fixed_bullet 104.1160,36.5050',
    'X-3 桥头 fixed_bullet 104.1250,36.5050',
    `${hashed} 学校 fixed_bullet 104.1350,36.5150`,
  ]);
  const refs = (await rows(db, 'external_ref')).map((r) => `${r.source} ${r.external_id} ${r.code}${r.vanished_at ? ' vanished' : ''}`).sort();
  assert.deepEqual(refs, [
    '交警平台 11 X-1', '交警平台 13 13', '交警平台 14 14',
    `雪亮平台 X 4 ${hashed}`, '雪亮平台 X-1 X-1 vanished', '雪亮平台 X-2 X-2', '雪亮平台 X-3 X-3',
  ]);
});

test('fields that no column takes, and points that lie apart from the grids, are told', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const file = write(folder, 'c.csv', csv('code,设备厂商,name,kind,lon,lat,备注', ['C1,某厂,东门,dome,114.1050,26.5050,x', 'C2,某厂,西门,dome,114.1060,26.5050,y']));
  const { stdout } = await jingweiDone('import', db, 'cameras', file, '--frame', 'cgcs2000', '--dry-run');
  assert.match(stdout, /fields that no column takes.*: 设备厂商, 备注/);
  assert.match(stdout, /note place: only 0 of the 2 points lie on the store's grids/);
});

test('divisions are taken before the grids, and end the chain', async (t) => {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  const list = write(folder, 'd.csv', csv('编码,名称', ['990101,虚构区', '990100,虚构市', '990000,虚构省']));
  assert.match((await jingweiDone('import', db, 'divisions', list)).stdout, /3 added/);
  await jingweiDone('import', db, 'grids', write(folder, 't.geojson', townships), '--level', 'township');
  const said = await jingweiDone('locate', db, ...middle(0, 0).map(String));
  assert.match(said.stdout, /in 990101 虚构区 \(区\)\n\s+in 990100 虚构市 \(市\)\n\s+in 990000 虚构省 \(省\)/);
  await clean(db);
});

test('a kept mapping is listed and printed as the file it was', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  assert.match((await jingweiDone('mappings', db)).stdout, /no mapping is kept/);
  const file = write(folder, 'c.csv', csv(bright, [`X-1,东门,快球,104.1050,36.5050,${gb(1)}`]));
  await jingweiDone('import', db, 'cameras', file, '--source', '雪亮平台', '--mapping', write(folder, 'm.json', brightMapping));
  assert.match((await jingweiDone('mappings', db)).stdout, /雪亮平台 {2}cameras {2}key 设备编号, 5 columns, 1 with codes/);
  assert.deepEqual(JSON.parse((await jingweiDone('mappings', db, '雪亮平台')).stdout), brightMapping);
  assert.equal((await jingwei('mappings', db, '别的')).status, 1);
});

test('a mapping file at fault is named with its place, and a call that lacks a word is a wrong call', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const file = write(folder, 'c.csv', csv(bright, [`X-1,东门,快球,104.1050,36.5050,${gb(1)}`]));
  const before = await fingerprint(db);
  const fails = async (status, message, ...more) => {
    const done = await jingwei('import', db, 'cameras', file, ...more);
    assert.equal(done.status, status, done.stderr);
    assert.match(done.stderr, message);
  };
  await fails(1, /m1\.json line 2, column 3: this layer has no column '名称'/, '--mapping', write(folder, 'm1.json', '{\n  "名称": "x"}'));
  await fails(1, /'name' comes twice/, '--mapping', write(folder, 'm2.json', '{"name": "a", "name": "b"}'));
  await fails(1, /no code '球'/, '--mapping', write(folder, 'm3.json', '{"kind": {"field": "类型", "codes": {"快球": "球"}}}'));
  await fails(1, /larger than/, '--mapping', write(folder, 'm4.json', ' '.repeat((1 << 20) + 1)));
  await fails(2, /there is no file '.*none\.json'; check the name/, '--mapping', path.join(folder, 'none.json'));
  await fails(2, /--source NAME goes with --key/, '--key', '设备编号');
  await fails(2, /--key FIELD/, '--source', '雪亮平台');
  await fails(2, /--handover goes with the layer roster/, '--handover', '2026-06-01');
  assert.equal(await fingerprint(db), before);
  const merge = await jingwei('merge', db, 'people', 'a', 'b');
  assert.equal(merge.status, 2);
  assert.match(merge.stderr, /cannot be merged/);
  const report = await jingwei('merge', db, 'cameras', '--from-report', file);
  assert.equal(report.status, 1);
  assert.match(report.stderr, /is no report of an import/);
  assert.equal(await fingerprint(db), before);
});

const answer = async (db, [lon, lat], ...more) =>
  JSON.parse((await jingweiDone('locate', db, String(lon), String(lat), '--json', ...more)).stdout).themes[0].people.map(
    (p) => `${p.name} ${p.role}${p.primary ? '' : ' deputy'}`);

test('a roster is taken from one spreadsheet, and handed over on a day', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const head = '姓名,手机号码,责任网格,职务,开始日期';
  const first = write(folder, 'r1.csv', csv(head, [
    '林小满,１９９００００００１１,990101001001001、990101001001002,网格长,2026-01-01',
    '周一,199-0000-0012,990101001001001,副网格长；网格员,2026-01-01',
    '吴二,0943-8221234,网格990101002001001,网格员,2026-01-01',
  ]));
  assert.match((await jingweiDone('import', db, 'roster', first)).stdout, /people: 3 added, 0 changed; assignments: 5 begin/);
  assert.deepEqual(await answer(db, middle(0, 0)), ['林小满 grid_head', '周一 grid_head deputy', '周一 grid_worker']);
  await clean(db);
  const once = await fingerprint(db);
  assert.match((await jingweiDone('import', db, 'roster', first)).stdout, /has all of this already/);
  assert.equal(await fingerprint(db), once);

  const next = write(folder, 'r2.csv', csv('姓名,手机号码,责任网格,职务', [
    '郑三,19900000013,990101001001001,网格长',
    '周一,19900000012,990101001001001,网格员',
  ]));
  const report = path.join(folder, 'r.json');
  const handover = ['--handover', '2026-03-01', '--within', '990101001', '--report', report];
  const dry = await jingweiDone('import', db, 'roster', next, ...handover, '--dry-run');
  assert.match(dry.stdout, /dry run/);
  assert.equal(await fingerprint(db), once);
  const done = await jingweiDone('import', db, 'roster', next, ...handover);
  assert.match(done.stdout, /answer nowhere any more: 1\n.*林小满/);
  assert.match(done.stdout, /vacancies on 2026-03-01: /);
  const told = JSON.parse(readFileSync(report, 'utf8')).roster;
  assert.deepEqual(told.ended.map((e) => `${e.name} ${e.grid} ${e.role}`), [
    '林小满 990101001001001 grid_head', '周一 990101001001001 grid_head', '林小满 990101001001002 grid_head']);
  assert.deepEqual(await answer(db, middle(0, 0)), ['郑三 grid_head', '周一 grid_worker']);
  await clean(db);
  assert.match((await jingweiDone('import', db, 'roster', next, ...handover)).stdout, /has all of this already/);
  // as text: the other program guesses 32 bits from the first row
  const held = await rows(db, '(SELECT id, CAST(valid_to AS TEXT) AS valid_to FROM assignment)', 'id');
  assert.equal(held.length, 6); // nothing is deleted
  assert.equal(held.filter((a) => Number(a.valid_to) === Date.UTC(2026, 2, 1) - day / 3).length, 3); // 00:00 at +08:00

  const before = await fingerprint(db);
  const bad = await jingwei('import', db, 'roster', write(folder, 'r3.csv', csv('姓名,手机号码,责任网格,职务', [
    '郑三,1990000001,990101001001001,网格长', '周一,19900000012,无此网格,网格员', '吴二,,990101001001001,王'])));
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /is no phone number[\s\S]*no grid '无此网格'[\s\S]*no role '王'/);
  assert.equal(await fingerprint(db), before);
});

/** Imports twice: all of it, then nothing. */
async function takenOnce(db, layer, file, count, ...more) {
  const first = await jingweiDone('import', db, layer, file, ...more);
  assert.match(first.stdout, new RegExp(`${count} added`));
  await clean(db);
  const before = await fingerprint(db);
  assert.match((await jingweiDone('import', db, layer, file, ...more)).stdout, new RegExp(`0 added, 0 changed, ${count} unchanged`));
  assert.equal(await fingerprint(db), before);
}

test('key sites, buildings, rental houses and reference lines come in, once', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const [lon, lat] = middle(0, 0);
  const frame = ['--frame', 'cgcs2000'];
  await takenOnce(db, 'key_sites', write(folder, 'k.csv', `code,name,kind,lon,lat,attention,phone\nK1,第一小学,学校,${lon},${lat},2,0943-8221234\n`), 1, ...frame);
  const square = (x) => [[[x, 36.502], [x + 0.0002, 36.502], [x + 0.0002, 36.5022], [x, 36.5022], [x, 36.502]]];
  const buildings = collection([104.102, 104.103].map((x, i) => ({
    type: 'Feature',
    properties: { code: `B${i + 1}`, name: `${i + 1}号楼`, building_use: '住宅', floors: 6, households: 24 },
    geometry: { type: 'Polygon', coordinates: square(x) },
  })));
  await takenOnce(db, 'buildings', write(folder, 'b.geojson', buildings), 2);
  await takenOnce(db, 'rental_houses', write(folder, 'r.csv', csv('code,address,building,rental_use,let_kind,tenants,last_visit,lon,lat',
    [`R1,东湾路1号101,B1,住房,长租,3,2026-05-01,${lon},${lat}`, `R2,东湾路1号102,B1,02,short,0,,${lon},${lat}`])), 2, ...frame);
  const lines = collection([{ type: 'Feature', properties: { code: 'L1', name: '东湾路', kind: 'street' },
    geometry: { type: 'LineString', coordinates: [[lon, lat], [lon + 0.01, lat], [lon + 0.01, lat + 0.001]] } }]);
  await takenOnce(db, 'reference_lines', write(folder, 'l.geojson', lines), 1);
  assert.deepEqual((await rows(db, 'rental_house')).map((r) => [r.code, r.rental_use, r.let_kind, r.tenant_count]), [['R1', '02', 'long', 3], ['R2', '02', 'short', 0]]);
  assert.deepEqual((await rows(db, 'reference_line')).map((l) => [l.code, l.name, l.at.length]), [['L1', '东湾路', 3]]);
  assert.equal((await rows(db, 'building')).length, 2);
  const bad = await jingwei('import', db, 'rental_houses', write(folder, 'x.csv', `code,address,building,lon,lat\nR3,无,B9,${lon},${lat}\n`), ...frame);
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /line 2, R3: there is no building 'B9'/);
});
