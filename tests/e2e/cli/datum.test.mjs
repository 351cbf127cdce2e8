// Older datums, wrong zones and wrong frames: what is carried, what is refused by name, and what is said about it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { collection, corner, grids, middle } from '../support/boundaries.mjs';
import { fingerprint, jingwei, jingweiDone, run, serve, temporaryFolder, write } from '../support/jingwei.mjs';

const columns = ['--code', 'code', '--name', 'name'];

// An invented shift of a plausible size from 西安80 to CGCS2000. PROJ computes the files; the importer never sees the shift.
const helmert = '+x=-38.5 +y=71.2 +z=29.4 +rx=1.31 +ry=-0.87 +rz=2.05 +s=-3.4 +convention=position_vector';
const zone35 = '+proj=tmerc +lon_0=105 +x_0=35500000 +a=6378140 +rf=298.257';
const intoXian80 =
  '+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +a=6378137 +rf=298.257222101 ' +
  `+step +inv +proj=helmert ${helmert} +step +inv +proj=cart +a=6378140 +rf=298.257 +step ${zone35}`;
const xian80Zone35 =
  'PROJCS["Xian_1980_3_Degree_GK_Zone_35",GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],' +
  'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",35500000.0],' +
  'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",1.0],' +
  'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';

const point = (id, [lon, lat]) => ({ type: 'Feature', properties: { id, code: id }, geometry: { type: 'Point', coordinates: [lon, lat] } });

async function convert(source, target, ...options) {
  const made = await run('ogr2ogr', [
    ...options, target, source, '-s_srs', '+proj=longlat +a=6378137 +rf=298.257222101 +no_defs',
    '-t_srs', `${zone35} +units=m +no_defs`, '-ct', intoXian80,
  ]);
  assert.equal(made.status, 0, made.stderr);
}

/** Places in 西安80: their corners and the middle of the eight cells. Answers rows of a control-point table. */
async function controlPoints(folder) {
  const places = [[0, 0], [0.04, 0], [0.04, 0.02], [0, 0.02], [0.02, 0.01]].map(([east, north], i) =>
    point(`K${i + 1}`, [corner.lon + east, corner.lat + north]));
  await convert(write(folder, 'places.geojson', collection(places)), path.join(folder, 'places.csv'), '-f', 'CSV', '-lco', 'GEOMETRY=AS_XY');
  const lines = readFileSync(path.join(folder, 'places.csv'), 'utf8').trim().split(/\r?\n/).slice(1);
  return lines.map((line, i) => {
    const [x, y, id] = line.split(',');
    return { id, x: Number(x), y: Number(y), lon: places[i].geometry.coordinates[0], lat: places[i].geometry.coordinates[1] };
  });
}

const table = (rows) => 'id,x,y,lon,lat\n' + rows.map((row) => `${row.id},${row.x},${row.y},${row.lon.toFixed(9)},${row.lat.toFixed(9)}\n`).join('');

/** The eight grids in 西安80, with the .prj that a surveying office writes. */
async function oldGrids(folder, prj = xian80Zone35) {
  const file = path.join(folder, 'old.shp');
  await convert(write(folder, 'truth.geojson', grids), file, '-f', 'ESRI Shapefile', '-lco', 'ENCODING=UTF-8');
  write(folder, 'old.prj', prj);
  return file;
}

async function emptyStore(folder) {
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  return db;
}

const importGrids = (db, file, ...options) => jingwei('import', db, 'grids', file, '--level', 'grid', ...columns, ...options);

/** Metres between two places of one neighbourhood. */
const metres = ([lon, lat], [toLon, toLat]) =>
  Math.hypot((toLon - lon) * 111_320 * Math.cos((lat * Math.PI) / 180), (toLat - lat) * 111_000);

/** The farthest that any vertex of the store's grids lies from the vertices they were made from. */
async function worstVertex(db) {
  const { stdout, status, stderr } = await run('ogr2ogr', ['-f', 'GeoJSON', '/vsistdout/', db, 'grid', '-lco', 'COORDINATE_PRECISION=9']);
  assert.equal(status, 0, stderr);
  const truth = grids.features.flatMap((feature) => feature.geometry.coordinates[0]);
  const vertices = JSON.parse(stdout).features.flatMap((feature) => feature.geometry.coordinates.flat(2));
  assert.equal(vertices.length >= truth.length, true);
  return Math.max(...vertices.map((vertex) => Math.min(...truth.map((place) => metres(place, vertex)))));
}

test('a 西安80 Shapefile is refused alone, and comes out within a centimetre of the truth with control points', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const file = await oldGrids(folder);
  const before = await fingerprint(db);
  const refused = await importGrids(db, file);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /西安80.*--datum-parameters.*--control-points/s);
  assert.equal(await fingerprint(db), before);

  const points = write(folder, 'points.csv', table(await controlPoints(folder)));
  const report = path.join(folder, 'report.json');
  const taken = await importGrids(db, file, '--control-points', points, '--report', report);
  assert.equal(taken.status, 0, taken.stdout + taken.stderr);
  assert.match(taken.stdout, /datum: 4 parameters fitted/);
  assert.match(taken.stdout, /moves the middle of the file by \d+\.\d+ m/);
  assert.match(taken.stdout, /K5 +0\.\d{3} +-?0\.\d{3} +-?0\.\d{3}/);
  assert.match(taken.stdout, /RMS 0\.\d{3} m, limit 0\.5 m/);
  const worst = await worstVertex(db);
  assert.equal(worst < 0.01, true, `${worst} m`);
  const { datum } = JSON.parse(readFileSync(report, 'utf8'));
  assert.equal(datum.kind, 4);
  assert.equal(datum.points.length, 5);
  assert.equal(datum.rms_m < 0.01 && datum.shift_m > 20, true);
  await jingweiDone('check', db);
});

test('7 parameters of an office, in the convention that it names, do the same', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const file = await oldGrids(folder);
  const parameters = {
    kind: 7, x_m: -38.5, y_m: 71.2, z_m: 29.4, rx_arcsec: -1.31, ry_arcsec: 0.87, rz_arcsec: -2.05, scale_ppm: -3.4,
    convention: 'coordinate_frame',
  };
  const incomplete = write(folder, 'incomplete.json', JSON.stringify({ ...parameters, convention: undefined }));
  const refused = await importGrids(db, file, '--datum-parameters', incomplete);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /"convention" is missing; it is position_vector or coordinate_frame/);
  const complete = write(folder, 'complete.json', JSON.stringify(parameters));
  const taken = await importGrids(db, file, '--datum-parameters', complete);
  assert.equal(taken.status, 0, taken.stdout + taken.stderr);
  assert.match(taken.stdout, /datum: 7 parameters given, coordinate_frame/);
  assert.equal((await worstVertex(db)) < 0.01, true);
});

test('a bad control point is named and nothing is imported', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const file = await oldGrids(folder);
  const rows = await controlPoints(folder);
  rows[3].y += 12;
  const before = await fingerprint(db);
  const refused = await importGrids(db, file, '--control-points', write(folder, 'points.csv', table(rows)));
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /control point K4 contradicts the others: it is 1[12]\.\d+ m off/);
  assert.equal(await fingerprint(db), before);
  const two = await importGrids(db, file, '--control-points', write(folder, 'two.csv', table(rows.slice(0, 2))));
  assert.equal(two.status, 1);
  assert.match(two.stderr, /at least 3/);
});

test('a zone that the eastings contradict is refused naming the right code', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const file = await oldGrids(folder, xian80Zone35.replace('35500000', '36500000').replace('105.0', '108.0'));
  const points = write(folder, 'points.csv', table(await controlPoints(folder)));
  const wrong = await importGrids(db, file, '--control-points', points);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /3-degree zone 35 \(central meridian 105°E\), EPSG:2359; say --crs EPSG:2359/);
  const right = await importGrids(db, file, '--crs', 'EPSG:2359', '--control-points', points);
  assert.equal(right.status, 0, right.stdout + right.stderr);
});

test('points that fit the ground better in GCJ-02 are taken as they are, with a note', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const truth = write(folder, 'truth.geojson', grids);
  await jingweiDone('import', db, 'grids', truth, '--level', 'grid', ...columns);
  // 400 cameras over the ground, moved as GCJ-02 moves this place
  const shift = await gcjShift(t, db);
  const rows = [];
  for (let i = 0; i < 400; i++) {
    const [east, north] = [((i % 20) + 0.5) / 20, (Math.floor(i / 20) + 0.5) / 20];
    rows.push(`C${i},门口,fixed_bullet,${corner.lon + 0.04 * east + shift[0]},${corner.lat + 0.02 * north + shift[1]}`);
  }
  const cameras = write(folder, 'cameras.csv', `code,name,kind,lon,lat\n${rows.join('\n')}\n`);
  const noted = await jingwei('import', db, 'cameras', cameras, '--frame', 'wgs84', '--dry-run');
  assert.equal(noted.status, 0, noted.stdout + noted.stderr);
  assert.match(noted.stdout, /note frame: as cgcs2000 .* as gcj02 .*--frame gcj02/);
  const right = await jingwei('import', db, 'cameras', cameras, '--frame', 'gcj02', '--dry-run');
  assert.equal(right.status, 0, right.stdout + right.stderr);
  assert.doesNotMatch(right.stdout, /note frame/);
});

/** What GCJ-02 adds to places here, in degrees: the server draws a grid in that frame. */
async function gcjShift(t, db) {
  const server = await serve(t, db);
  const middleIn = async (frame) => {
    const { features } = await (await fetch(`${server.url}/v1/grids.geojson?frame=${frame}`)).json();
    const places = features.flatMap((feature) => feature.geometry.coordinates.flat(2));
    return [0, 1].map((axis) => (Math.min(...places.map((p) => p[axis])) + Math.max(...places.map((p) => p[axis]))) / 2);
  };
  const [moved, straight] = [await middleIn('gcj02'), await middleIn('cgcs2000')];
  return [moved[0] - straight[0], moved[1] - straight[1]];
}

test('a reading of a known place names its frame, on the command line and over HTTP', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  await jingweiDone('import', db, 'grids', write(folder, 'truth.geojson', grids), '--level', 'grid', ...columns);
  const [lon, lat] = middle(0, 0);
  const zone = await jingweiDone('frames', '--known', `${lon},${lat}`, '--reading', `${lon + 3},${lat}`, '--db', db);
  assert.match(zone.stdout, /gauss_kruger_zone: .*3 degrees east of the right one/);
  assert.match(zone.stdout, /option 选项: --crs EPSG:n/);
  const swapped = await jingweiDone('frames', '--known', `${lon},${lat}`, '--reading', `${lat},${lon}`);
  assert.match(swapped.stdout, /longitude and latitude changed places/);
  const datum = await jingweiDone('frames', '--known', `${lon},${lat}`, '--reading', `${lon + 0.0006},${lat - 0.0003}`);
  assert.match(datum.stdout, /old_datum: a shift of 6\d\.\d m .*西安80/);
  const wrong = await jingwei('frames', '--known', `${lon}`, '--reading', `${lon},${lat}`);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /is not LON,LAT in degrees/);
  const server = await serve(t, db);
  const answer = await (await fetch(`${server.url}/v1/frames/check?known_lon=${lon}&known_lat=${lat}&lon=${lon + 3}&lat=${lat}`)).json();
  assert.equal(answer.findings[0].cause, 'gauss_kruger_zone');
  assert.equal(answer.findings[0].zone_degrees, 3);
  assert.equal(answer.known_on_ground, true);
  const bad = await fetch(`${server.url}/v1/frames/check?known_lon=${lon}&known_lat=96&lon=${lon}&lat=${lat}`);
  assert.equal(bad.status, 400);
  assert.equal((await bad.json()).field, 'known_lat');
});
