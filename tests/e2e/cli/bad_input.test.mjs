// Bad input: a clear error, and nothing lost. tests/README.md tells which case covers which line.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { collection, communities, feature, grids, manyGrids, outline, townships } from '../support/boundaries.mjs';
import { binary, fingerprint, jingwei, jingweiDone, refusedImport as refused, run, serve, start, temporaryFolder, until, write } from '../support/jingwei.mjs';
import { smallDisk } from '../support/places.mjs';

const columns = ['--code', 'code', '--name', 'name'];

async function storeWithTownships(folder) {
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  await jingweiDone('import', db, 'grids', write(folder, 'township.geojson', townships), '--level', 'township', ...columns);
  return db;
}

const importGrids = (file, ...more) => ['grids', file, '--level', 'community', ...columns, ...more];
const square = outline(0, 0, 2, 2);

/** Lines of "Bad input" that a file of grids can hold: name, what the file is called, its content, and what is said. */
const files = [
  ['an empty layer', 'empty.geojson', collection([]), 1, /empty|no features|nothing/i],
  ['a wrong geometry type', 'points.geojson',
    collection([{ type: 'Feature', properties: { code: '990101001001', name: 'x' }, geometry: { type: 'Point', coordinates: square[0] } }]),
    1, /polygon/i],
  ['a latitude out of range', 'range.geojson', collection([feature('990101001001', square.map(([lon]) => [lon, 91.5]))]), 1, /range|latitude|91\.5/i],
  ['swapped axes', 'swapped.geojson', collection([feature('990101001001', square.map(([lon, lat]) => [lat, lon]))]), 1, /swap|order|range|latitude/i],
  ['a coordinate that is not a number', 'nan.geojson',
    JSON.stringify(collection([feature('990101001001', square)])).replace(String(square[1][0]), 'NaN'), 1, /./],
  ['duplicate codes', 'twice.geojson', collection([feature('990101001001', square), feature('990101001001', outline(2, 0, 4, 2))]), 1,
    /990101001001.*(twice|duplicate|already|again)|(twice|duplicate|already|again).*990101001001/is],
  ['an overlap', 'overlap.geojson', collection([feature('990101001001', square), feature('990101002001', outline(1, 0, 4, 2))]), 1,
    /overlap.*99010100[12]001/is],
  ['a ring that crosses itself', 'crossing.geojson',
    collection([feature('990101001001', [square[0], square[4], square[2], square[6], square[0]])]), 1, /cross|invalid.ring|itself/i],
  ['a code that is no code', 'code.geojson', collection([feature('没有代码', square)]), 1, /code/i],
  ['a file that is not what its name says', 'letter.geojson', 'Dear reader, this is no GeoJSON.', 1, /letter\.geojson/],
];
for (const [name, file, content, status, message] of files) {
  test(`${name} is refused, and the store is unchanged`, async (t) => {
    const folder = temporaryFolder(t);
    const db = await storeWithTownships(folder);
    await refused(db, importGrids(write(folder, file, content)), status, message);
  });
}

test('a gap that no parent explains is refused, and the store is unchanged', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  // a ring of ground 20 steps away, its hole filled but for a seam of half a metre
  const outer = [outline(20, 20, 26, 26), outline(22, 22, 24, 24)];
  const inner = outline(22, 22, 24, 24).map(([lon, lat]) => [lon, lat - (lat > outline(22, 22, 24, 24)[0][1] ? 0.0000045 : 0)]);
  const ring = { type: 'Feature', properties: { code: '990109', name: 'ring' }, geometry: { type: 'Polygon', coordinates: outer } };
  const file = write(folder, 'gap.geojson', collection([ring, feature('990110', inner)]));
  const said = await refused(db, ['grids', file, '--level', 'township', ...columns], 1, /gap/i);
  assert.match(said, /990109.*990110|990110.*990109/s);
});

test('a missing file is named', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const said = await refused(db, importGrids(path.join(folder, 'absent.geojson')), 1, /absent\.geojson/);
  assert.match(said, /no such file|does not exist|cannot be (read|opened)|not found|missing|there is no file/i);
});

test('an unreadable file is named', async (t) => {
  if (process.getuid() === 0) {
    // root reads everything, so a folder under the file's name stands for what cannot be read
    const folder = temporaryFolder(t);
    const db = await storeWithTownships(folder);
    await run('mkdir', [path.join(folder, 'folder.geojson')]);
    await refused(db, importGrids(path.join(folder, 'folder.geojson')), 1, /folder\.geojson/);
    return;
  }
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'secret.geojson', communities);
  chmodSync(file, 0);
  await refused(db, importGrids(file), 1, /secret\.geojson/);
});

test('an unknown field is named, with those that exist', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'c.geojson', communities);
  await refused(db, ['grids', file, '--level', 'community', '--code', 'kode'], 2, /kode.*name|name.*kode/is);
});

test('an unknown level is named', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'c.geojson', communities);
  await refused(db, ['grids', file, '--level', 'hamlet', ...columns], 2, /hamlet/);
});

test('an unknown theme, layer or frame is named', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'c.geojson', communities);
  await refused(db, importGrids(file, '--theme', 'police'), 2, /police/);
  await refused(db, ['castles', file], 2, /castles/);
  await refused(db, importGrids(file, '--frame', 'mars'), 2, /mars/);
});

test('a parent that does not exist is named, with the row', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'c.geojson', collection([feature('990101001001', square, { up: '990101777' })]));
  await refused(db, importGrids(file, '--parent', 'up'), 1, /990101777/);
});

test('a wrong encoding is refused rather than guessed', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const source = write(folder, 'c.geojson', communities);
  const made = await run('ogr2ogr', ['-f', 'ESRI Shapefile', '-lco', 'ENCODING=GBK', path.join(folder, 'c.shp'), source]);
  assert.equal(made.status, 0, made.stderr);
  await refused(db, importGrids(path.join(folder, 'c.shp'), '--encoding', 'UTF-8'), 1, /encod|UTF-8/i);
  await refused(db, importGrids(path.join(folder, 'c.shp'), '--encoding', 'KLINGON'), 2, /KLINGON/);
});

test('a datum that PROJ carries only by a ballpark (西安80) is refused', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const source = write(folder, 'c.geojson', communities);
  const made = await run('ogr2ogr', ['-f', 'GPKG', '-a_srs', 'EPSG:4610', path.join(folder, 'xian.gpkg'), source]);
  assert.equal(made.status, 0, made.stderr);
  await refused(db, importGrids(path.join(folder, 'xian.gpkg')), 1, /ballpark|datum|Xian/i);
});

test('one bad row refuses the whole file, and every bad row is listed with its line', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const rows = ['code,name,kind,lon,lat', 'C1,a,dome,104.105,36.505', 'C2,b,dome,abc,36.505', 'C3,c,dome,104.105,nan', 'C4,d,dome,36.505,104.105'];
  const file = write(folder, 'cameras.csv', rows.join('\n') + '\n');
  const said = await refused(db, ['cameras', file, '--frame', 'cgcs2000'], 1, /C2|abc/);
  for (const line of [3, 4, 5]) assert.match(said, new RegExp(`\\b${line}\\b`), `line ${line} must be listed`);
});

test('an assignment to a person or a grid that does not exist is refused', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'assignments.csv', 'person,grid,role,primary\nP404,990101001,grid_head,true\n');
  await refused(db, ['assignments', file], 1, /P404/);
});

test('a store that is being served refuses another writer, naming the process', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const server = await serve(t, db);
  await refused(db, importGrids(write(folder, 'c.geojson', communities)), 3, new RegExp(`\\b${server.child.pid}\\b`));
  await jingweiDone('check', db); // readers work beside it
});

test('Ctrl-C in the middle of an import leaves the store unchanged', async (t) => {
  const folder = temporaryFolder(t);
  const db = await storeWithTownships(folder);
  const file = write(folder, 'many.geojson', manyGrids(200, 4));
  const before = await fingerprint(db);
  const running = start(binary, ['import', db, 'grids', file, '--level', 'grid', ...columns]);
  await until(() => running.output.stderr.length > 0, 'the first sign of progress');
  running.child.kill('SIGINT');
  const result = await running.done;
  assert.equal(result.status, 130, result.stdout + result.stderr);
  assert.match(result.stderr, /interrupted/i);
  assert.equal(await fingerprint(db), before);
  await jingweiDone('check', db);
});

test('a full disk ends the import with a clear error, and the store is unchanged', async (t) => {
  const folder = temporaryFolder(t);
  const small = await smallDisk(t, '24m');
  if (!small) return t.skip('needs the right to mount');
  const db = await storeWithTownships(small);
  const outside = path.join(folder, 'copy.sqlite');
  await jingweiDone('backup', db, outside);
  const before = await fingerprint(outside);
  const file = write(folder, 'many.geojson', manyGrids(200, 4));
  const result = await jingwei('import', db, 'grids', file, '--level', 'grid', ...columns);
  assert.equal(result.status, 3, result.stdout + result.stderr);
  assert.match(result.stderr, /disk.*full|full.*disk|no space/i);
  const after = path.join(folder, 'after.sqlite');
  await jingweiDone('backup', db, after);
  assert.equal(await fingerprint(after), before);
  await jingweiDone('check', db);
});

test('a wrong point is a wrong call', async (t) => {
  const db = await storeWithTownships(temporaryFolder(t));
  for (const [lon, lat] of [['104.1', '91'], ['181', '36'], ['nan', '36'], ['east', '36']]) {
    const result = await jingwei('locate', db, lon, lat);
    assert.notEqual(result.status, 0, `${lon} ${lat}`);
    assert.ok(result.stderr.length > 0);
  }
  assert.equal((await jingwei('locate', db, '104.1', '36.5', '--frame', 'mars')).status, 2);
});
