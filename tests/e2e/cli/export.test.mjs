// Layers as files and forms: what goes out comes back, other programs read it, and only what may be seen leaves.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { jingwei, jingweiDone, run, serve, temporaryFolder, write } from '../support/jingwei.mjs';
import { sampleDistrict, sampleTown, smallDisk } from '../support/places.mjs';

async function exported(db, folder, layer, name, ...options) {
  const file = path.join(folder, name);
  await jingweiDone('export', db, layer, file, ...options);
  return file;
}

/** The eight forms of docs/export.md. */
const formats = [
  ['csv', []], ['geojson', []], ['gpkg', []], ['shp', []], ['zip', ['--encoding', 'GBK']], ['fgb', []], ['xlsx', []], ['kml', []],
];
for (const [end, options] of formats) {
  test(`what goes out as .${end} is taken back as it was`, async (t) => {
    const folder = temporaryFolder(t);
    const db = await sampleDistrict(folder);
    const tables = ['csv', 'xlsx', 'gpkg', 'geojson'].includes(end) ? ['people', 'assignments', 'roster', 'divisions'] : [];
    const shapes = end === 'xlsx' ? [] : ['reference_lines']; // no sheet holds a line or an outline
    for (const layer of ['cameras', 'key_sites', 'buildings', 'rental_houses', ...shapes, ...tables]) {
      const points = layer === 'buildings' && ['shp', 'zip'].includes(end) ? ['--points'] : [];
      const file = await exported(db, folder, layer, `${layer}.${end}`, ...options, ...points);
      const back = await jingweiDone('import', db, layer, file);
      if (layer === 'roster') {
        assert.match(back.stdout, /has all of this already/, back.stdout);
        continue;
      }
      assert.match(back.stdout, /\b0 added/, back.stdout);
      assert.match(back.stdout, /\b0 changed/, back.stdout);
    }
    if (end === 'xlsx') return;
    const grids = await exported(db, folder, 'grids', `grids.${end}`, '--level', 'grid', ...options);
    const back = await jingweiDone('import', db, 'grids', grids, '--level', 'grid');
    assert.match(back.stdout, /\b0 changed/, back.stdout);
  });
}

test('other programs read every format, Chinese names too', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const sites = (await exported(db, folder, 'key_sites', 'sites.csv'));
  const name = readFileSync(sites, 'utf8').split('\r\n')[1].split(',')[1];
  for (const end of ['geojson', 'gpkg', 'shp', 'xlsx', 'fgb', 'csv', 'kml']) {
    const file = await exported(db, folder, 'key_sites', `read.${end}`, ...(end === 'shp' ? ['--encoding', 'GBK'] : []));
    const seen = await run('ogrinfo', ['-ro', '-al', file]);
    assert.equal(seen.status, 0, `${end}: ${seen.stderr}`);
    assert.ok(seen.stdout.includes(name), `${end} holds ${name}`);
  }
  const moved = await exported(db, folder, 'grids', 'moved.gpkg', '--crs', 'EPSG:4544');
  const { stdout } = await run('ogrinfo', ['-ro', '-so', '-al', moved]);
  assert.match(stdout, /CGCS2000 \/ 3-degree Gauss-Kruger CM 105E|4544/);
});

test('a code and a phone stay text in a workbook, and its header is frozen', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const file = await exported(db, folder, 'people', 'people.xlsx');
  const sheet = (await run('unzip', ['-p', file, 'xl/worksheets/sheet1.xml'])).stdout;
  assert.match(sheet, /state="frozen"/);
  assert.match(sheet, /t="inlineStr"><is><t>199000/);
  const styles = (await run('unzip', ['-p', file, 'xl/styles.xml'])).stdout;
  assert.match(styles, /numFmtId="49"/); // text
});

test('an existing file is kept unless --overwrite says otherwise, and a refused export leaves nothing', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const file = path.join(folder, 'cameras.gpkg');
  writeFileSync(file, 'mine');
  const refused = await jingwei('export', db, 'cameras', file);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /is there already.*--overwrite/);
  assert.equal(readFileSync(file, 'utf8'), 'mine');
  await jingweiDone('export', db, 'cameras', file, '--overwrite');
  assert.equal(readFileSync(file, 'latin1').slice(0, 15), 'SQLite format 3');
  for (const [layer, name, options, said] of [
    ['people', 'p.shp', [], /have no place/],
    ['cameras', 'c.dxf', [], /no known format/],
    ['cameras', 'c.csv', ['--level', 'grid'], /have no level/],
    ['cameras', 'c.gpkg', ['--frame', 'mars'], /no frame 'mars'/],
    ['doors', 'd.csv', [], /no layer 'doors'/],
  ]) {
    const result = await jingwei('export', db, layer, path.join(folder, name), ...options);
    assert.equal(result.status, 2, result.stderr);
    assert.match(result.stderr, said);
    assert.ok(!existsSync(path.join(folder, name)));
  }
  assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('.jingwei')), []);
});

test('a full disk ends the export with exit code 3 and leaves nothing', async (t) => {
  const folder = temporaryFolder(t);
  const small = await smallDisk(t, '128k');
  if (!small) return t.skip('needs the right to mount');
  const db = await sampleTown(folder);
  for (const end of ['csv', 'geojson', 'gpkg', 'shp', 'zip', 'fgb', 'xlsx', 'kml']) {
    const result = await jingwei('export', db, 'buildings', path.join(small, `buildings.${end}`));
    assert.equal(result.status, 3, `${end}: ${result.stdout}${result.stderr}`);
    assert.match(result.stderr, /disk is full|room on the disk/, end);
    assert.deepEqual(readdirSync(small), [], end);
  }
});

test('a workbook of which a piece did not reach the disk is no workbook', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  let whole = 0;
  for (const size of ['600k', '800k', '900k', '1000k', '1200k', '4m']) {
    const small = await smallDisk(t, size);
    if (!small) return t.skip('needs the right to mount');
    const file = path.join(small, 'houses.xlsx');
    const result = await jingwei('export', db, 'rental_houses', file);
    assert.ok([0, 3].includes(result.status), `${size}: ${result.stdout}${result.stderr}`);
    if (result.status === 3) {
      assert.match(result.stderr, /disk is full|room on the disk/, size);
      assert.deepEqual(readdirSync(small), [], size);
      continue;
    }
    whole += 1;
    const back = await jingweiDone('import', db, 'rental_houses', file);
    assert.match(back.stdout, /1100 rows read/, size);
    assert.match(back.stdout, /nothing to do/, size);
  }
  assert.ok(whole > 0, 'the largest disk has room');
});

test('the keys of a system are found however its name is typed, and a name that is empty is refused', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const month = write(folder, 'm.csv', 'id,名称,类型,经度,纬度\nK1,东门,dome,104.1736,36.5448\n');
  await jingweiDone('import', db, 'cameras', month, '--source', '甲A', '--key', 'id', '--frame', 'wgs84');
  for (const [i, name] of ['甲A', ' 甲A ', '甲Ａ', '\u3000甲Ａ'].entries()) {
    const file = path.join(folder, `k${i}.csv`);
    const done = await jingweiDone('export', db, 'cameras', file, '--source', name);
    assert.match(done.stdout, /^1 rows of cameras/, name);
    assert.match(readFileSync(file, 'utf8'), /"K1"/);
    assert.match((await jingweiDone('mappings', db, name, 'cameras')).stdout, /"\$key": "id"/);
  }
  const other = await jingwei('export', db, 'cameras', path.join(folder, 'b.csv'), '--source', '甲B');
  assert.equal(other.status, 1);
  assert.match(other.stderr, /those that have are 甲A/);
  const empty = await jingwei('export', db, 'cameras', path.join(folder, 'c.csv'), '--source', '');
  assert.equal(empty.status, 2);
  assert.match(empty.stderr, /--source: it is empty/);
});

test('an export over HTTP shows what the caller may see', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const added = await jingweiDone('user', 'add', db, 'clerk', '--password', 'a long enough password');
  assert.match(added.stdout, /added/);
  const key = (await jingweiDone('key', 'add', db, 'clerk')).stdout.trim();
  const server = await serve(t, db);
  const get = (place, headers) => fetch(`${server.url}/v1/export/${place}`, { headers });
  const withKey = { Authorization: `Bearer ${key}` };

  assert.equal((await get('cameras.csv')).status, 401);
  const cameras = await get('cameras.csv', withKey);
  assert.equal(cameras.status, 200);
  assert.match(cameras.headers.get('content-disposition'), /attachment; filename="cameras\.csv"/);
  assert.match(await cameras.text(), /^\uFEFF?code,name,kind/);

  assert.match(await (await get('people.csv')).text(), /\*\*\*\*/);
  assert.doesNotMatch(await (await get('people.csv', withKey)).text(), /\*\*\*\*/);
  assert.doesNotMatch(await (await get('rental_houses.csv')).text(), /tenant_count/);
  assert.match(await (await get('rental_houses.csv', withKey)).text(), /tenant_count/);

  assert.doesNotMatch(await (await get('rental_houses.kml')).text(), /租住人数/);
  const map = await get('rental_houses.kml', withKey);
  assert.equal(map.headers.get('content-type'), 'application/vnd.google-earth.kml+xml');
  assert.match(await map.text(), /<Data name="租住人数">/);

  const grids = await (await get('grids.geojson?level=grid')).json();
  assert.ok(grids.features.length > 50);
  const far = await get('grids.geojson?level=grid', { 'X-Forwarded-For': '198.51.100.7' });
  assert.equal(far.status, 401);
  for (const [end, start] of [['gpkg', 'SQLite format 3'], ['zip', 'PK'], ['xlsx', 'PK'], ['fgb', 'fgb'], ['kml', '<?xml']]) {
    const answer = await get(`grids.${end}?level=township`);
    assert.equal(answer.status, 200, end);
    assert.equal(Buffer.from(await answer.arrayBuffer()).subarray(0, start.length).toString('latin1'), start);
  }
  for (const [place, status, code] of [
    ['doors.csv', 404, 'unknown_layer'], ['grids.csv?within=nowhere', 404, 'not_found'], ['grids.csv?level=none', 404, 'not_found'],
    ['grids.csv?frame=mars', 400, null], ['grids.csv?colour=red', 400, null], ['key_sites.csv?at=2020-01-01', 400, 'bad_call'],
    ['people.zip', 400, 'bad_call'], ['people.kml', 400, 'bad_call'], ['grids.kml?frame=gcj02', 400, 'bad_call'],
    ['grids.kml?crs=EPSG:4544', 400, null], ['cameras.kml', 401, 'cameras_need_a_key'],
  ]) {
    const answer = await get(place);
    assert.equal(answer.status, status, place);
    const problem = await answer.json();
    if (code) assert.equal(problem.code, code, place);
    assert.ok(problem.detail.length > 10);
  }
  assert.equal((await get('grids.dwg')).status, 404);
});

const forms = [
  ['cameras', '摄像头', ['编码', '名称', '类型', '经度', '纬度', '坐标系', '国标编号'], ['球机', 'GCJ-02', '是']],
  ['key_sites', '重点场所', ['编码', '负责人', '电话', '关注程度'], ['学校', 'CGCS2000', '低']],
  ['buildings', '楼栋', ['编码', '建筑用途', '层数'], ['住宅']],
  ['rental_houses', '出租房', ['编码', '出租用途', '最近走访'], ['长租']],
  ['people', '人员', ['编码', '姓名', '电话', '单位编码'], []],
  ['assignments', '责任分工', ['人员编码', '网格编码', '角色', '开始日期'], ['网格长']],
  ['roster', '花名册', ['人员编码', '姓名', '电话', '网格', '角色'], ['网格长']],
  ['divisions', '行政区划', ['编码', '名称', '级别'], ['区']],
  ['organisations', '单位', ['单位编码', '单位名称', '单位类型'], ['乡镇街道办']],
  ['external_refs', '外部编号', ['图层', '编码', '来源', '外部编号'], ['摄像头', '参考线']],
  ['staffing_rules', '配备标准', ['级别', '网格类型', '角色', '最少人数'], ['村社区', '专属网格', '网格长']],
];
for (const [layer, sheet, headings, choices] of forms) {
  test(`the form for ${layer} has Chinese headers, drop-downs, an example and explanations`, async (t) => {
    const file = path.join(temporaryFolder(t), 'form.xlsx');
    const done = await jingweiDone('template', layer, file);
    assert.match(done.stdout, /delete its example row/);
    const seen = await run('ogrinfo', ['-ro', '-al', file], { env: { OGR_XLSX_HEADERS: 'FORCE', OGR_XLSX_FIELD_TYPES: 'STRING' } });
    assert.equal(seen.status, 0, seen.stderr);
    assert.match(seen.stdout, new RegExp(`Layer name: ${sheet}`));
    assert.match(seen.stdout, /Layer name: 说明/);
    for (const heading of headings) assert.match(seen.stdout, new RegExp(`^${heading}: String`, 'm'));
    assert.match(seen.stdout, /示例行（虚构，导入前请删除）/);
    for (const choice of choices) assert.ok(seen.stdout.includes(choice), choice);
    const xml = (await run('unzip', ['-p', file, 'xl/worksheets/sheet1.xml'])).stdout;
    assert.match(xml, /state="frozen"/);
    assert.equal(xml.includes('<dataValidation '), choices.length > 0);
    // a roster's cells may hold several roles and words like 副: those lists warn, all others stop
    assert.equal(xml.match(/errorStyle="warning"/g)?.length ?? 0, layer === 'roster' ? 2 : 0);
  });
}

test('the drop-down for the attention to a site offers the four words, and each is taken', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const form = path.join(folder, 'form.xlsx');
  await jingweiDone('template', 'key_sites', form);
  const xml = (await run('unzip', ['-p', form, 'xl/worksheets/sheet1.xml'])).stdout;
  const list = /sqref="J2:J10001"[^>]*><formula1>'选项'!\$C\$1:\$C\$4<\/formula1>/;
  assert.match(xml, list, 'the tenth column is 关注程度');
  for (const [i, word] of ['无', '低', '中', '高'].entries()) {
    const file = write(folder, `${i}.csv`, `编码,类型,经度,纬度,坐标系,关注程度\nNEW-1,学校,104.1736,36.5448,WGS84,${word}\n`);
    await jingweiDone('import', db, 'key_sites', file);
    const out = await jingweiDone('export', db, 'key_sites', path.join(folder, `out${i}.csv`));
    assert.match(out.stdout, /rows of key_sites/);
    const [heading, ...rows] = readFileSync(path.join(folder, `out${i}.csv`), 'utf8').replace(/^\uFEFF/, '').split('\r\n').map((line) => line.split(','));
    const row = rows.find(([code]) => code === '"NEW-1"');
    assert.equal(row[heading.indexOf('attention')], String(i));
  }
});

/** The form with another text in the place of its example's code: the row is no example any more. */
async function filledForm(folder, layer, code) {
  const form = path.join(folder, `${layer}.xlsx`);
  await jingweiDone('template', layer, form);
  const parts = path.join(folder, layer);
  assert.equal((await run('unzip', ['-q', form, '-d', parts])).status, 0);
  const strings = path.join(parts, 'xl/sharedStrings.xml');
  writeFileSync(strings, readFileSync(strings, 'utf8').replace('示例行（虚构，导入前请删除）', code));
  const filled = path.join(folder, `${layer}-filled.xlsx`);
  assert.equal((await run('zip', ['-q', '-r', filled, '.'], { cwd: parts })).status, 0);
  return { form, filled };
}

for (const layer of ['cameras', 'key_sites', 'buildings', 'rental_houses', 'people', 'divisions']) {
  test(`a filled form of ${layer} is imported without a mapping or a frame, and its example is refused`, async (t) => {
    const folder = temporaryFolder(t);
    const db = await sampleTown(folder);
    const { form, filled } = await filledForm(folder, layer, 'NEW-1');
    const refused = await jingwei('import', db, layer, form);
    assert.equal(refused.status, 1, refused.stdout + refused.stderr);
    assert.match(refused.stdout, /1 row cannot be taken:\s+line 2: this is the example row of the form \(示例行\): delete it, or write.*这是模板自带的示例行，请删除/);
    const done = await jingweiDone('import', db, layer, filled);
    assert.match(done.stdout, /\b1 added/);
    const again = await exported(db, folder, layer, 'again.csv');
    assert.match(readFileSync(again, 'utf8'), /"NEW-1"/);
  });
}

test('a form offers the code lists of the store that is named, and outlines have none', async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const file = path.join(folder, 'sites.xlsx');
  await jingweiDone('template', 'key_sites', file, '--db', db);
  assert.equal((await jingwei('template', 'key_sites', file)).status, 2);
  await jingweiDone('template', 'key_sites', file, '--overwrite');
  const grids = await jingwei('template', 'grids', path.join(folder, 'grids.xlsx'));
  assert.equal(grids.status, 2);
  assert.match(grids.stderr, /outlines, which a sheet cannot hold/);
  assert.equal((await jingwei('template', 'people', path.join(folder, 'people.csv'))).status, 2);
});
