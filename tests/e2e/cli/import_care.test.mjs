// Files that look well and are not: what is refused, what is noted, and what must not be called a change.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { collection, outline } from '../support/boundaries.mjs';
import { binary, jingwei, jingweiDone, refusedImport, run, serve, start, temporaryFolder, until, write } from '../support/jingwei.mjs';
import { sampleTown, smallDisk } from '../support/places.mjs';

const tool = path.join(path.dirname(binary), 'jingwei-gdal');
const cameraHead = 'code,name,kind,lon,lat\n';

/** Where a store's ground is: the place of one of its cameras. */
async function someCamera(db, folder) {
  const file = path.join(folder, 'where.geojson');
  await jingweiDone('export', db, 'cameras', file, '--overwrite');
  const { properties, geometry } = JSON.parse(readFileSync(file, 'utf8')).features[0];
  return { ...properties, lon: geometry.coordinates[0], lat: geometry.coordinates[1] };
}

async function imported(folder, db, ...args) {
  const report = path.join(folder, 'report.json');
  const result = await jingwei('import', db, ...args, '--report', report);
  return { ...result, said: result.stdout + result.stderr, report: JSON.parse(readFileSync(report, 'utf8')) };
}

const refused = (db, status, message, ...args) => refusedImport(db, args, status, message);

async function made(program, args) {
  const result = await run(program, args);
  assert.equal(result.status, 0, result.stdout + result.stderr);
}

async function keyFor(db) {
  const added = await run(binary, ['user', 'add', db, 'office', '--scope', 'write'], { input: 'a long enough password\n' });
  assert.equal(added.status, 0, added.stderr);
  return /jwk_[A-Za-z0-9_-]+/.exec((await jingweiDone('key', 'add', db, 'office', '--label', 'desk')).stdout)[0];
}

const roundTrips = [
  ['e.zip', []], ['e.shp', []], ['e.gpkg', []], ['e.fgb', []], ['e.geojson', []], ['e.csv', []], ['e.kml', []], ['g.zip', ['--frame', 'gcj02']],
  ['b.gpkg', ['--frame', 'bd09']], ['b.geojson', ['--frame', 'bd09']],
];
for (const [name, options] of roundTrips) {
  test(`outlines and lines that went out as ${name} ${options.join(' ')} are unchanged when they come back`, async (t) => {
    const folder = temporaryFolder(t);
    const db = await sampleTown(folder);
    for (const layer of ['buildings', 'reference_lines']) {
      const file = path.join(folder, `${layer}-${name}`);
      await jingweiDone('export', db, layer, file, ...options);
      const { report, said } = await imported(folder, db, layer, file);
      assert.equal(report.changed, 0, said);
      assert.equal(report.unchanged, report.read, said);
      assert.equal(report.written, false);
    }
  });
}

test('an outline that is turned round over HTTP is the same one, 0, 0 is no place, and 360 degrees are 0', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const key = await keyFor(db);
  const server = await serve(t, db);
  const call = async (method, target, body, etag) => {
    const reply = await fetch(server.url + target, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...(body ? { 'Content-Type': 'application/json' } : {}), ...(etag ? { 'If-Match': etag } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    return { status: reply.status, etag: reply.headers.get('etag'), json: await reply.json() };
  };
  const list = (await call('GET', '/v1/buildings?limit=1')).json.items;
  for (const frame of ['', '?frame=gcj02', '?frame=bd09']) {
    const target = `/v1/buildings/${list[0].code}`;
    const building = await call('GET', target + frame);
    const ring = building.json.footprint.coordinates[0].slice(1).reverse();
    const turned = { type: 'Polygon', coordinates: [[...ring.slice(1), ring[0], ring[1]]] };
    const changed = await call('PATCH', target + frame, { footprint: turned }, building.etag);
    assert.equal(changed.status, 200, JSON.stringify(changed.json));
    assert.deepEqual(changed.json.footprint, building.json.footprint, frame);
  }
  const camera = { code: 'care-1', kind: 'dome', lon: list[0].lon, lat: list[0].lat };
  const lost = await call('POST', '/v1/cameras', { ...camera, lon: 0, lat: 0 });
  assert.equal(lost.status, 400);
  assert.match(lost.json.detail, /0, 0/);
  const added = await call('POST', '/v1/cameras', { ...camera, azimuth_deg: 360 });
  assert.equal(added.status, 201, JSON.stringify(added.json));
  assert.equal(added.json.azimuth_deg, 0);
  const moved = await call('PATCH', '/v1/cameras/care-1', { lon: 0, lat: 0 }, added.etag);
  assert.equal(moved.status, 400);
  const visit = await call('PATCH', `/v1/rental-houses/${(await call('GET', '/v1/rental-houses?limit=1')).json.items[0].code}`,
    { last_visit: '9999-12-31' }, '*');
  assert.match(visit.json.detail, /1900 and 2100/);
});

test('a row that is too wide, a place at 0, 0 and one far off are told with their lines', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const { lon, lat } = await someCamera(db, folder);
  const wide = write(folder, 'wide.csv', `${cameraHead}A1,东门,dome,${lon},${lat}\nA2,东门,北侧 3 号杆,dome,${lon},${lat}\n`);
  await refused(db, 1, /line 3: the header has 5 columns, and this row has values in more \(up to 6\).*in quotes/s, 'cameras', wide, '--frame', 'wgs84');
  const zero = write(folder, 'zero.csv', `${cameraHead}A1,东门,dome,${lon},${lat}\nA2,西门,dome,0,0\n`);
  await refused(db, 1, /1 row cannot be taken:\s+line 3, A2: its place is 0, 0/, 'cameras', zero, '--frame', 'wgs84');
  const rows = Array.from({ length: 50 }, (_, i) => `A${i},东门,dome,${lon},${lat}\n`).join('');
  const far = write(folder, 'far.csv', `${cameraHead}${rows}Z1,远处,dome,${lon + 2},${lat}\n`);
  const { report, said, status } = await imported(folder, db, 'cameras', far, '--frame', 'wgs84');
  assert.equal(status, 0, said);
  assert.match(said, /NOTE far_off: 1 row lies 50 km and more off the store's ground.*line 52/);
  assert.deepEqual(report.notes.map(({ kind, lines }) => ({ kind, lines })), [{ kind: 'far_off', lines: [52] }]);
  const out = await jingweiDone('export', db, 'cameras', path.join(folder, 'c.gpkg'), '--crs', 'EPSG:4544');
  assert.doesNotMatch(out.stderr, /ERROR/);
  const copy = await jingwei('import', db, 'cameras', path.join(folder, 'c.gpkg'));
  assert.equal(copy.status, 0, copy.stdout + copy.stderr);
  assert.match(copy.stdout, /0 added, 0 changed/);
});

test('lines of rows refused for one reason are sorted and told once', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const { lon, lat } = await someCamera(db, folder);
  const bad = write(folder, 'bad.csv', `${cameraHead}A1,a,dome,${lon},\nA2,b,dome,${lon},${lat}\nA3,c,dome,x,\nA4,d,dome,,\n`);
  const said = await refused(db, 1, /3 rows cannot be taken/, 'cameras', bad, '--frame', 'wgs84');
  assert.match(said, /3 rows, lines 2, 4, 5: it has no place/);
  assert.match(said, /line 4, A3: lon 'x' is not a number/);
});

test('an older datum in a .prj is not talked away by --crs or --frame, and the doctor does not propose it', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const { lon, lat } = await someCamera(db, folder);
  const point = { type: 'Feature', properties: { code: 'A1', kind: 'dome' }, geometry: { type: 'Point', coordinates: [lon, lat] } };
  const source = write(folder, 'source.geojson', collection([point]));
  for (const system of ['EPSG:4610', 'EPSG:4214']) {
    for (const name of ['old.shp', 'old.gpkg']) {
      const file = path.join(folder, name);
      await made('ogr2ogr', ['-overwrite', '-a_srs', system, file, source]);
      for (const option of [['--crs', 'EPSG:4490'], ['--frame', 'cgcs2000'], ['--frame', 'gcj02'], ['--frame', 'wgs84']]) {
        await refused(db, 1, new RegExp(`the file says that it is .*(西安80|北京54).*${option.join(' ')} would move nothing.*--control-points FILE`, 's'),
          'cameras', file, ...option);
        const { stdout } = await jingweiDone('import', db, '--doctor', file, ...option);
        const command = /jingwei import .*cameras.*|jingwei import .*LAYER.*/.exec(stdout)[0];
        assert.match(command, /--control-points FILE/);
        assert.doesNotMatch(command, /--crs|--frame/);
      }
    }
  }
  await made('ogr2ogr', ['-overwrite', '-a_srs', 'EPSG:4490', path.join(folder, 'new.gpkg'), source]);
  const { said, report } = await imported(folder, db, 'cameras', path.join(folder, 'new.gpkg'), '--frame', 'gcj02', '--dry-run');
  assert.match(said, /NOTE other_system: the file says that it is .*2000, and it was taken as --frame gcj02 says/);
  assert.equal(report.notes[0].kind, 'other_system');
});

test('a zone of an older datum in a .prj is not talked away either', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const { lon, lat } = await someCamera(db, folder);
  const point = { type: 'Feature', properties: { code: 'A1', kind: 'dome' }, geometry: { type: 'Point', coordinates: [lon, lat] } };
  const file = path.join(folder, 'plane.shp');
  await made('ogr2ogr', ['-s_srs', 'EPSG:4490', '-t_srs', 'EPSG:4523', file, write(folder, 'source.geojson', collection([point]))]);
  await made('ogr2ogr', ['-overwrite', '-a_srs', 'EPSG:2359', path.join(folder, 'old.shp'), file]);
  await refused(db, 1, /the file says that it is .*西安80.*--crs EPSG:4523 would move nothing/s, 'cameras', path.join(folder, 'old.shp'), '--crs', 'EPSG:4523');
  const { stdout } = await jingweiDone('import', db, '--doctor', path.join(folder, 'old.shp'));
  assert.doesNotMatch(stdout, /EPSG:4523/);
});

test('what a killed import left behind is gone after the next one, and what a living one holds is not', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary);
  const slow = path.join(folder, 'jingwei-gdal');
  writeFileSync(slow, '#!/bin/sh\necho 13800000001 > "$3/people.csv"\nwhile kill -0 $PPID 2>/dev/null; do sleep 0.1; done\n', { mode: 0o755 });
  const people = write(folder, 'people.csv', 'code,name\nP1,林小满\n');
  const env = { TMPDIR: temporary };
  const begin = async () => {
    const known = readdirSync(temporary);
    const running = start(binary, ['import', db, 'people', people, '--dry-run'], { env: { ...env, JINGWEI_GDAL: slow } });
    const name = await until(() => readdirSync(temporary).find((entry) => !known.includes(entry)), 'its folder');
    await until(() => readdirSync(path.join(temporary, name)).includes('people.csv'), 'what it unpacks');
    return { running, name };
  };
  const killed = await begin();
  killed.running.child.kill('SIGKILL');
  await new Promise((resolve) => killed.running.child.on('exit', resolve));
  assert.deepEqual(readdirSync(temporary), [killed.name]);
  const living = await begin();
  assert.deepEqual(readdirSync(temporary), [living.name]);
  const other = path.join(folder, 'other.sqlite');
  copyFileSync(db, other);
  const done = await run(binary, ['import', other, 'people', people], { env });
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.deepEqual(readdirSync(temporary), [living.name]);
  living.running.child.kill('SIGKILL');
  await new Promise((resolve) => living.running.child.on('exit', resolve));
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  t.after(() => (usual === undefined ? delete process.env.TMPDIR : (process.env.TMPDIR = usual)));
  await serve(t, other);
  assert.ok(!readdirSync(temporary).includes(living.name));
});

test('the doctor knows staffing rules in every format that a table has, and its command imports them', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const files = [];
  for (const end of ['csv', 'xlsx', 'geojson', 'gpkg']) {
    const file = path.join(folder, `r.${end}`);
    await jingweiDone('export', db, 'staffing_rules', file);
    files.push(file);
  }
  const report = path.join(folder, 'doctor.json');
  for (const file of files) {
    await jingweiDone('import', db, '--doctor', file, '--report', report);
    const [layer] = JSON.parse(readFileSync(report, 'utf8')).layers;
    assert.equal(layer.layer, 'staffing_rules', file);
    assert.deepEqual(layer.open, [], file);
    const done = await run('sh', ['-c', layer.command.replace(/^jingwei/, binary)]);
    assert.equal(done.status, 0, done.stdout + done.stderr);
  }
  const form = path.join(folder, 'form.xlsx');
  await jingweiDone('template', 'staffing_rules', form);
  await jingweiDone('import', db, '--doctor', form, '--report', report);
  assert.equal(JSON.parse(readFileSync(report, 'utf8')).layers[0].layer, 'staffing_rules');
});

test('the doctor names values that no code list has, and who says the coordinate system', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const { lon, lat } = await someCamera(db, folder);
  const file = write(folder, '监控.csv', `编 码*,名称,类型,经度（度）,纬度（度）,坐标系\nA1,东门,智能球,${lon},${lat},WGS84\nA2,西门,dome,${lon},${lat},WGS84\n`);
  const report = path.join(folder, 'doctor.json');
  const { stdout } = await jingweiDone('import', db, '--doctor', file, '--report', report);
  const [layer] = JSON.parse(readFileSync(report, 'utf8')).layers;
  assert.match(stdout, /坐标系已知：由“坐标系”列逐行说明/);
  assert.doesNotMatch(stdout, /由您指定/);
  assert.equal(layer.layer, 'cameras');
  assert.deepEqual(layer.unknown_codes.map(({ column, field, values }) => ({ column, field, values })),
    [{ column: 'kind', field: '类型', values: { 智能球: 1 } }]);
  assert.match(stdout, /可用的是：.*dome/);
  assert.match(layer.command, /--mapping MAPPING/);
  const line = /mapping file: (\{.*\})/.exec(stdout)[1];
  const mapping = write(folder, 'm.json', line.replace('…', 'dome'));
  const done = await run('sh', ['-c', layer.command.replace(/^jingwei/, binary).replace('MAPPING', mapping)]);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /2 added/);
  assert.match((await jingweiDone('import', db, '--doctor', file, '--frame', 'wgs84')).stdout, /坐标系已知：由您指定/);
});

test('calls that cannot be meant so are told in words', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const people = write(folder, 'p.csv', 'code,name\nP1,林小满\n');
  await refused(db, 2, /--source: it is empty; name the system/, 'people', people, '--source', '');
  await refused(db, 2, /is a folder; name the mapping file in it/, 'people', people, '--mapping', folder);
  await refused(db, 1, /is empty: it has no bytes/, 'people', write(folder, 'none.csv', ''));
  await refused(db, 2, /--moved: 'nan' is not a number from 0 to/, 'people', people, '--moved', 'nan');
  const known = ['frames', '--known', '104.1736,36.5448', '--reading', '104.1764,36.5448'];
  for (const [args, message] of [
    [[...known, '--tolerance', 'nan'], /--tolerance: 'nan' is not a number from 0.1 to 100/],
    [['locate', db, '104.17', '36.54', '--accuracy', 'nan'], /--accuracy: 'nan' is not a number from 0 to 10000/],
  ]) {
    const call = await jingwei(...args);
    assert.equal(call.status, 2, call.stderr);
    assert.match(call.stderr, message);
  }
  const nobody = await jingwei('mappings', db, 'nix');
  assert.match(nobody.stderr, /no mapping is kept for nix; /);
});

test('an open line among the buildings of a drawing says that outlines are closed', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const line = (ring, closed) => `0\nLWPOLYLINE\n8\n房屋\n100\nAcDbEntity\n100\nAcDbPolyline\n90\n${ring.length}\n70\n${closed ? 1 : 0}\n` +
    ring.map(([x, y]) => `10\n${x}\n20\n${y}\n`).join('');
  const ring = outline(0, 0, 1, 1).slice(0, -1);
  const file = write(folder, 'b.dxf', `0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1021\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n` +
    `${line(ring, true)}${line(ring, false)}0\nENDSEC\n0\nEOF\n`);
  await refused(db, 1, /its outline is an open line: an outline must be closed/, 'buildings', file, '--code', 'EntityHandle', '--crs', 'EPSG:4490', '--elsewhere');
});

test('a table that is replaced while it is read is called changed, not empty', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const rows = Array.from({ length: 3000 }, (_, i) => `P${i},林小满\n`).join('');
  const file = write(folder, 'p.csv', `code,name\n${rows}`);
  // the file is emptied and written again when the reader has looked at it
  const slow = path.join(folder, 'jingwei-gdal');
  writeFileSync(slow, `#!/bin/sh\n: > '${file}'\n'${tool}' "$@" &\nreader=$!\nsleep 0.02\ncp '${file}.whole' '${file}'\nwait $reader\n`, { mode: 0o755 });
  copyFileSync(file, `${file}.whole`);
  for (let i = 0; i < 5; ++i) {
    const result = await run(binary, ['import', db, 'people', file, '--dry-run'], { env: { JINGWEI_GDAL: slow } });
    const said = result.stdout + result.stderr;
    assert.ok(result.status === 0 || /was changed by another program|has no bytes/.test(said), said);
    assert.doesNotMatch(said, /the layer '.*' is empty/);
  }
});

test('hidden rows and columns of a workbook are noted', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const file = path.join(folder, 'p.xlsx');
  await jingweiDone('export', db, 'people', file);
  const parts = path.join(folder, 'parts');
  await made('unzip', ['-q', file, '-d', parts]);
  const sheet = path.join(parts, 'xl/worksheets/sheet1.xml');
  writeFileSync(sheet, readFileSync(sheet, 'utf8').replace('<row r="3"', '<row r="3" hidden="1"').replace(/<col min="2" max="2"/, '<col hidden="1" min="2" max="2"'));
  const hidden = path.join(folder, 'hidden.xlsx');
  await made('sh', ['-c', `cd '${parts}' && zip -qr '${hidden}' .`]);
  const { said, report } = await imported(folder, db, 'people', hidden);
  assert.match(said, /NOTE hidden_cells: .* 1 hidden row \(3\) and 1 hidden column \(B\), which are taken like the others/);
  assert.equal(report.notes[0].kind, 'hidden_cells');
});

test('a full disk is told in our words alone', async (t) => {
  const folder = temporaryFolder(t);
  const small = await smallDisk(t, '128k');
  if (!small) return t.skip('needs the right to mount');
  const db = await sampleTown(folder);
  const result = await jingwei('export', db, 'buildings', path.join(small, 'b.xlsx'));
  assert.equal(result.status, 3);
  assert.match(result.stderr, /disk is full/);
  assert.doesNotMatch(result.stderr, /\[ERROR\]/);
});
