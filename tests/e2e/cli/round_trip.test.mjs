// What a bureau's file holds beside its columns, out and in again: courtyards, headings with marks, the keys of other systems.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { collection, corner, grids, middle } from '../support/boundaries.mjs';
import { binary, jingwei, jingweiDone, refusedImport, run, serve, temporaryFolder, write } from '../support/jingwei.mjs';

async function district(folder, name = 'own.sqlite') {
  const db = path.join(folder, name);
  await jingweiDone('init', db);
  await jingweiDone('import', db, 'grids', write(folder, 'grids.geojson', grids), '--level', 'grid');
  return db;
}

async function made(program, args) {
  const result = await run(program, args);
  assert.equal(result.status, 0, result.stdout + result.stderr);
}

/** A closed ring of a rectangle, in units of 1e-7 degrees from the corner. */
const rectangle = (x0, y0, x1, y1) =>
  [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]].map(([x, y]) => [+(corner.lon + x / 1e7).toFixed(7), +(corner.lat + y / 1e7).toFixed(7)]);
const building = (code, ...coordinates) => ({ type: 'Feature', properties: { code, name: '四合院' }, geometry: { type: 'Polygon', coordinates } });
const yard = rectangle(2000, 2000, 3000, 4000).reverse();
const other = rectangle(5000, 2000, 7000, 3000).reverse();

/** The outlines of all buildings as another program reads them. */
async function outlines(db, folder, name) {
  const file = path.join(folder, name);
  await jingweiDone('export', db, 'buildings', file, '--overwrite');
  const { features } = JSON.parse(readFileSync(file, 'utf8'));
  features.sort((a, b) => (a.properties.code < b.properties.code ? -1 : 1));
  return features.map(({ geometry }) => geometry.coordinates.flat(geometry.type === 'MultiPolygon' ? 1 : 0));
}

for (const [end, ...options] of [['geojson'], ['gpkg'], ['shp'], ['zip'], ['fgb'], ['csv'], ['kml'], ['gpkg', '--frame', 'gcj02'], ['geojson', '--frame', 'bd09']]) {
  test(`a building keeps its courtyards through .${end} ${options.join(' ')}, in this store and in another one`, async (t) => {
    const folder = temporaryFolder(t);
    const db = await district(folder);
    const shell = rectangle(1000, 1000, 9000, 5000);
    await jingweiDone('import', db, 'buildings', write(folder, 'b.geojson', collection([building('B1', shell, yard, other), building('B2', rectangle(20000, 0, 30000, 9000))])));
    const before = await outlines(db, folder, 'before.geojson');
    assert.deepEqual(before.map((rings) => rings.length), [3, 1]);
    assert.ok(before[0].slice(1).some((ring) => ring.some((p) => String(p) === String(yard[0]))));
    const file = path.join(folder, `out.${end}`);
    await jingweiDone('export', db, 'buildings', file, ...options);
    assert.match((await jingweiDone('import', db, 'buildings', file)).stdout, /0 added, 0 changed, 2 unchanged/);
    const second = await district(folder, 'second.sqlite');
    await jingweiDone('import', second, 'buildings', file);
    assert.deepEqual((await outlines(second, folder, 'after.geojson')).map((rings) => rings.length), [3, 1]);
    const less = write(folder, 'less.geojson', collection([building('B1', shell, yard)]));
    assert.match((await jingweiDone('import', db, 'buildings', less)).stdout, /outline: 4 vertices, 2 holes → 4 vertices, 1 hole|1 changed/);
    assert.deepEqual((await outlines(db, folder, 'less-out.geojson')).map((rings) => rings.length), [2, 1]);
    const astray = write(folder, 'astray.geojson', collection([building('B1', shell, rectangle(10000, 1000, 11000, 2000))]));
    await refusedImport(db, ['buildings', astray], 1, /B1: a hole of its outline lies outside it/);
    assert.match((await jingweiDone('check', db)).stdout, /clean/);
  });
}

/** A served store with a key that may write: answers calls with {status, etag, json}. */
async function office(t, db) {
  const added = await run(binary, ['user', 'add', db, 'office', '--scope', 'write'], { input: 'a long enough password\n' });
  assert.equal(added.status, 0, added.stderr);
  const key = (await jingweiDone('key', 'add', db, 'office', '--label', 'desk')).stdout.trim();
  const server = await serve(t, db, '--log', 'off');
  return async (method, target, body, headers = {}) => {
    const reply = await fetch(server.url + target, {
      method,
      headers: Object.fromEntries(Object.entries({ Authorization: `Bearer ${key}`, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers }).filter(([, value]) => value !== null)),
      body: body && typeof body !== 'string' ? JSON.stringify(body) : body,
    });
    const text = await reply.text();
    const isJson = /json/.test(reply.headers.get('content-type') ?? '');
    return { status: reply.status, etag: reply.headers.get('etag'), text, json: isJson && text ? JSON.parse(text) : null };
  };
}

test('a text that looks like an escape of workbooks comes back from one as it was', async (t) => {
  const folder = temporaryFolder(t);
  const db = await district(folder);
  const names = ['_x000D_', '_x0041_x0042_', '门_x4E2D_', 'a_b'];
  const point = (name, i) => ({ type: 'Feature', properties: { code: `N${i}`, name, kind: 'dome' }, geometry: { type: 'Point', coordinates: middle(0, 0) } });
  await jingweiDone('import', db, 'cameras', write(folder, 'n.geojson', collection(names.map(point))));
  const file = path.join(folder, 'n.xlsx');
  await jingweiDone('export', db, 'cameras', file);
  assert.match((await jingweiDone('import', db, 'cameras', file, '--frame', 'cgcs2000')).stdout, /0 added, 0 changed, 4 unchanged/);
});

test('one column that holds longitude and latitude is told to be split', async (t) => {
  const folder = temporaryFolder(t);
  const db = await district(folder);
  const csv = write(folder, 'c.csv', '编码,类型,坐标\nA,dome,"104.1,36.5"\n');
  await refusedImport(db, ['cameras', csv, '--frame', 'gcj02'], 2, /if '坐标' holds both.*split it into two columns/);
});

test('courtyards are shown and changed over HTTP, and holes that are none are refused', async (t) => {
  const folder = temporaryFolder(t);
  const db = await district(folder);
  const shell = rectangle(1000, 1000, 9000, 5000);
  await jingweiDone('import', db, 'buildings', write(folder, 'b.geojson', collection([building('B1', shell, yard)])));
  const call = await office(t, db);
  const shown = await call('GET', '/v1/buildings/B1');
  assert.equal(shown.json.footprint.coordinates.length, 2);
  const patch = (coordinates, etag = '*') => call('PATCH', '/v1/buildings/B1', { footprint: { type: 'Polygon', coordinates } }, { 'If-Match': etag });
  const same = await patch([shell, yard.slice().reverse()], shown.etag);
  assert.equal(same.status, 200, same.text);
  assert.equal(same.etag, shown.etag, 'turned round it is the same outline');
  const two = await patch([shell, yard, other], shown.etag);
  assert.equal(two.json.footprint.coordinates.length, 3);
  assert.equal((await call('GET', '/v1/buildings/B1?frame=gcj02')).json.footprint.coordinates.length, 3);
  for (const holes of [
    [rectangle(10000, 1000, 11000, 2000)], // beside it
    [rectangle(8000, 2000, 10000, 3000)], // across its side
    [rectangle(2000, 2000, 6000, 4000), rectangle(3000, 2500, 4000, 3000)], // one in the other
    [rectangle(2000, 2000, 6000, 4000), rectangle(5000, 3000, 8000, 4500)], // across each other
    [[yard[0], yard[1], yard[0]]], // no area
  ]) {
    const refused = await patch([shell, ...holes]);
    assert.equal(refused.status, 400, refused.text);
    assert.equal(refused.json.field, 'footprint');
  }
});

test('a heading with a star or a unit says the frame of a file with geometry too', async (t) => {
  const folder = temporaryFolder(t);
  const db = await district(folder);
  const [lon, lat] = middle(0, 0);
  const source = (heading) => write(folder, `${Buffer.from(heading).toString('hex')}.geojson`, {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: { '编 码*': 'C1', '类型*': 'dome', [heading]: 'GCJ-02' }, geometry: { type: 'Point', coordinates: [lon, lat] } }],
  });
  let shape = 0;
  /** As a GeoPackage or a Shapefile that names no coordinate system. */
  const bare = async (heading, end) => {
    const file = path.join(folder, `bare-${(shape += 1)}.${end}`);
    await made('ogr2ogr', [file, source(heading), '-a_srs', 'NONE', '-lco', 'ENCODING=UTF-8'].slice(0, end === 'shp' ? undefined : 4));
    return file;
  };
  for (const [heading, end] of [['坐标系*', 'gpkg'], ['坐标系（必填）', 'gpkg'], ['Ｆｒａｍｅ', 'gpkg'], ['坐标系*', 'shp'], ['frame', 'shp']]) {
    const file = await bare(heading, end);
    const done = await jingwei('import', db, 'cameras', file, '--dry-run');
    assert.equal(done.status, 0, `${heading} ${end}: ${done.stdout}${done.stderr}`);
    const doctor = await jingweiDone('import', db, '--doctor', file);
    assert.doesNotMatch(doctor.stdout, /jingwei import .* --frame/, `${heading} ${end}`);
  }
  await refusedImport(db, ['cameras', await bare('坐标', 'gpkg')], 1, /does not say its coordinate system: say/);
});

test('the keys that a system has for objects leave with --source and come back, and nothing else does', async (t) => {
  const folder = temporaryFolder(t);
  const db = await district(folder);
  const [lon, lat] = middle(0, 0);
  const rows = write(folder, 'c.csv', `设备编号,name,kind,lon,lat\nGA/T 1,东门,dome,${lon},${lat}\n-2,西门,dome,${lon},${lat}\n`);
  await jingweiDone('import', db, 'cameras', write(folder, 'own.csv', `code,name,kind,lon,lat\nOWN,岗亭,dome,${lon},${lat}\n`), '--frame', 'wgs84');
  assert.match((await jingwei('export', db, 'cameras', path.join(folder, 'none.csv'), '--source', '雪亮平台')).stderr, /no source has keys for cameras here/);
  await jingweiDone('import', db, 'cameras', rows, '--source', '雪亮平台', '--key', '设备编号', '--frame', 'wgs84');
  const keys = async (store) => {
    const { stdout } = await run('ogrinfo', ['-ro', '-q', store, '-sql', "SELECT external_id || ' ' || code AS k FROM external_ref ORDER BY 1"]);
    return stdout.match(/k \(String\) = .*/g);
  };
  for (const end of ['csv', 'xlsx', 'gpkg', 'geojson', 'shp', 'fgb', 'kml']) {
    const file = path.join(folder, `keys.${end}`);
    assert.match((await jingweiDone('export', db, 'cameras', file, '--source', '雪亮平台')).stdout, /2 rows/);
    const second = await district(folder, `${end}.sqlite`);
    const field = { shp: 'ext_id', kml: '外部编号' }[end] ?? 'external_id';
    await jingweiDone('import', second, 'cameras', file, '--source', '雪亮平台', '--key', field);
    assert.deepEqual(await keys(second), await keys(db), end);
    const month = await jingweiDone('import', second, 'cameras', rows, '--source', '雪亮平台', '--key', '设备编号', '--frame', 'wgs84');
    assert.match(month.stdout, /0 added, 0 changed, 2 unchanged/, end);
  }
  assert.match((await jingwei('export', db, 'cameras', path.join(folder, 'x.csv'), '--source', '交警')).stderr, /the source '交警' has no keys for cameras; those that have are 雪亮平台/);
  assert.match((await jingwei('export', db, 'grids', path.join(folder, 'x.csv'), '--source', '雪亮平台')).stderr, /grids have no keys of sources/);
  const call = await office(t, db);
  const sent = await call('GET', `/v1/export/cameras.csv?source=${encodeURIComponent('雪亮平台')}`);
  assert.match(sent.text, /external_id[^]*GA\/T 1/);
  assert.equal((await call('GET', '/v1/export/cameras.csv?source=')).json.code, 'empty_parameter');
});

test('a store is told by its files alone: the keys of all systems and the names of organisations come back too', async (t) => {
  const folder = temporaryFolder(t);
  const db = await district(folder);
  const [lon, lat] = middle(0, 0);
  const cameras = (heading, rows) => write(folder, 'c.csv', `${heading},code,kind,lon,lat\n${rows.map((row) => `${row},dome,${lon},${lat}\n`).join('')}`);
  const month = (heading, rows, source) => jingweiDone('import', db, 'cameras', cameras(heading, rows), '--source', source, '--key', heading, '--frame', 'wgs84');
  await month('设备编号', ['GA/T 1,C1', '-2,C2'], '雪亮平台');
  await month('编号', ['J1,C1', 'J3,C3'], '交警');
  await month('编号', ['J1,C1'], '交警');
  await jingweiDone('import', db, 'people', write(folder, 'p.csv', 'code,name,org\nP1,王示例,派出所\n'));
  await jingweiDone('import', db, 'organisations', write(folder, 'o.csv', '单位编码,单位名称,单位类型\n派出所,示例派出所,公安机关\n'));
  const kept = async (store) => {
    const sql = `SELECT source || '|' || kind || '|' || external_id || '|' || code || '|' || ifnull(vanished_at / 1000, '') AS k FROM external_ref
      UNION ALL SELECT code || '|' || name || '|' || kind FROM org ORDER BY 1`;
    return (await run('ogrinfo', ['-ro', '-q', store, '-sql', sql])).stdout.match(/k \(String\) = .*/g);
  };
  const before = await kept(db);
  assert.equal(before.length, 5);
  for (const end of ['csv', 'xlsx', 'gpkg', 'geojson']) {
    const second = await district(folder, `${end}.sqlite`);
    for (const layer of ['cameras', 'people', 'organisations', 'external_refs']) {
      const file = path.join(folder, `${layer}.${end}`);
      await jingweiDone('export', db, layer, file);
      await jingweiDone('import', second, layer, file);
      const again = (await jingweiDone('import', second, layer, file)).stdout;
      assert.match(again, /0 added, 0 changed/, `${layer}.${end}`);
    }
    assert.deepEqual(await kept(second), before, end);
  }
  const strange = write(folder, 's.csv', 'layer,code,source,external_id\ncameras,C2,交警,J1\n');
  await refusedImport(db, ['external_refs', strange], 1, /the key 'J1' of 交警 is 'C1' here, not 'C2'/);
  assert.match((await jingwei('export', db, 'external_refs', path.join(folder, 'x.kml'))).stderr, /external_refs have no place/);
  const call = await office(t, db);
  const sent = await call('GET', `/v1/export/external_refs.csv?source=${encodeURIComponent('交警')}`);
  assert.equal(sent.status, 200, sent.text);
  assert.match(sent.text, /^\uFEFF?layer,code,source,external_id,vanished_at\r\n"cameras","C1",交警,"J1",\r\n"cameras","C3",交警,"J3",\d{4}-/);
  assert.equal((await call('GET', '/v1/export/external_refs.csv', null, { Authorization: null })).json.code, 'keys_need_a_key');
  assert.match((await call('GET', '/v1/export/organisations.csv')).text, /"派出所",示例派出所,"police"/);
});

test('how the files of a source are read is kept, shown, changed and forgotten over HTTP', async (t) => {
  const folder = temporaryFolder(t);
  const db = await district(folder);
  const call = await office(t, db);
  const target = `/v1/mappings/${encodeURIComponent('雪亮/平台')}/cameras`;
  const mapping = { $key: '设备编号', $frame: 'wgs84', name: '设备名称', lon: '经度', lat: '纬度', kind: { field: '类型', codes: { 快球: 'ptz_dome' } } };
  assert.deepEqual((await call('GET', '/v1/mappings')).json, { items: [], next: null });
  assert.equal((await call('GET', target)).status, 404);
  assert.equal((await call('PUT', target, mapping, { 'If-Match': '*' })).status, 412);
  const made = await call('PUT', target, mapping);
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(made.json, mapping);
  const again = await call('PUT', target, mapping);
  assert.equal(again.status, 200, 'the same once more changes nothing');
  assert.equal(again.etag, made.etag);
  assert.equal((await call('GET', target, null, { 'If-None-Match': made.etag })).status, 304);
  assert.equal((await call('PUT', target, { ...mapping, owner: '单位' })).status, 428);
  assert.equal((await call('PUT', target, { ...mapping, owner: '单位' }, { 'If-Match': '"old"' })).status, 412);
  const changed = await call('PUT', target, { ...mapping, owner: '单位' }, { 'If-Match': made.etag });
  assert.equal(changed.json.owner, '单位');
  for (const [body, said] of [
    [{ ...mapping, colour: '色' }, /body line 1, column .*no column 'colour'/],
    [{ ...mapping, $frame: 'mars' }, /no frame 'mars'/],
    [{ name: '名称' }, /"\$key": "FIELD"/],
    [{ ...mapping, kind: { field: '类型', codes: { 快球: 'telescope' } } }, /kind has no code 'telescope'/],
    ['{"name"', /no JSON/],
  ]) {
    const refused = await call('PUT', target, body, { 'If-Match': '*' });
    assert.equal(refused.status, 400, refused.text);
    assert.equal(refused.json.code, 'bad_mapping');
    assert.match(refused.json.detail, said);
  }
  assert.equal((await call('PUT', '/v1/mappings/x/planets', mapping)).json.code, 'unknown_layer');
  const listed = (await call('GET', '/v1/mappings?layer=cameras')).json.items;
  assert.deepEqual(listed.map(({ source, layer, key }) => [source, layer, key]), [['雪亮/平台', 'cameras', '设备编号']]);
  assert.deepEqual(listed[0].mapping, changed.json);
  await call('PUT', '/v1/mappings/a/people', { $key: 'id', name: '姓名' });
  const page = (await call('GET', '/v1/mappings?limit=1')).json;
  assert.equal(page.items[0].source, 'a');
  assert.equal((await call('GET', `/v1/mappings?limit=1&cursor=${page.next}`)).json.items[0].source, '雪亮/平台');

  const [lon, lat] = middle(0, 0);
  const month = `设备编号,设备名称,类型,经度,纬度,单位\nK1,东门,快球,${lon},${lat},派出所\n`;
  const upload = await call('POST', `/v1/imports?layer=cameras&filename=6.csv&dry_run=false&source=${encodeURIComponent('雪亮/平台')}`, month, { 'Content-Type': 'application/octet-stream' });
  assert.equal(upload.status, 202, upload.text);
  for (let state = ''; state !== 'accepted'; ) {
    const { json } = await call('GET', `/v1/imports/${upload.json.id}`);
    assert.ok(['queued', 'running', 'accepted'].includes(json.state), JSON.stringify(json));
    state = json.state;
  }
  assert.equal((await call('GET', '/v1/cameras/K1')).json.kind, 'ptz_dome');

  assert.equal((await call('DELETE', target)).status, 428);
  assert.equal((await call('DELETE', target, null, { 'If-Match': made.etag })).status, 412);
  assert.equal((await call('DELETE', target, null, { 'If-Match': changed.etag })).status, 204);
  assert.equal((await call('DELETE', target, null, { 'If-Match': '*' })).status, 404);
  const copy = path.join(folder, 'copy.sqlite');
  await jingweiDone('backup', db, copy);
  const { stdout } = await run('ogrinfo', ['-ro', '-q', copy, '-sql', "SELECT kind || ' ' || code || ' ' || actor AS j FROM journal WHERE kind LIKE 'mapping%' ORDER BY number"]);
  assert.deepEqual(stdout.match(/(?<=j \(String\) = ).*/g), ['mapping.upsert 雪亮/平台 office/desk', 'mapping.upsert 雪亮/平台 office/desk', 'mapping.upsert a office/desk', 'mapping.remove 雪亮/平台 office/desk']);
});

test('a change of a mapping that carries an Idempotency-Key counts once, however the source is typed', async (t) => {
  const folder = temporaryFolder(t);
  const db = await district(folder);
  const call = await office(t, db);
  const target = (source) => `/v1/mappings/${encodeURIComponent(source)}/cameras`;
  const mapping = { $key: 'id', name: '名称' };
  const once = (key, more = {}) => ({ 'Idempotency-Key': key, ...more });
  const made = await call('PUT', target('甲A'), mapping, once('k1'));
  assert.equal(made.status, 201, made.text);
  for (const source of ['甲Ａ', ' 甲A ', '\u3000甲Ａ']) assert.equal((await call('GET', target(source))).etag, made.etag, source);
  const changed = await call('PUT', target('甲Ａ'), { ...mapping, owner: '单位' }, once('k2', { 'If-Match': made.etag }));
  assert.equal(changed.status, 200, changed.text);
  const repeated = await call('PUT', target('甲A'), mapping, once('k1'));
  assert.deepEqual([repeated.status, repeated.etag], [201, made.etag], 'the first answer, and no way back');
  assert.equal((await call('GET', target('甲A'))).etag, changed.etag);
  for (const [source, body] of [['甲A', { ...mapping, owner: '所' }], ['乙', mapping]]) {
    const reused = await call('PUT', target(source), body, once('k1', { 'If-Match': '*' }));
    assert.deepEqual([reused.status, reused.json.code], [422, 'idempotency_key_reused']);
  }
  for (let i = 0; i < 2; i += 1) assert.equal((await call('DELETE', target('甲A'), null, once('k3', { 'If-Match': changed.etag }))).status, 204);
  assert.equal((await call('DELETE', target('甲A'), null, once('k4', { 'If-Match': '*' }))).status, 404);
  assert.equal((await call('PUT', target('甲A'), mapping, once('a b'))).json.code, 'bad_idempotency_key');
});

test('a parameter that names something is never empty', async (t) => {
  const folder = temporaryFolder(t);
  const db = await district(folder);
  const call = await office(t, db);
  const upload = '/v1/imports?layer=cameras&filename=c.csv&frame=wgs84';
  for (const name of ['source', 'key', 'kind', 'theme', 'level', 'encoding', 'crs', 'source_layer', 'within', 'handover', 'priority', 'replace_within', 'control_points', 'datum_parameters']) {
    for (const value of ['', '%20']) {
      const refused = await call('POST', `${upload}&${name}=${value}`, 'code\n', { 'Content-Type': 'application/octet-stream' });
      assert.equal(refused.status, 400, `${name}: ${refused.text}`);
      assert.deepEqual([refused.json.code, refused.json.field], ['empty_parameter', name]);
      assert.match(refused.json.detail, /is empty; give it a value, or leave it out/);
    }
  }
  for (const target of ['/v1/export/grids.csv?level=', '/v1/export/grids.csv?within=', '/v1/people?org=', '/v1/assignments?person=', '/v1/assignments?role=', '/v1/mappings?source=',
    `/v1/nearby?lon=${middle(0, 0)[0]}&lat=${middle(0, 0)[1]}&layers=key_sites&kind=`]) {
    assert.equal((await call('GET', target)).json.code, 'empty_parameter', target);
  }
  for (const target of ['/v1/export/grids.csv?edition=', '/v1/grids?level=', '/v1/grids?parent=', '/v1/cameras?grid=', '/v1/vacancies?theme=', '/v1/locate?lon=104.1&lat=36.5&themes=', '/v1/export/grids.csv?at=']) {
    const refused = await call('GET', target);
    assert.ok([400, 404].includes(refused.status), `${target}: ${refused.status}`);
  }
});
