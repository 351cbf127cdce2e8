// Keys and names that a format keeps in a place of its own, and the doctor on an archive of several files.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { collection, communities, middle, townships } from '../support/boundaries.mjs';
import { binary, jingwei, jingweiDone, run, temporaryFolder, write } from '../support/jingwei.mjs';

async function storeWithTownships(folder) {
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  await jingweiDone('import', db, 'grids', write(folder, 'township.geojson', townships), '--level', 'township', '--code', 'code');
  return db;
}

/** Rows of a layer as the store exports them, by code. */
async function exported(folder, db, layer) {
  const out = path.join(folder, `${layer}.csv`);
  await jingweiDone('export', db, layer, out, '--overwrite');
  const [head, ...lines] = readFileSync(out, 'utf8').replace(/^\uFEFF/, '').trim().split(/\r?\n/).map((line) => line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1')));
  return Object.fromEntries(lines.map((cells) => [cells[0], Object.fromEntries(head.map((name, i) => [name, cells[i]]))]));
}

const point = (members, x = 0) => ({
  type: 'Feature',
  ...members,
  geometry: { type: 'Point', coordinates: middle(x, 0) },
});

test('a KML whose data have Chinese names is taken without a mapping', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const data = (fields) => Object.entries(fields).map(([name, value]) => `<Data name="${name}"><value>${value}</value></Data>`).join('');
  const place = (name, fields) => `<Placemark><name>${name}</name><ExtendedData>${data(fields)}</ExtendedData><Point><coordinates>${
    middle(0, 0).join(',')}</coordinates></Point></Placemark>`;
  const file = write(folder, 'a.kml', `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>${
    place('门一', { 编码: 'M1', 类型: 'dome', 所属单位: '公安' })}${place('门二', { 编码: 'M2', 类型: 'ptz_dome', 所属单位: '公安' })
  }</Document></kml>`);
  const { stdout } = await jingweiDone('import', '--doctor', file);
  for (const words of [/编码 \(String\).* → 编码 code/, /类型 \(String\).* → 类型 kind/, /所属单位 \(String\)/]) assert.match(stdout, words);
  await jingweiDone('import', db, 'cameras', file);
  const cameras = await exported(folder, db, 'cameras');
  assert.deepEqual(Object.keys(cameras), ['M1', 'M2']);
  assert.deepEqual([cameras.M1.kind, cameras.M1.owner, cameras.M2.kind], ['dome', '公安', 'ptz_dome']);
});

test('ids that a GeoPackage keeps as its key, and a GeoJSON beside the properties, are codes and keys', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const source = write(folder, 'cameras.geojson', collection([1001, 1003].map((id) => point({ id, properties: { kind: 'dome' } }))));
  const made = await run('ogr2ogr', ['-f', 'GPKG', '-preserve_fid', '-lco', 'FID=id', path.join(folder, 'c.gpkg'), source]);
  assert.equal(made.status, 0, made.stderr);
  for (const file of [source, path.join(folder, 'c.gpkg')]) {
    assert.match((await jingweiDone('import', '--doctor', file)).stdout, /^ {4}id \((Integer64|String)\): 100 %.* → 编码 code/m);
    const taken = await jingweiDone('import', db, 'cameras', file, '--code', 'id', '--source', path.basename(file), '--key', 'id');
    assert.match(taken.stdout, file === source ? /2 added/ : /2 unchanged/);
  }
  assert.deepEqual(Object.keys(await exported(folder, db, 'cameras')), ['1001', '1003']);
});

test('a list in a GeoJSON is stored as its items', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'c.geojson', collection([point({ properties: { code: 'L1', kind: 'dome', name: ['东门', '西门'] } })]));
  await jingweiDone('import', db, 'cameras', file);
  assert.equal((await exported(folder, db, 'cameras')).L1.name, '东门、西门');
});

test('the commands that the doctor prints for an archive of three files import them', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  mkdirSync(path.join(folder, '资料'));
  write(path.join(folder, '资料'), '社区.geojson', communities);
  write(path.join(folder, '资料'), '名单.csv', '姓名,手机,网格,岗位\n林小满,19900000001,990101001,网格长\n');
  write(path.join(folder, '资料'), '坏的.shp', 'x');
  const packed = await run('zip', ['-q', '-r', 'mz.zip', '资料'], { cwd: folder });
  assert.equal(packed.status, 0, packed.stderr);
  const report = path.join(folder, 'report.json');
  const { stdout } = await jingweiDone('import', db, '--doctor', path.join(folder, 'mz.zip'), '--report', report);
  assert.match(stdout, /3 个文件 files/);
  for (const name of ['社区.geojson', '名单.csv', '坏的.shp']) assert.ok(stdout.includes(`文件 File ${name}: `), stdout);
  assert.match(stdout, /这个文件读不了[^]*This file cannot be read: .*has no \.shx/);
  const { layers } = JSON.parse(readFileSync(report, 'utf8'));
  assert.deepEqual(layers.map((layer) => layer.source_layer), ['名单', '坏的', '社区']);
  for (const { command } of [layers[2], layers[0]]) {
    const done = await run('sh', ['-c', command.replace(/^jingwei/, binary)]);
    assert.equal(done.status, 0, command + done.stdout + done.stderr);
  }
  assert.equal((await jingwei('import', db, '--doctor', path.join(folder, 'mz.zip'), '--source-layer', '社区')).status, 0);
});

test('the command with an open layer works once the layer is filled in', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'pp.geojson', collection([0, 1].map((x) => point({ properties: { bm: `990101C0${x}`, 类别: '其他' } }, x))));
  const { stdout } = await jingweiDone('import', db, '--doctor', file);
  const command = stdout.split('\n').find((line) => line.includes('jingwei import')).trim();
  assert.match(command, / LAYER .* --code bm/);
  const more = stdout.match(/where that layer has such a column: (.*)/)[1];
  assert.equal(more, '--map kind=类别');
  const done = await run('sh', ['-c', `${command.replace(/^jingwei/, binary).replace('LAYER', 'cameras')} ${more}`]);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.equal((await exported(folder, db, 'cameras'))['990101C00'].kind, 'other'); // 其他 is a kind of cameras and of key sites
});

test('a GeoJSON that was cut short says where it ends', async (t) => {
  const folder = temporaryFolder(t);
  const whole = JSON.stringify(collection(Array.from({ length: 50 }, (_, i) => point({ properties: { code: `C${i}` } }))));
  const file = write(folder, 'cut.geojson', whole.slice(0, whole.length / 2));
  const said = await jingwei('import', '--doctor', file);
  assert.equal(said.status, 1);
  assert.match(said.stderr, /ends in the middle of feature 2[456]: .*ask for it anew/);
});
