// `jingwei import --doctor`: what a file is, and the command that takes it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { collection, communities, corner, feature, outline, townships } from '../support/boundaries.mjs';
import { binary, fingerprint, jingwei, jingweiDone, run, temporaryFolder, write } from '../support/jingwei.mjs';

async function storeWithTownships(folder) {
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  await jingweiDone('import', db, 'grids', write(folder, 'township.geojson', townships), '--level', 'township', '--code', 'code');
  return db;
}

/** The examination of a file as JSON, and what was printed. */
async function examined(folder, ...args) {
  const report = path.join(folder, 'report.json');
  const { stdout } = await jingweiDone('import', ...args, '--report', report);
  return { stdout, ...JSON.parse(readFileSync(report, 'utf8')) };
}

test('the command that the doctor prints for communities is the one that imports them', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'it is a file.geojson', communities);
  const before = await fingerprint(db);
  const { stdout, layers } = await examined(folder, db, '--doctor', file);
  assert.equal(await fingerprint(db), before, 'the doctor writes nothing');
  assert.deepEqual(layers[0].open, []);
  assert.ok(stdout.includes(layers[0].command), stdout);
  assert.match(layers[0].command, /'.*it is a file\.geojson'/);
  const done = await run('sh', ['-c', layers[0].command.replace(/^jingwei/, binary)]);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /published as edition 2/);
});

test('the command that the doctor prints for a roster is the one that imports it', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const roster = write(folder, '名单.csv', '姓名,手机,网格,岗位\n林小满,19900000001,990101001,网格长\n');
  const { layers } = await examined(folder, db, '--doctor', roster);
  assert.deepEqual(layers[0].open, []);
  assert.equal(layers[0].layer, 'roster');
  const done = await run('sh', ['-c', layers[0].command.replace(/^jingwei/, binary)]);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /people: 1 added, 0 changed; assignments: 1 begin/);
});

test('the doctor needs no store and speaks both languages', async (t) => {
  const folder = temporaryFolder(t);
  const { stdout, layers } = await examined(folder, '--doctor', write(folder, 'c.geojson', communities));
  for (const words of [/图层 Layer/, /编码 Encoding/, /东湾社区/, /坐标 Coordinates/, /几何 Geometry/, /字段 Fields/, /级别 Level/,
    /村社区/, /没有重叠/, /no overlaps/, /导入命令/, /jingwei import STORE grids/]) {
    assert.match(stdout, words);
  }
  assert.equal(layers[0].level, 'community');
  assert.equal(layers[0].fields.find(({ name }) => name === 'code').role, 'code');
  assert.deepEqual(layers[0].places.fits, {});
});

test('a table that only its headings can tell is proposed as a layer, with the reason in both languages', async (t) => {
  const folder = temporaryFolder(t);
  const told = async (text) => examined(folder, '--doctor', write(folder, 'data.csv', text));
  const cameras = await told('摄像机编码,国标编码,经度,纬度,安装位置\nC1,,104.001,36.001,东门\nC2,,104.002,36.001,西门\n');
  assert.match(cameras.stdout, /看作 Taken for\n {4}cameras：根据列名“摄像机编码”“国标编码”。\n {4}cameras, by the headings 摄像机编码, 国标编码\./);
  assert.match(cameras.stdout, /jingwei import STORE cameras \S*data\.csv --code 摄像机编码/);
  assert.deepEqual(cameras.layers[0].because, ['摄像机编码', '国标编码']);
  const houses = await told('门牌号,房东,出租间数\n人民路 1 号,张三,3\n人民路 3 号,李四,2\n');
  assert.match(houses.stdout, /rental_houses：根据列名“门牌号”“房东”“出租间数”。/);
  assert.match(houses.stdout, /There are no places/);
  const roster = await told('姓名,手机号,网格编码\n林小满,19900000001,990402001001001\n');
  assert.match(roster.stdout, /roster, by the headings 手机号, 网格编码\./);
  assert.match(roster.stdout, /FIELD：这个图层少不了这一列[^]*FIELD: the layer cannot do without this column/);
  const tied = await told('编码,名称,类型,经度,纬度\nC1,东门,甲,104.001,36.001\n');
  assert.match(tied.stdout, /cameras、key_sites：根据列名“类型”，同样说得通，请自己选定。\n {4}cameras, key_sites alike, by the headings 类型: choose one\./);
  assert.deepEqual([tied.layers[0].layer, tied.layers[0].tied], [null, ['cameras', 'key_sites']]);
  const geometry = await examined(folder, '--doctor', write(folder, 'c.geojson', communities));
  assert.match(geometry.stdout, /grids：根据几何。\n {4}grids, by its geometry\./);
});

test('places in the wrong frame are suspected by the ground of the store', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const swapped = ['code,name,经度,纬度'];
  for (let i = 0; i < 9; i++) swapped.push(`99${i},摄像机${i},${corner.lat + 0.001 + i * 0.002},${corner.lon + 0.001 + i * 0.002}`);
  const { stdout, layers } = await examined(folder, db, '--doctor', write(folder, '摄像机.csv', swapped.join('\n')));
  assert.equal(layers[0].places.likely, 'swapped');
  assert.equal(layers[0].places.fits.as_given, 0);
  assert.match(stdout, /经度和纬度像是写反了/);
  assert.deepEqual(layers[0].open, ['kind', 'frame']);
});

test('a spreadsheet in metres is imported by the command that the doctor prints, once its system is known', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, '摄像机.csv', '编码,名称,类型,X,Y\nD000,东门,球机,35425765.4801,4045672.0211\n'); // 104.171, 36.539
  const { stdout, layers } = await examined(folder, db, '--doctor', file);
  assert.match(stdout, /EPSG:4523/);
  assert.deepEqual(layers[0].open, ['crs']);
  const command = layers[0].command.replace(/^jingwei/, binary).replace('EPSG:N', 'EPSG:4523');
  const done = await run('sh', ['-c', command]);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  const out = path.join(folder, 'out.csv');
  await jingweiDone('export', db, 'cameras', out);
  assert.match(readFileSync(out, 'utf8'), /,104\.171,36\.539,|,104\.1710000,36\.5390000,/);
});

test('overlaps are counted and placed', async (t) => {
  const folder = temporaryFolder(t);
  const file = write(folder, 'o.geojson',
    collection([feature('990101001001', outline(0, 0, 2, 2)), feature('990101001002', outline(1, 0, 3, 2))]));
  const { stdout, layers } = await examined(folder, '--doctor', file);
  const overlaps = layers[0].coverage.findings.filter(({ kind }) => kind === 'overlap');
  assert.equal(overlaps.length, 1);
  assert.deepEqual([overlaps[0].a, overlaps[0].b].sort(), ['990101001001', '990101001002']);
  assert.match(stdout, /重叠 overlap: 1/);
});

test('what cannot be described is told with the exit code of an import', async (t) => {
  const folder = temporaryFolder(t);
  for (const [args, status, message] of [
    [['--doctor', write(folder, 'l.geojson', 'Dear reader')], 1, /l\.geojson/],
    [['--doctor', path.join(folder, 'absent.csv')], 1, /absent\.csv/],
    [['--doctor', write(folder, 'v.vrt', '<OGRVRTDataSource/>')], 1, /no known kind/],
    [['a.sqlite', 'grids', 'x.csv', '--doctor', 'y.csv'], 2, /one file/],
    [['a.sqlite'], 2, /DB LAYER FILE/],
    [[], 2, /--doctor FILE/],
  ]) {
    const result = await jingwei('import', ...args);
    assert.equal(result.status, status, result.stderr);
    assert.match(result.stderr, message);
  }
});
