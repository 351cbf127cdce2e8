// Uploads over HTTP: what is hostile kills the reader at most, while places keep being answered, word for word.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { grids, middle, townships, communities } from '../support/boundaries.mjs';
import { binary, fingerprint, jingweiDone, run, serve, temporaryFolder, until, write } from '../support/jingwei.mjs';

/** A served store with grids and a key that may write. */
async function office(t) {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'own.sqlite');
  await jingweiDone('init', db);
  for (const [level, content] of Object.entries({ township: townships, community: communities, grid: grids })) {
    await jingweiDone('import', db, 'grids', write(folder, `${level}.geojson`, content), '--level', level, '--code', 'code', '--name', 'name');
  }
  const added = await run(binary, ['user', 'add', db, 'desk', '--scope', 'write'], { input: 'a long enough password\n' });
  assert.equal(added.status, 0, added.stderr);
  const key = (await jingweiDone('key', 'add', db, 'desk')).stdout.trim();
  const before = await fingerprint(db);
  const server = await serve(t, db, '--log', 'off');
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/octet-stream' };
  const ask = (method, target, body) => fetch(server.url + target, { method, headers, body });
  const settled = (id) =>
    until(async () => {
      const shown = await (await ask('GET', `/v1/imports/${id}`)).json();
      return !['queued', 'running'].includes(shown.state) && shown;
    }, `the import ${id}`);
  const upload = async (query, body) => {
    const taken = await ask('POST', `/v1/imports?${query}`, body);
    const shown = await taken.json();
    assert.equal(taken.status, 202, JSON.stringify(shown));
    return settled(shown.id);
  };
  const [lon, lat] = middle(1, 1);
  const place = async () => {
    const answer = await (await fetch(`${server.url}/v1/locate?lon=${lon}&lat=${lat}&at=2099-01-01`)).text();
    return answer;
  };
  return { folder, db, before, server, ask, settled, upload, place };
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc32 = (bytes) => ~bytes.reduce((crc, byte) => crcTable[(crc ^ byte) & 255] ^ (crc >>> 8), ~0) >>> 0;

/** A zip of one deflated entry. */
function zip(name, bytes) {
  const packed = deflateRawSync(bytes);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, Buffer.alloc(8), Buffer.from([0, 0, 0xa4, 0x81]), Buffer.alloc(4), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

test('a file is uploaded, shown, accepted and answers at once', async (t) => {
  const { ask, settled, upload, server } = await office(t);
  const [lon, lat] = middle(0, 0);
  const ready = await upload('layer=cameras&kind=dome&frame=cgcs2000&filename=cameras.csv', `code,name,lon,lat\nC1,东门,${lon},${lat}\n`);
  assert.equal(ready.state, 'ready');
  assert.equal(ready.report.added, 1);
  const accepted = await ask('POST', `/v1/imports/${ready.id}/accept`);
  assert.equal(accepted.status, 202);
  assert.equal(accepted.headers.get('location'), `/v1/imports/${ready.id}`);
  const done = await settled(ready.id);
  assert.equal(done.state, 'accepted');
  assert.equal(done.report.written, true);
  const info = await (await ask('GET', '/v1/info')).json();
  assert.equal(info.layers.find(({ layer }) => layer === 'cameras').count, 1);
  assert.ok(server.output.stderr === '' || !/unexpected/.test(server.output.stderr));
});

test('hostile uploads are refused one by one, while every place keeps its answer', async (t) => {
  const { db, before, upload, place, server } = await office(t);
  const vrt = '<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>';
  const garbage = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255));
  const whole = zip('cameras.csv', Buffer.from('code,name,lon,lat\nC1,x,104.1,36.5\n'));
  const files = [
    ['bomb.zip', zip('cameras.csv', Buffer.alloc(64 << 20))],
    ['nested.zip', zip('inner.zip', whole)],
    ['folder.zip', zip('../cameras.csv', Buffer.from('code,name\nC1,x\n'))],
    ['truncated.zip', whole.subarray(0, whole.length >> 1)],
    ['url.json', '{"type":"FeatureCollection","features":[],"url":"http://127.0.0.1:1/"}'],
    ['pointer.geojson', '/vsicurl/http://127.0.0.1:1/a.geojson'],
    ['deep.geojson', `{"type":"FeatureCollection","features":[${'['.repeat(100_000)}`],
    ['wide.csv', `code,${Array.from({ length: 20_000 }, (_, i) => `c${i}`).join(',')}\nC1\n`],
    ['sqlite.gpkg', Buffer.concat([Buffer.from('SQLite format 3\0'), garbage])],
    ...['csv', 'dxf', 'fgb', 'geojson', 'gpkg', 'json', 'kml', 'kmz', 'xlsx', 'zip'].flatMap((end) => [
      [`garbage.${end}`, garbage],
      [`vrt.${end}`, vrt],
      [`empty.${end}`, '\0'],
    ]),
  ];
  const expected = await place();
  assert.match(expected, /990101001001/);
  let over = false;
  const answers = (async () => {
    let asked = 0;
    for (; !over; asked++) assert.equal(await place(), expected);
    return asked;
  })();
  for (const [name, body] of files) {
    const shown = await upload(`layer=cameras&kind=dome&frame=cgcs2000&dry_run=false&filename=${encodeURIComponent(name)}`, body);
    assert.ok(['refused', 'failed'].includes(shown.state), `${name}: ${JSON.stringify(shown)}`);
    assert.ok(shown.error?.detail || shown.report?.problems.length, `${name} says why`);
  }
  over = true;
  assert.ok((await answers) >= files.length, 'places were asked all along');
  assert.equal(server.child.exitCode, null);
  server.child.kill('SIGTERM');
  assert.equal((await server.done).status, 0);
  assert.equal(await fingerprint(db), before, 'the store must be unchanged');
  assert.ok(!existsSync(`${db}.uploads`), 'no upload is left behind');
});

test('uploads of a server that was killed are gone when the next one starts', async (t) => {
  const { db, upload, server } = await office(t);
  const ready = await upload('layer=people&filename=people.csv', 'code,name\nP1,王一\n');
  assert.equal(ready.state, 'ready');
  assert.ok(existsSync(path.join(`${db}.uploads`, ready.id, 'people.csv')));
  server.child.kill('SIGKILL');
  await server.done;
  const next = await serve(t, db, '--log', 'off');
  assert.ok(next.url);
  assert.ok(!existsSync(`${db}.uploads`));
});
