// From files to answers: every format, twice the same, and what people and cameras bring.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { communities, feature, collection, grids, middle, outline, townships } from '../support/boundaries.mjs';
import { fingerprint, jingwei, jingweiDone, realData, run, temporaryFolder, write } from '../support/jingwei.mjs';

const columns = ['--code', 'code', '--name', 'name'];
const at = ([lon, lat]) => [String(lon), String(lat)];

/** A store with two townships, two communities and eight grids. */
export async function smallDistrict(folder) {
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  for (const [level, boundaries] of [['township', townships], ['community', communities], ['grid', grids]]) {
    await jingweiDone('import', db, 'grids', write(folder, `${level}.geojson`, boundaries), '--level', level, ...columns);
  }
  return db;
}

const answer = async (db, place) => JSON.parse((await jingweiDone('locate', db, ...at(place), '--json')).stdout).themes[0];

test('three levels in three files become one hierarchy that answers', async (t) => {
  const db = await smallDistrict(temporaryFolder(t));
  await jingweiDone('check', db);
  const theme = await answer(db, middle(2, 1));
  assert.equal(theme.match, 'inside');
  assert.equal(theme.grid.code, '990101002001002');
  assert.deepEqual(theme.chain.filter((unit) => unit.level !== 'division').map((unit) => unit.name), ['西湾社区', '西湾镇']);
  assert.equal(theme.border.across?.code !== undefined, true);
});

test('the same file again makes no new edition, and changes nothing', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const before = await fingerprint(db);
  const again = await jingweiDone('import', db, 'grids', path.join(folder, 'grid.geojson'), '--level', 'grid', ...columns);
  assert.match(again.stdout + again.stderr, /unchanged|no new edition|nothing/i);
  assert.equal(await fingerprint(db), before);
});

test('--dry-run reports and writes nothing', async (t) => {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  const before = await fingerprint(db);
  const file = write(folder, 'grid.geojson', grids);
  const report = await jingweiDone('import', db, 'grids', file, '--level', 'grid', ...columns, '--dry-run');
  assert.match(report.stdout + report.stderr, /8/);
  assert.equal(await fingerprint(db), before);
});

const formats = [
  { name: 'a Shapefile in UTF-8', file: 'g.shp', options: ['-f', 'ESRI Shapefile', '-lco', 'ENCODING=UTF-8'] },
  { name: 'a Shapefile in GBK with its .cpg', file: 'g.shp', options: ['-f', 'ESRI Shapefile', '-lco', 'ENCODING=GBK'] },
  { name: 'a Shapefile in GBK without .cpg', file: 'g.shp', options: ['-f', 'ESRI Shapefile', '-lco', 'ENCODING=GBK'], without: 'g.cpg' },
  { name: 'a zipped Shapefile', file: 'g.shp', options: ['-f', 'ESRI Shapefile', '-lco', 'ENCODING=UTF-8'], zip: true },
  { name: 'a GeoPackage', file: 'g.gpkg', options: ['-f', 'GPKG'] },
];
for (const format of formats) {
  test(`${format.name} arrives whole, Chinese names too`, async (t) => {
    const folder = temporaryFolder(t);
    const db = path.join(folder, 'own.sqlite');
    await jingweiDone('init', db);
    const source = write(folder, 'source.geojson', grids);
    const made = await run('ogr2ogr', [...format.options, path.join(folder, format.file), source, '-nln', 'g']);
    assert.equal(made.status, 0, made.stderr);
    let file = path.join(folder, format.file);
    if (format.without) await run('rm', [path.join(folder, format.without)]);
    if (format.zip) {
      const zipped = await run('zip', ['-q', 'g.zip', 'g.shp', 'g.shx', 'g.dbf', 'g.prj', 'g.cpg'], { cwd: folder });
      assert.equal(zipped.status, 0, zipped.stderr);
      file = path.join(folder, 'g.zip');
    }
    await jingweiDone('import', db, 'grids', file, '--level', 'grid', ...columns);
    const theme = await answer(db, middle(0, 0));
    assert.equal(theme.grid.code, '990101001001001');
    assert.equal(theme.grid.name, '网格990101001001001');
  });
}

test('a new file of the same codes replaces the ground of those grids', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const swapped = collection([
    feature('990101001001001', outline(0, 1, 1, 2)),
    feature('990101001001002', outline(0, 0, 1, 1)),
  ]);
  await jingweiDone('import', db, 'grids', write(folder, 'swapped.geojson', swapped), '--level', 'grid', ...columns);
  await jingweiDone('check', db);
  assert.equal((await answer(db, middle(0, 0))).grid.code, '990101001001002');
});

test('cameras, people and assignments from CSV answer for the place', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const [lon, lat] = middle(0, 0);
  const cameras = write(folder, 'cameras.csv', `code,name,kind,lon,lat\nC1,东门球机,ptz_dome,${lon},${lat}\n`);
  await jingweiDone('import', db, 'cameras', cameras, '--frame', 'cgcs2000');
  const people = write(folder, 'people.csv', 'code,name,phone\nP1,林小满,13800005678\n');
  await jingweiDone('import', db, 'people', people);
  const assignments = write(folder, 'assignments.csv', 'person,grid,role,primary\nP1,990101001001001,grid_head,true\n');
  await jingweiDone('import', db, 'assignments', assignments);
  const theme = await answer(db, [lon, lat]);
  assert.equal(theme.people[0].name, '林小满');
  assert.equal(theme.people[0].role, 'grid_head');
  assert.equal(theme.people[0].phone_masked, '138****5678');
  const { stdout } = await run('ogrinfo', ['-ro', '-al', db, 'camera']);
  assert.match(stdout, /东门球机/);
  await jingweiDone('check', db);
});

test('points given in GCJ-02 land where they belong', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const [lon, lat] = middle(1, 1);
  const file = write(folder, 'points.csv', `lon,lat\n${lon},${lat}\n`);
  const inFrame = async (frame) => JSON.parse((await jingweiDone('locate', db, ...at([lon, lat]), '--frame', frame, '--json')).stdout);
  const [moved, straight, same] = [await inFrame('gcj02'), await inFrame('cgcs2000'), await inFrame('wgs84')];
  assert.notEqual(moved.themes[0].border?.distance_m, straight.themes[0].border.distance_m);
  assert.equal(same.themes[0].grid.code, straight.themes[0].grid.code);
  const batch = (await jingweiDone('locate', db, '--csv', file)).stdout.trim().split(/\r?\n/);
  assert.equal(batch[0], 'id,lon,lat,theme,grid_code,level,match,distance_m');
  assert.equal(batch.length, 2);
  assert.match(batch[1], /990101001001004,grid,inside/);
});

test('Leeds: three levels of real boundaries nest, and check is clean', async (t) => {
  const oa = realData('leeds/oa.geojson');
  if (!oa) return t.skip('the real boundaries are absent');
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'leeds.sqlite');
  await jingweiDone('init', db);
  const levels = [['msoa', 'township', 'MSOA11CD', 'MSOA11NM'], ['lsoa', 'community', 'LSOA11CD', 'LSOA11NM'], ['oa', 'grid', 'OA11CD', 'OA11CD']];
  let report = '';
  for (const [file, level, code, name] of levels) {
    const done = await jingweiDone('import', db, 'grids', realData(`leeds/${file}.geojson`), '--level', level, '--code', code, '--name', name);
    report += done.stdout + done.stderr;
  }
  assert.match(report, /2,?543/);
  assert.match(report, /cross/i);
  assert.match(report, /note rounding: \d+ vertices given to a border or vertex within 2 units \(2 cm\) of them/);
  await jingweiDone('check', db);
  const { stdout } = await run('ogrinfo', ['-ro', '-so', db, 'grid']);
  assert.match(stdout, /Feature Count: 3132/); // 107 + 482 + 2,543
});

test('Denver precincts as received are taken, their holes noted', async (t) => {
  const zip = realData('denver/precincts2018_orig.zip');
  if (!zip) return t.skip('the real boundaries are absent');
  const db = path.join(temporaryFolder(t), 'denver.sqlite');
  await jingweiDone('init', db);
  const done = await jingweiDone('import', db, 'grids', zip, '--level', 'grid', '--code', 'PRECID');
  assert.match(done.stdout + done.stderr, /10 .*hole|hole.*10/is);
  await jingweiDone('check', db);
});

test('Gansu counties are refused with a report that names the four doubtful overlaps and every spike', async (t) => {
  const file = realData('gansu_counties.geojson');
  if (!file) return t.skip('the real boundaries are absent');
  const db = path.join(temporaryFolder(t), 'gansu.sqlite');
  await jingweiDone('init', db);
  const before = await fingerprint(db);
  const done = await jingwei('import', db, 'grids', file, '--level', 'township', ...columns);
  const said = done.stdout + done.stderr;
  assert.equal(done.status, 1, said);
  assert.match(said, /DEFECT spike: 4\d\d/);
  assert.match(said, /DEFECT doubtful_overlap: 4,/);
  for (const [a, b] of [['621102', '620422'], ['620822', '620823'], ['621023', '621022'], ['620981', '620922']]) {
    assert.match(said, new RegExp(`${a} loops around ground of ${b}`));
  }
  assert.match(said, /note hole: [4-6],/);
  assert.equal(await fingerprint(db), before);
});
