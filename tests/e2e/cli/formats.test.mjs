// Every format that a bureau hands over, by the real programs; what is hostile or damaged, and what is fetched from nowhere.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import test from 'node:test';
import { collection, corner, grids, middle, outline } from '../support/boundaries.mjs';
import { binary, fingerprint, jingwei, jingweiDone, run, temporaryFolder, write } from '../support/jingwei.mjs';

const columns = ['--code', 'code', '--name', 'name'];
const tool = path.join(path.dirname(binary), 'jingwei-gdal');

async function emptyStore(folder) {
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  return db;
}

async function made(program, args, options) {
  const result = await run(program, args, options);
  assert.equal(result.status, 0, `${program} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
}

const locate = async (db, [lon, lat]) =>
  JSON.parse((await jingweiDone('locate', db, String(lon), String(lat), '--json')).stdout).themes[0];

/** The call ends with `status`, says what `message` expects, and the store is what it was. */
async function refused(db, args, status, message, env = {}) {
  const before = await fingerprint(db);
  const result = await run(binary, ['import', db, ...args], { env });
  const said = result.stdout + result.stderr;
  assert.equal(result.status, status, said);
  assert.match(said, message);
  assert.equal(await fingerprint(db), before, 'the store must be unchanged');
  return said;
}

/** Entries into a zip by the `zip` program, from a folder. */
async function zipped(folder, name, contents, options = []) {
  for (const [file, content] of Object.entries(contents)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
  rmSync(path.join(folder, name), { force: true });
  await made('zip', ['-q', ...options, name, ...Object.keys(contents)], { cwd: folder });
  return path.join(folder, name);
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.codePointAt(0)};`);

/** An .xlsx of one sheet: rows of cells; a number is a number, {formula, value} a formula, all else text. */
function workbook(folder, name, rows, merges = [], properties = '') {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const cell = (value) => {
    if (value === null) return '<c/>';
    if (typeof value === 'number') return `<c><v>${value}</v></c>`;
    if (typeof value === 'string') return `<c t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
    if (value.error) return `<c t="e"><f>NA()</f><v>${value.error}</v></c>`;
    return `<c t="str"><f>${escaped(value.formula)}</f>${value.value === undefined ? '' : `<v>${escaped(value.value)}</v>`}</c>`;
  };
  const body = rows.map((cells) => `<row>${cells.map(cell).join('')}</row>`).join('');
  const merged = merges.length ? `<mergeCells>${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>` : '';
  return zipped(folder, name, {
    '_rels/.rels': `<Relationships xmlns="${packages}"><Relationship Id="w" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}">${properties}<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${body}</sheetData>${merged}</worksheet>`,
  });
}

const boundaryFormats = [
  { name: 'a zipped geodatabase', file: 'g.gdb', driver: 'OpenFileGDB', zip: true },
  { name: 'a FlatGeobuf', file: 'g.fgb', driver: 'FlatGeobuf' },
  { name: 'a KML', file: 'g.kml', driver: 'LIBKML' },
  { name: 'a KMZ', file: 'g.kmz', driver: 'LIBKML' },
  { name: 'a zipped folder with a Shapefile in GBK', file: 'g/网格.shp', driver: 'ESRI Shapefile', options: ['-lco', 'ENCODING=GBK'], zip: true },
];
for (const format of boundaryFormats) {
  test(`${format.name} arrives whole, Chinese names and codes too`, async (t) => {
    const folder = temporaryFolder(t);
    const db = await emptyStore(folder);
    const source = write(folder, 'source.geojson', grids);
    mkdirSync(path.join(folder, 'g'));
    let file = path.join(folder, format.file);
    await made('ogr2ogr', ['-f', format.driver, ...(format.options ?? []), file, source, '-nln', '网格']);
    if (format.zip) {
      await made('zip', ['-qr', 'g.zip', format.file.split('/')[0]], { cwd: folder });
      file = path.join(folder, 'g.zip');
    }
    await jingweiDone('import', db, 'grids', file, '--level', 'grid', ...columns);
    const theme = await locate(db, middle(0, 0));
    assert.equal(theme.grid.code, '990101001001001');
    assert.equal(theme.grid.name, '网格990101001001001');
    await jingweiDone('check', db);
  });
}

test('closed polylines of a GBK drawing become grids with the codes that stand in them', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const line = (layer, ring, closed) =>
    `0\nLWPOLYLINE\n8\n${layer}\n100\nAcDbEntity\n100\nAcDbPolyline\n90\n${ring.length}\n70\n${closed ? 1 : 0}\n` +
    ring.map(([x, y]) => `10\n${x}\n20\n${y}\n`).join('');
  const text = ([x, y], value) => `0\nTEXT\n8\n注记\n10\n${x}\n20\n${y}\n40\n1\n1\n${value}\n`;
  const cells = [outline(0, 0, 1, 1), outline(1, 0, 2, 1)];
  const entities = line('网格界', cells[0].slice(0, -1), true) + line('网格界', cells[1].slice(0, -1), true) +
    text(middle(0, 0), '990101001') + text(middle(1, 0), '990101002') + line('道路', cells[0].slice(0, 2), false);
  const drawing = `0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$DWGCODEPAGE\n3\nANSI_936\n0\nENDSEC\n` +
    `0\nSECTION\n2\nENTITIES\n${entities}0\nENDSEC\n0\nEOF\n`;
  write(folder, 'utf8.dxf', drawing);
  await made('sh', ['-c', 'iconv -f UTF-8 -t GBK utf8.dxf > g.dxf'], { cwd: folder });
  const call = ['grids', path.join(folder, 'g.dxf'), '--level', 'grid', '--code', 'Text', '--crs', 'EPSG:4490'];
  await refused(db, call, 2, /several layers: .*'网格界' \(2 closed outlines.*--source-layer/s);
  await refused(db, [...call, '--source-layer', '道路'], 1, /holds no closed outline/);
  await refused(db, call.slice(0, -2), 1, /--crs EPSG:n/);
  await jingweiDone('import', db, ...call, '--source-layer', '网格界');
  assert.equal((await locate(db, middle(1, 0))).grid.code, '990101002');
});

test('a bare number is a day by the date system of its workbook', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  await jingweiDone('import', db, 'grids', write(folder, 'g.geojson', grids), '--level', 'grid', ...columns);
  const [lon, lat] = middle(0, 0);
  for (const [serial, properties] of [[46348, ''], [44886, '<workbookPr date1904="1"/>']]) {
    const house = await workbook(folder, 'h.xlsx', [['编码', '地址', '经度', '纬度', '最近走访'], [`R${serial}`, '街', lon, lat, serial]], [], properties);
    await jingweiDone('import', db, 'rental_houses', house, '--frame', 'cgcs2000');
    const out = path.join(folder, `${serial}.csv`);
    await jingweiDone('export', db, 'rental_houses', out);
    assert.match(readFileSync(out, 'utf8'), new RegExp(`R${serial}.*2026-11-22`));
  }
});

test('a workbook of cameras and people is taken without a specialist', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  await jingweiDone('import', db, 'grids', write(folder, 'g.geojson', grids), '--level', 'grid', ...columns);
  const [lon, lat] = middle(0, 0);
  const cameras = await workbook(folder, 'cameras.xlsx', [
    ['2026 年摄像机台账'], ['编码', '名称', '类型', '经度', '纬度', 'range_m'],
    [990402001001003, ' 东门\u00a0', { formula: 'A1', value: 'ptz_dome' }, lon, `　${lat}`, '１，２００'],
    ['Ｃ２', '西门', 'dome', lon, lat, null],
  ], ['A1:F1']);
  await jingweiDone('import', db, 'cameras', cameras, '--frame', 'cgcs2000');
  const { stdout } = await run('ogrinfo', ['-ro', '-al', db, 'camera']);
  for (const said of [/code .*= 990402001001003\n/, /name .*= 东门\n/, /code .*= C2\n/, /range_m .*= 1200\n/]) assert.match(stdout, said);
  const people = await workbook(folder, 'people.xlsx', [['编码', '姓名', '电话'], ['P1', '林小满', 13800005678], ['P2', '周安', '１３９００００１１１１']]);
  await jingweiDone('import', db, 'people', people);
  const days = ['2026-11-22', '2026/11/22', '2026.11.22', '20261122', '2026年11月22日', 46348];
  const assignments = await workbook(folder, 'assignments.xlsx',
    [['person', 'grid', 'role', 'from'], ...days.map((day, i) => ['P1', grids.features[i].properties.code, 'grid_head', day])]);
  await jingweiDone('import', db, 'assignments', assignments);
  const held = await run('ogrinfo', ['-ro', '-q', db, '-sql', 'SELECT count(*) AS n, count(DISTINCT valid_from) AS d FROM assignment']);
  assert.match(held.stdout, /n .*= 6\n.*d .*= 1\n/s);
});

test('what a spreadsheet spoiled is refused with row and column', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const [lon, lat] = middle(0, 0);
  const file = await workbook(folder, 'cameras.xlsx', [
    ['编码', '名称', 'kind', 'lon', 'lat', 'height_m'],
    ['C1', 'a', 'dome', lon, lat, 3], [6.2010212345678901e17, 'b', 'dome', lon, lat, 3],
    ['C3', { error: '#N/A' }, 'dome', lon, lat, 3], ['C4', { formula: 'VLOOKUP(A5,T,2)' }, 'dome', lon, lat, 3],
    ['C5', 'e', 'dome', lon, lat, '1,5'],
  ]);
  const said = await refused(db, ['cameras', file, '--frame', 'cgcs2000'], 1, /4 rows cannot be taken/);
  assert.match(said, /line 3, .*code \(column '编码'\) is '6\.20102123456789e\+17'.*format the column as text/);
  assert.match(said, /line 4, C3: name \(column '名称'\) is #N\/A/);
  assert.match(said, /line 5, C4: name \(column '名称'\) is a formula whose value is not in the file \(=VLOOKUP\(A5,T,2\)\)/);
  assert.match(said, /line 6, C5: height_m '1,5' is not a number/);
  const unclear = await workbook(folder, 'a.xlsx', [['person', 'grid', 'role', 'from'], ['P1', '1', 'grid_head', '11/12/2026']]);
  await refused(db, ['assignments', unclear], 1, /'11\/12\/2026' is no date; write it as YYYY-MM-DD, the year first/);
  const merged = await workbook(folder, 'm.xlsx', [['code', 'name', 'phone'], ['P1', 'x', null]], ['B2:C2']);
  await refused(db, ['people', merged], 1, /B2:C2 are merged across columns/);
  await refused(db, ['people', write(folder, 'twice.csv', 'code,name,name\nP1,a,b\n')], 1, /two fields called 'name' \(numbers 2 and 3\)/);
});

test('a text in a cell that begins with = is a text, and only a formula without a value is refused', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  await jingweiDone('import', db, 'grids', write(folder, 'g.geojson', grids), '--level', 'grid', ...columns);
  const [lon, lat] = middle(0, 0);
  const head = ['编码', '名称', 'kind', 'lon', 'lat', 'owner'];
  const names = ['=1+1', "'=1+1", '＝东门', '="0990"', '-', { formula: 'A1', value: '=1+1' }];
  const file = await workbook(folder, 'cameras.xlsx', [head, ...names.map((name, i) => [`C${i}`, name, 'dome', lon, lat, '@派出所'])]);
  await jingweiDone('import', db, 'cameras', file, '--frame', 'cgcs2000');
  const kept = async (name) => {
    const out = path.join(folder, name);
    await jingweiDone('export', db, 'cameras', out);
    return JSON.parse(readFileSync(out, 'utf8')).features.map(({ properties }) => properties);
  };
  const first = await kept('first.geojson');
  assert.deepEqual(first.map(({ name }) => name), ['=1+1', '=1+1', '＝东门', '0990', '-', '=1+1']);
  assert.equal(first[0].owner, '@派出所');
  const book = path.join(folder, 'out.xlsx');
  await jingweiDone('export', db, 'cameras', book);
  assert.match((await jingweiDone('import', db, 'cameras', book)).stdout, /0 added, 0 changed/);
  const bad = await workbook(folder, 'bad.xlsx', [head, ['C9', { formula: '1+1' }, 'dome', lon, lat, 'x']]);
  await refused(db, ['cameras', bad, '--frame', 'cgcs2000'], 1, /is a formula whose value is not in the file \(=1\+1\)/);
});

test('an archive of several layers asks which, an encrypted or nested one is refused', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const people = 'code,name\nP1,林小满\n';
  const several = await zipped(folder, 'several.zip', { '人员/people.csv': people, '人员/others.csv': people });
  await refused(db, ['people', several], 2, /2 files to import \(others\.csv, people\.csv\); choose one with --source-layer/);
  const locked = await zipped(folder, 'locked.zip', { 'people.csv': people }, ['-P', 'secret']);
  await refused(db, ['people', locked], 1, /is encrypted; pack the files without a password/);
  const nested = await zipped(folder, 'nested.zip', { 'inner.zip': 'PK' });
  await refused(db, ['people', nested], 1, /'inner\.zip' is an archive in the archive/);
  await made('sh', ['-c', 'ln -s /etc/passwd people.csv2 && zip -qy link.zip people.csv2'], { cwd: folder });
  await refused(db, ['people', path.join(folder, 'link.zip')], 1, /is a link/);
  await jingweiDone('import', db, 'people', several, '--source-layer', 'people');
});

test('a Shapefile whose parts are missing is refused by what is missing', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const source = write(folder, 'source.geojson', grids);
  for (const [end, message] of [['dbf', /has no \.dbf beside it/], ['shx', /has no \.shx beside it/], ['prj', /--crs EPSG:n/]]) {
    await made('ogr2ogr', ['-f', 'ESRI Shapefile', path.join(folder, `${end}.shp`), source]);
    rmSync(path.join(folder, `${end}.${end}`));
    await refused(db, ['grids', path.join(folder, `${end}.shp`), '--level', 'grid', ...columns], 1, message);
  }
});

test('nothing that a file points to is fetched', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  let calls = 0;
  const server = createServer((_, response) => {
    calls += 1;
    response.end('');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}/x.kml`;
  const call = (file) => ['grids', file, '--level', 'grid', ...columns];
  const link = { ...grids, crs: { type: 'link', properties: { href: url, type: 'proj4' } } };
  await refused(db, call(write(folder, 'link.geojson', link)), 1, /by a link, which is not followed/);
  const kml = `<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>${url}</href></Link></NetworkLink></Document></kml>`;
  await refused(db, call(write(folder, 'link.kml', kml)), 1, /NetworkLink\), which are not followed/);
  const { lon, lat } = corner;
  const styled = `<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name><styleUrl>${url}#s</styleUrl>` +
    `<Point><coordinates>${lon},${lat}</coordinates></Point></Placemark><GroundOverlay><Icon><href>${url}</href></Icon></GroundOverlay></Document></kml>`;
  await refused(db, ['grids', write(folder, 'styled.kml', styled), '--level', 'grid', '--code', 'Name'], 1, /polygon is needed/);
  const vrt = `<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/${url}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>`;
  for (const name of ['a.geojson', 'a.gpkg', 'a.fgb', 'a.csv', 'a.dxf']) {
    await refused(db, [...call(write(folder, name, vrt)), '--frame', 'wgs84'], 1, /cannot be read|one column only|no code|say which field/);
  }
  await refused(db, call(await zipped(folder, 'vrt.zip', { 'a.vrt': vrt })), 1, /nothing that can be imported/);
  for (const name of [url, `/vsicurl/${url}`, '/vsizip/a.zip', 'GPKG:a.gpkg:grids']) {
    await refused(db, call(name), 2, /is refused: it holds ':' or '\/vsi'/);
  }
  assert.equal(calls, 0);
});

test('an XML bomb in a KML or a workbook, and a zip bomb, are refused', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const lol = ['<!ENTITY l0 "lol">', ...Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`)].join('');
  const bomb = `<?xml version="1.0"?><!DOCTYPE k [${lol}]><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>&l9;</name></Document></kml>`;
  await refused(db, ['cameras', write(folder, 'bomb.kml', bomb)], 1, /DOCTYPE/);
  const parts = { 'xl/workbook.xml': bomb, 'xl/_rels/workbook.xml.rels': '<Relationships/>' };
  await refused(db, ['cameras', await zipped(folder, 'bomb.xlsx', parts)], 1, /DOCTYPE/);
  const zeros = await zipped(folder, 'zeros.zip', { 'zeros.csv': Buffer.alloc(300 << 20) });
  await refused(db, ['cameras', zeros], 1, /more than 1024 MiB or more than 100 times its size/);
  await refused(db, ['people', write(folder, 'wide.csv', `code${','.repeat(999_999)}\n1\n`)], 1, /1000000 columns; more than 1000 are not taken/);
});

test('a reader that is killed, or takes too much memory or time, ends the import and nothing else', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const file = write(folder, 'people.csv', 'code,name\nP1,林小满\n');
  const inPlace = (rest) => {
    const script = write(folder, 'tool', `#!/bin/sh\n${rest}\n`);
    return run('chmod', ['+x', script]).then(() => ({ JINGWEI_GDAL: script }));
  };
  await refused(db, ['people', file], 3, /died of signal 11/, await inPlace('kill -SEGV $$'));
  await refused(db, ['people', file], 3, /killed from outside/, await inPlace('kill -KILL $$'));
  // the limits are inherited, and the tool only ever lowers them: 640 MiB and 1 s meet files that really need more
  const rows = Array.from({ length: 1_500_000 }, (_, i) => `P${i},somebody with a rather long name ${i}`);
  const large = write(folder, 'large.csv', `code,name\n${rows.join('\n')}\n`);
  await refused(db, ['people', large], 1, /120 s of processor time/, await inPlace(`ulimit -S -t 1\nexec '${tool}' "$@"`));
  const kml = `<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${'<Placemark><name>a name</name><Point><coordinates>104,36</coordinates></Point></Placemark>'.repeat(900_000)}</Document></kml>`;
  await refused(db, ['cameras', write(folder, 'large.kml', kml)], 1, /needs more than the 2 GiB of memory/, await inPlace(`ulimit -S -v 655360\nexec '${tool}' "$@"`));
  await jingweiDone('import', db, 'people', file);
});

test('a file that another program still writes is refused', async (t) => {
  const folder = temporaryFolder(t);
  const db = await emptyStore(folder);
  const rows = Array.from({ length: 200_000 }, (_, i) => `P${i},somebody`);
  const file = write(folder, 'growing.csv', `code,name\n${rows.join('\n')}\n`);
  const script = write(folder, 'tool', `#!/bin/sh\n'${tool}' "$@" | { head -c 100000; echo 'late,row' >> '${file}'; cat; }\n`);
  await run('chmod', ['+x', script]);
  await refused(db, ['people', file], 1, /'growing\.csv' was changed by another program while it was read/, { JINGWEI_GDAL: script });
  appendFileSync(file, 'P,done\n');
});
