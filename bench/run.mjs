// Runs every benchmark and prints one table; the same as JSON, with machine and commit, into bench/results/.
// Called by scripts/bench, which builds, and makes the samples.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, existsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { barOn, barSummary, shownBar } from './bars.mjs';
import { cleanFilter, cleanRows } from './coverage/clean_rows.mjs';
import { servedTileRows } from './http/tile_rows.mjs';
import { postgisInstalled, startPostgis } from './peers/postgis.mjs';
import { planRows } from './plans/rows.mjs';
import { packRows, styledRows } from './tiles/rows.mjs';

const [buildFolder, dataFolder, ...only] = process.argv.slice(2);
const binary = path.join(buildFolder, 'server/jingwei');
const sizes = ['town', 'district', 'city'].filter((size) => existsSync(path.join(dataFolder, `${size}.sqlite`)));
const seconds = Number(process.env.JINGWEI_BENCH_SECONDS ?? 10);
const connections = 64;
const rows = [];
const clockTicks = Number(output('getconf', ['CLK_TCK']));

function output(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}\n${done.stdout ?? ''}${done.stderr ?? done.error}`);
  return done.stdout;
}

function row(name, value, unit, note = '') {
  const bar = barOn(name, value);
  rows.push({ name, value, unit, note, ...(bar && { bar }) });
  const shown = value >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3));
  console.log(`| ${name} | ${shown} | ${unit} | ${shownBar(bar)} | ${note} |`);
}

/** CPU seconds that a process has used, all its threads, and its children, which are there as long as it is. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return (Number(fields[11]) + Number(fields[12])) / clockTicks + children.reduce((sum, child) => sum + cpuSeconds(child), 0);
}
const residentBytes = (pid) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

/** Starts a server and waits for the address that it prints. */
async function started(program, args) {
  const begun = process.hrtime.bigint();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const url = await new Promise((resolve, reject) => {
    const look = (text) => {
      if (said.length < 100_000) said += text;
      const found = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (status) => reject(new Error(`${program} ended with ${status}\n${said}`)));
  });
  const ready = Number(process.hrtime.bigint() - begun) / 1e6;
  const stop = () => new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.on('exit', resolve);
    child.kill('SIGTERM');
  });
  return { pid: child.pid, url, ready, stop };
}
const serve = (size, ...options) =>
  started(binary, ['serve', '--db', path.join(dataFolder, `${size}.sqlite`), '--listen', '127.0.0.1:0', '--demo', ...options]);

/** wrk against a server: requests a second, p99, and the server's CPU a request. */
function wrk(server, script, args) {
  const load = (time) => output('wrk', ['-t', '1', '-c', connections, '-d', `${time}s`, '--latency', '-s', script, server.url, '--', ...args].map(String));
  load(1);
  const before = cpuSeconds(server.pid);
  const said = load(seconds);
  const used = cpuSeconds(server.pid) - before;
  const requests = Number(/(\d+) requests in/.exec(said)[1]);
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(said);
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(said)?.[1] ?? 0);
  if (bad > 0) throw new Error(`${bad} of ${requests} answers were errors\n${said}`);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(said)[1]),
    cpuMicroseconds: (used / requests) * 1e6,
    p99: Number(p99) * { us: 0.001, ms: 1, s: 1000 }[unit],
  };
}

function report(name, result, note = '') {
  row(`${name}: requests a second`, result.perSecond, '1/s', note);
  row(`${name}: server CPU a request`, result.cpuMicroseconds, 'µs');
  row(`${name}: p99`, result.p99, 'ms', `wrk on the same cores, ${connections} connections`);
}

const bounds = async (url) => (await (await fetch(`${url}/tiles/grids.json`)).json()).bounds;

async function httpRows() {
  const locate = path.resolve('bench/http/locate.lua');
  const bare = await started(path.join(buildFolder, 'bench/bare-beast'), []);
  const peer = wrk(bare, locate, [104, 36, 105, 37]);
  await bare.stop();
  report('bare Beast, 1 kB', peer, 'the peer');
  for (const [logged, options] of [['access log to a file', ['--log', path.join(dataFolder, 'access.log')]], ['no access log', ['--log', 'off']]]) {
    const server = await serve('district', ...options);
    const result = wrk(server, locate, await bounds(server.url));
    await server.stop();
    report(`GET /v1/locate, district, ${logged}`, result, 'uniform over the box, keep-alive');
    row(`GET /v1/locate, district, ${logged}: CPU beside bare Beast`, result.cpuMicroseconds / peer.cpuMicroseconds, '×');
  }
  rmSync(path.join(dataFolder, 'access.log'), { force: true });
}

async function batchRows() {
  const server = await serve('district', '--log', 'off');
  const [minLon, minLat, maxLon, maxLat] = await bounds(server.url);
  const lines = ['lon,lat'];
  for (let i = 0; i < 100_000; i++) {
    const [u, v] = [(i * 0.754877666) % 1, (i * 0.569840291) % 1]; // a low-discrepancy walk over the box
    lines.push(`${(minLon + u * (maxLon - minLon)).toFixed(7)},${(minLat + v * (maxLat - minLat)).toFixed(7)}`);
  }
  const body = lines.join('\n') + '\n';
  const ask = async () => (await fetch(`${server.url}/v1/locate`, { method: 'POST', headers: { 'Content-Type': 'text/csv' }, body })).text();
  await ask();
  const cpu = cpuSeconds(server.pid);
  for (let i = 0; i < 10; i++) await ask();
  row('POST /v1/locate, 100,000 points in CSV, district', 1e6 / (cpuSeconds(server.pid) - cpu), 'points/s of one core');
  await server.stop();
}

/** Every tile of zooms 10 to 16 over the box, at most `most` a zoom, spread evenly. */
function tilePaths([minLon, minLat, maxLon, maxLat], layers, most) {
  const column = (lon, z) => Math.floor(((lon + 180) / 360) * 2 ** z);
  const line = (lat, z) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
  const paths = [];
  for (let z = 10; z <= 16; z++) {
    const all = [];
    for (let x = column(minLon, z); x <= column(maxLon, z); x++) {
      for (let y = line(maxLat, z); y <= line(minLat, z); y++) all.push(`/tiles/${layers}/${z}/${x}/${y}.mvt`);
    }
    const step = Math.max(1, all.length / most);
    for (let i = 0; i < all.length; i += step) paths.push({ z, path: all[Math.floor(i)] });
  }
  return paths;
}

async function tileRows() {
  const layers = 'grids,grid_edges,grid_labels,cameras,key_sites,rental_houses';
  for (const size of sizes) {
    const server = await serve(size, '--log', 'off');
    const paths = tilePaths(await bounds(server.url), layers, 100);
    const times = [];
    let largest = 0;
    const cpu = cpuSeconds(server.pid);
    for (const { z, path: tile } of paths) {
      const begun = process.hrtime.bigint();
      const reply = await fetch(server.url + tile, { headers: { 'Accept-Encoding': 'gzip' } });
      const bytes = (await reply.arrayBuffer()).byteLength;
      if (!reply.ok) throw new Error(`${tile}: ${reply.status}`);
      largest = Math.max(largest, bytes);
      times.push({ z, ms: Number(process.hrtime.bigint() - begun) / 1e6 });
    }
    const sorted = times.map(({ ms }) => ms).sort((a, b) => a - b);
    const mix = `${paths.length} tiles of z10–z16, six layers, gzip, none twice`;
    row(`cold tile, ${size}: mean`, sorted.reduce((a, b) => a + b) / sorted.length, 'ms', mix);
    row(`cold tile, ${size}: p99`, sorted[Math.floor(sorted.length * 0.99)], 'ms', 'over HTTP, one after another');
    row(`cold tile, ${size}: server CPU`, ((cpuSeconds(server.pid) - cpu) / paths.length) * 1000, 'ms');
    row(`largest tile, ${size}, unpacked`, largest / 1024, 'KB');
    await server.stop();
  }
}

async function openRows() {
  for (const size of sizes) {
    const server = await serve(size, '--log', 'off');
    row(`serve, ${size}: start to ready`, server.ready, 'ms');
    row(`serve, ${size}: resident memory`, residentBytes(server.pid) / 2 ** 20, 'MiB');
    await server.stop();
  }
}

function importRows() {
  const data = path.join(process.env.JINGWEI_TEST_DATA ?? '../shared/data', 'leeds');
  if (!existsSync(data)) return console.log(`skipped: the import of Leeds, because ${data} is absent`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const db = path.join(folder, 'leeds.sqlite');
  output(binary, ['init', db]);
  let total = 0;
  for (const [file, level, code] of [['msoa', 'township', 'MSOA11CD'], ['lsoa', 'community', 'LSOA11CD'], ['oa', 'grid', 'OA11CD']]) {
    const begun = process.hrtime.bigint();
    output(binary, ['import', db, 'grids', path.join(data, `${file}.geojson`), '--level', level, '--code', code]);
    const took = Number(process.hrtime.bigint() - begun) / 1e9;
    total += took;
    row(`import Leeds ${file} as ${level}`, took, 's');
  }
  row('import Leeds, three levels', total, 's', '107 + 482 + 2,543 units');
  rmSync(folder, { recursive: true });
}

/** Seconds that a program takes; throws when it fails. */
function secondsOf(program, args) {
  const begun = process.hrtime.bigint();
  output(program, args);
  return Number(process.hrtime.bigint() - begun) / 1e9;
}

const installed = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Points spread over the box of the city's grids, row by row, as the fields of a file. */
function* spread(count, [minLon, minLat, maxLon, maxLat], fields) {
  for (let i = 0; i < count; i++) {
    const [u, v] = [(i * 0.754877666) % 1, (i * 0.569840291) % 1]; // a low-discrepancy walk over the box
    yield fields(i, (minLon + u * (maxLon - minLon)).toFixed(7), (minLat + v * (maxLat - minLat)).toFixed(7)).join(',');
  }
}

/** The files that are imported: 60,000 cameras and 300,000 rental houses, fictional, in the city's box. */
function pointFiles(folder, box) {
  const kinds = ['dome', 'fixed_bullet', 'half_dome'];
  const cameras = path.join(folder, 'cameras.csv');
  writeFileSync(cameras, ['code,name,kind,lon,lat,azimuth_deg,online', ...spread(60_000, box, (i, lon, lat) =>
    [`99C${String(i).padStart(7, '0')}`, `虚构路口${i}`, kinds[i % 2], lon, lat, (i * 37) % 360, i % 20 ? 1 : 0])].join('\n') + '\n');
  const houses = path.join(folder, 'houses.csv');
  writeFileSync(houses, ['code,address,lon,lat,rental_use,tenant_count', ...spread(300_000, box, (i, lon, lat) =>
    [`99R${String(i).padStart(7, '0')}`, `虚构路${i % 900}号${i}室`, lon, lat, ['02', '01', '03'][i % 3], i % 6])].join('\n') + '\n');
  const files = { 'cameras.csv': cameras };
  if (!installed('ogr2ogr')) {
    console.log('skipped: GeoPackage and XLSX, and the peer, because ogr2ogr is absent (scripts/bench --peers installs it)');
    return files;
  }
  const table = ['-oo', 'AUTODETECT_TYPE=NO'];
  files['cameras.xlsx'] = path.join(folder, 'cameras.xlsx');
  output('ogr2ogr', ['-f', 'XLSX', files['cameras.xlsx'], cameras, ...table]);
  files['houses.gpkg'] = path.join(folder, 'houses.gpkg');
  output('ogr2ogr', ['-f', 'GPKG', files['houses.gpkg'], houses, '-a_srs', 'EPSG:4490', '-oo', 'X_POSSIBLE_NAMES=lon', '-oo', 'Y_POSSIBLE_NAMES=lat', ...table]);
  return files;
}

/** Our import, durable, indexed and in the World, beside ogr2ogr of the same file into a SpatiaLite file, in the same run. */
async function pointImportRows() {
  const server = await serve(sizes.at(-1), '--log', 'off');
  const box = await bounds(server.url);
  await server.stop();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const files = pointFiles(folder, box);
  const jobs = [
    ['cameras.csv', 'cameras', 60_000, ['--frame', 'cgcs2000']],
    ['cameras.xlsx', 'cameras', 60_000, ['--frame', 'cgcs2000']],
    ['houses.gpkg', 'rental_houses', 300_000, []],
  ];
  for (const [name, layer, count, options] of jobs) {
    if (!files[name]) continue;
    const db = path.join(folder, `${name}.sqlite`);
    output(binary, ['init', db]);
    const begun = process.hrtime.bigint();
    const done = spawnSync(binary, ['import', db, layer, files[name], ...options], { encoding: 'utf8' });
    const took = Number(process.hrtime.bigint() - begun) / 1e9;
    if (/no known kind/.test(done.stderr)) {
      console.log(`skipped: ${name}, because this build does not read its kind`);
      continue;
    }
    if (done.status !== 0) throw new Error(`import ${name} ended with ${done.status}\n${done.stdout}${done.stderr}`);
    row(`import ${name}, ${count.toLocaleString('en')} rows`, took, 's', 'durable, indexed, in the World');
    if (installed('ogr2ogr')) {
      const peer = secondsOf('ogr2ogr', ['-f', 'SQLite', '-dsco', 'SPATIALITE=YES', path.join(folder, `peer-${name}.sqlite`), files[name],
        ...(name.endsWith('.csv') ? ['-oo', 'X_POSSIBLE_NAMES=lon', '-oo', 'Y_POSSIBLE_NAMES=lat', '-a_srs', 'EPSG:4490'] : [])]);
      row(`ogr2ogr ${name} into a SpatiaLite file`, peer, 's', 'the peer: no checks, no history');
      row(`import ${name} beside ogr2ogr`, took / peer, '×');
    }
  }
  rmSync(folder, { recursive: true });
}

/** A camera moved over HTTP until tile and place show it, one after another. */
async function changeRows() {
  const spec = readFileSync('server/api/openapi.yaml', 'utf8');
  if (!/^  \/v1\/cameras\/\{code\}:[\s\S]*?^    patch:/m.test(spec)) {
    return console.log('skipped: a camera changed over HTTP, because this build has no PATCH /v1/cameras/{code}');
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const db = path.join(folder, 'district.sqlite');
  output(binary, ['backup', path.join(dataFolder, 'district.sqlite'), db]);
  output(binary, ['user', 'add', db, 'bench', '--scope', 'write', '--password', 'a long enough password']);
  const key = output(binary, ['key', 'add', db, 'bench']).trim();
  const server = await started(binary, ['serve', '--db', db, '--listen', '127.0.0.1:0', '--log', 'off']);
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const ask = async (method, target, body, more) => {
    const reply = await fetch(server.url + target, { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${method} ${target}: ${reply.status} ${await reply.text()}`);
    return reply;
  };
  const camera = (await (await ask('GET', '/v1/cameras?limit=1')).json()).items[0];
  const [tile] = tilePaths([camera.lon, camera.lat, camera.lon, camera.lat], 'cameras', 1).filter(({ z }) => z === 16);
  const times = [];
  for (let i = 0; i < 50; i++) {
    const etag = (await ask('GET', `/v1/cameras/${camera.code}`)).headers.get('etag');
    const old = (await ask('GET', tile.path)).headers.get('etag');
    const begun = process.hrtime.bigint();
    await ask('PATCH', `/v1/cameras/${camera.code}`, { name: `虚构路口 ${i}`, online: i % 2 === 0 }, { 'If-Match': etag, 'Idempotency-Key': `bench-${i}` });
    const fresh = await ask('GET', tile.path);
    if (fresh.headers.get('etag') === old) throw new Error('the tile is the old one');
    await ask('GET', `/v1/locate?lon=${camera.lon}&lat=${camera.lat}`);
    times.push(Number(process.hrtime.bigint() - begun) / 1e6);
  }
  times.sort((a, b) => a - b);
  row('a camera changed over HTTP, then its tile and place: median', times[25], 'ms', 'three requests one after another');
  row('a camera changed over HTTP, then its tile and place: p90', times[45], 'ms');
  await server.stop();
  rmSync(folder, { recursive: true });
}

/** A zip archive of one member that unpacks to far more than it weighs. */
function zipBomb(megabytes) {
  const name = Buffer.from('bomb.csv');
  const packed = deflateRawSync(Buffer.alloc(megabytes * 2 ** 20, 0x30));
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(packed.length, 4);
  sizes.writeUInt32LE(megabytes * 2 ** 20, 8);
  const local = Buffer.concat([Buffer.from('504b03041400000008000000210000000000', 'hex').subarray(0, 14), sizes, Buffer.from([name.length, 0, 0, 0]), name]);
  const central = Buffer.concat([Buffer.from('504b010214001400000008000000210000000000', 'hex').subarray(0, 16), sizes, Buffer.from([name.length, 0]), Buffer.alloc(16), name]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, central, end]);
}

/** What a hostile or merely large upload looks like; the numbers of what became of them are told. */
function hostileFiles(box) {
  const many = ['code,name,kind,lon,lat', ...spread(60_000, box, (i, lon, lat) => [`99H${i}`, `虚构${i}`, 'dome', lon, lat])].join('\n');
  return [
    ['a bomb', 'bomb.zip', zipBomb(256)],
    ['a million columns', 'wide.csv', Buffer.from(`${'a,'.repeat(1_000_000)}a\n${'1,'.repeat(1_000_000)}1\n`)],
    ['a deep GeoJSON', 'deep.geojson', Buffer.from('['.repeat(2_000_000))],
    ['entities in a KML', 'x.kml', Buffer.from('<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaaaaaaaa">]><kml>&a;</kml>')],
    ['60,000 cameras', 'many.csv', Buffer.from(many)],
  ];
}

/** Runs a program in the scheduler's idle class. Not in a session of its own: there it would be as busy as anybody else, since
 * Linux shares the processor between sessions first (sched_autogroup). */
const idly = (program, args, options) => {
  const child = spawn('chrt', ['--idle', '0', program, ...args], options);
  return { child, ended: new Promise((resolve) => child.on('exit', resolve)) };
};

/** Fills both cores until it is stopped: what any other work there would do to the tail. */
function spinning() {
  const loops = [1, 2].map(() => idly('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }));
  return { stop: () => Promise.all(loops.map(({ child, ended }) => (child.kill('SIGKILL'), ended))) };
}

/** Uploads until it is told to end; then says what became of the files. */
function uploading(url, authorization, files) {
  // whoever uploads has a machine of their own: here they take what the others leave
  const { child, ended } = idly(process.execPath, ['bench/http/upload.mjs', url, authorization, JSON.stringify(files)], { stdio: ['pipe', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (text) => (told += text));
  return { end: async () => (child.stdin.end(), await ended, told.trim()) };
}

/** The tail of locate while nothing else happens, while idle-class work fills the cores, and while hostile files are uploaded one after another. */
async function uploadRows() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const db = path.join(folder, 'district.sqlite');
  output(binary, ['backup', path.join(dataFolder, 'district.sqlite'), db]);
  output(binary, ['user', 'add', db, 'bench', '--scope', 'write', '--password', 'a long enough password']);
  const authorization = `Bearer ${output(binary, ['key', 'add', db, 'bench']).trim()}`;
  const server = await started(binary, ['serve', '--db', db, '--listen', '127.0.0.1:0', '--log', 'off']);
  const box = await bounds(server.url);
  const files = hostileFiles(box).map(([what, filename, body]) => {
    writeFileSync(path.join(folder, filename), body);
    return [what, path.join(folder, filename)];
  });
  const tails = { nobody: [], spinner: [], uploads: [] };
  let told = '';
  for (let round = 0; round < 5; round++) {
    tails.nobody.push(await pacedTail(server, box));
    const loops = spinning();
    tails.spinner.push(await pacedTail(server, box));
    await loops.stop();
    const uploader = uploading(server.url, authorization, files);
    tails.uploads.push(await pacedTail(server, box));
    told = await uploader.end();
  }
  const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
  const load = '64 connections that pause 32 ms on average, about 2,000 a second; median of 5 rounds';
  row('GET /v1/locate, nobody uploads: p99', median(tails.nobody), 'ms', load);
  row('GET /v1/locate, empty loops on both cores, idle class: p99', median(tails.spinner), 'ms', 'what work beside it costs whatever it is');
  row('GET /v1/locate, hostile uploads: p99', median(tails.uploads), 'ms', told);
  row('GET /v1/locate, hostile uploads: p99 beside the quiet one', median(tails.uploads) / median(tails.nobody), '×');
  row('GET /v1/locate, hostile uploads: p99 beside empty loops', median(tails.uploads) / median(tails.spinner), '×');
  await server.stop();
  rmSync(folder, { recursive: true });
}

/** The 99th percentile in ms of `GET /v1/locate` at a load that leaves the machine room; this program goes on meanwhile. */
const pacedTail = (server, box) =>
  new Promise((resolve, reject) => {
    const args = ['-t', '1', '-c', '64', '-d', `${seconds}s`, '--latency', '-s', path.resolve('bench/http/locate.lua'), server.url, '--', ...box, 32];
    let said = '';
    const child = spawn('wrk', args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (text) => (said += text));
    child.on('exit', (status) => {
      const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(said) ?? [];
      if (status || !unit || /Non-2xx|Socket errors/.test(said)) reject(new Error(said));
      else resolve(Number(p99) * { us: 0.001, ms: 1, s: 1000 }[unit]);
    });
  });

function microRows() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const file = path.join(folder, 'micro.json');
  output(path.join(buildFolder, 'bench/jingwei-bench'), [`--benchmark_filter=-${cleanFilter}`, '--benchmark_min_time=0.5', `--benchmark_out=${file}`, '--benchmark_out_format=json'],
    { env: { ...process.env, JINGWEI_BENCH_DATA: dataFolder }, stdio: ['ignore', 'ignore', 'inherit'] });
  for (const found of JSON.parse(readFileSync(file, 'utf8')).benchmarks) {
    const name = found.name.replace('/real_time', '');
    if (found.error_occurred) throw new Error(`${name}: ${found.error_message}`);
    if (name.startsWith('locate') || name.startsWith('nearest')) row(name, 1e9 / found.items_per_second, 'ns a point');
    else row(name, found.real_time, found.time_unit);
    if (found.world_bytes) row(`${name}: World`, found.world_bytes / 2 ** 20, 'MiB');
    if (found.locator_bytes) row(`${name}: locator`, found.locator_bytes / 2 ** 20, 'MiB');
  }
  rmSync(folder, { recursive: true });
}

/** A drawn city of 1.5 million segments: whole check, editor, edits; GEOS on the same polygons in the same run. */
function coverageRows() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const file = path.join(folder, 'coverage.json');
  output(path.join(buildFolder, 'bench/coverage-bench'), [`--benchmark_out=${file}`, '--benchmark_out_format=json'],
    { stdio: ['ignore', 'ignore', 'inherit'] });
  const { benchmarks } = JSON.parse(readFileSync(file, 'utf8'));
  for (const found of benchmarks) {
    if (found.error_occurred) throw new Error(`${found.name}: ${found.error_message}`);
    row(`coverage ${found.name.replace(/\/(iterations|min_time).*/, '')}`, found.cpu_time, `${found.time_unit} CPU`);
  }
  const named = (name) => benchmarks.find((found) => found.name.startsWith(name)).cpu_time;
  row('coverage check_whole beside GEOS isValid and an edge hash', named('check_whole') / named('geos_valid_and_edge_hash'), '×');
  row('coverage check_whole beside GEOS unary union', named('check_whole') / named('geos_union'), '×');
  rmSync(folder, { recursive: true });
}

/** Which grid: ours and the peers on the same ground and points, a process a size. */
function locateRows() {
  const leeds = path.join(process.env.JINGWEI_TEST_DATA ?? '../shared/data', 'leeds', 'oa.geojson');
  const asked = (process.env.JINGWEI_LOCATE_SIZES ?? 'leeds city province').split(' ');
  for (const size of asked) {
    if (size === 'leeds' && !existsSync(leeds)) {
      console.log(`skipped: Leeds, because ${leeds} is absent`);
      continue;
    }
    for (const line of output(path.join(buildFolder, 'bench/jingwei-locate-bench'), [size, '--leeds', leeds]).trim().split('\n')) {
      const found = JSON.parse(line);
      if (found.skipped) console.log(`skipped: ${found.skipped}`);
      else row(found.name, found.value, found.unit, found.note);
    }
    postgisLocateRows(size, leeds);
  }
}

/** PostGIS on the same ground and points: a join of all, and one prepared question after another over a local socket. */
function postgisLocateRows(size, leeds) {
  if (!postgisInstalled()) return console.log('skipped: PostGIS, because it is absent (scripts/bench --peers installs it)');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const database = startPostgis();
  try {
    output(path.join(buildFolder, 'bench/jingwei-locate-bench'), [size, '--leeds', leeds, '--write', folder]);
    const copy = (table, columns) => {
      database.sql(`CREATE TABLE ${table} (${columns})`);
      database.sql(`COPY ${table} FROM STDIN`, readFileSync(path.join(folder, `${table}.tsv`)));
    };
    const begun = process.hrtime.bigint();
    copy('grids', 'id int primary key, geom geometry(MultiPolygon, 4490)');
    database.sql('CREATE INDEX ON grids USING gist (geom)');
    database.sql('VACUUM ANALYZE grids');
    row(`${size}: PostGIS, built`, Number(process.hrtime.bigint() - begun) / 1e9, 's', `copied, GiST index, analysed; PostGIS ${database.version()}`);
    for (const points of ['uniform', 'clustered']) {
      copy(points, 'id int primary key, owner int, geom geometry(Point, 4490)');
      database.sql(`VACUUM ANALYZE ${points}`);
      const join = `SELECT count(*) FROM ${points} p JOIN grids g ON ST_Covers(g.geom, p.geom)`;
      const count = Number(database.sql(`SELECT count(*) FROM ${points}`));
      row(`${size}: PostGIS, join, ${points}`, (database.milliseconds(join) / count) * 1e6, 'ns', `ST_Covers, ${count} points`);
      const script = `\\set id random(1, ${count})\nSELECT g.id FROM ${points} p JOIN grids g ON ST_Covers(g.geom, p.geom) WHERE p.id = :id;\n`;
      row(`${size}: PostGIS, one point, ${points}`, database.transactions(script, 5000) * 1e6, 'ns', 'prepared, one round trip each over a local socket');
      const other = database.sql(`SELECT count(*) FROM ${points} p WHERE p.owner <> 0 AND NOT EXISTS (SELECT 1 FROM grids g WHERE g.id = p.owner AND ST_Covers(g.geom, p.geom))`);
      row(`${size}: PostGIS, points not covered by our owner, ${points}`, Number(other), 'points', `of ${count}; it rounds what we count in integers`);
    }
  } finally {
    database.stop();
    rmSync(folder, { recursive: true });
  }
}

function machine() {
  const git = (...args) => output('git', args).trim();
  return {
    cpu: os.cpus()[0].model.trim(), cores: os.cpus().length, memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))[1], kernel: os.release(),
    compiler: output('g++', ['--version']).split('\n')[0],
    commit: git('rev-parse', '--short=10', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? ', with changes' : ''),
    date: new Date().toISOString(),
  };
}

const parts = { micro: microRows, locate: locateRows, coverage: () => (coverageRows(), cleanRows({ row, output, buildFolder, dataFolder })), import: importRows, points: pointImportRows, change: changeRows, uploads: uploadRows, open: openRows, batch: batchRows,
  plans: () => planRows({ row, output, started, installed, binary, buildFolder, dataFolder }),
  http: httpRows, served: () => servedTileRows({ row, wrk, serve, bounds, sizes }),
  tiles: async () => {
    const tools = { row, output, cpuSeconds, clockTicks, installed, buildFolder, dataFolder };
    await styledRows(tools);
    packRows(tools);
    await tileRows();
  },
};
const here = machine();
console.log(`${here.cpu}, ${here.cores} cores, ${here.memoryGb} GB; ${here.system}, ${here.compiler}; commit ${here.commit}; ${here.date}\n`);
console.log('| what | figure | unit | bar | note |\n|---|---:|---|---|---|');
for (const [name, measure] of Object.entries(parts)) {
  if (only.length === 0 || only.includes(name)) await measure();
}
mkdirSync('bench/results', { recursive: true });
const result = path.join('bench/results', `${here.date.replace(/[:.]/g, '-')}-${here.commit.slice(0, 10)}.json`);
writeFileSync(result, JSON.stringify({ machine: here, rows }, null, 2) + '\n');
console.log(`\n${barSummary(rows).join('\n')}\nwritten: ${result}`);
