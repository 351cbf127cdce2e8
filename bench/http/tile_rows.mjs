// The rows "tiles 5" and "tiles 6": cached tiles and 304s beside nginx serving the same bytes from files, in one run.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { nginxInstalled, startNginx } from '../peers/nginx.mjs';

const layers = 'grids,grid_edges,grid_labels,cameras,key_sites,rental_houses';
const script = path.resolve('bench/http/paths.lua');
/** Tiles asked for at each zoom: all of the city's below 12, then the shares that maps are asked for (z12–z16 more than half). */
const mix = { 8: 50, 9: 50, 10: 100, 11: 300, 12: 600, 13: 1200, 14: 1800, 15: 2400, 16: 2400 };
const runs = 5;

function column(lon, z) {
  return Math.floor(((lon + 180) / 360) * 2 ** z);
}
function line(lat, z) {
  return Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
}

/** Addresses over a box, none twice, shuffled by a fixed walk. */
function addresses([minLon, minLat, maxLon, maxLat]) {
  const paths = [];
  for (const [zoom, most] of Object.entries(mix)) {
    const z = Number(zoom);
    const all = [];
    for (let x = column(minLon, z); x <= column(maxLon, z); x++) {
      for (let y = line(maxLat, z); y <= line(minLat, z); y++) all.push(`/tiles/${layers}/${z}/${x}/${y}.mvt`);
    }
    const step = Math.max(1, all.length / most);
    for (let i = 0; i < all.length; i += step) paths.push(all[Math.floor(i)]);
  }
  return paths.map((text, i) => [(i * 0.754877666) % 1, text]).sort(([a], [b]) => a - b).map(([, text]) => text);
}

/** An answer as it is sent: fetch would unpack it. */
const ask = (address) => new Promise((resolve, reject) => {
  http.get(address, { headers: { 'Accept-Encoding': 'gzip' }, agent }, (reply) => {
    const parts = [];
    reply.on('data', (part) => parts.push(part));
    reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(parts) }));
  }).on('error', reject);
});
const agent = new http.Agent({ keepAlive: true });

/** The tiles on disk as the server sends them; those without content are left out. */
async function copied(url, paths, folder) {
  const kept = [];
  let bytes = 0;
  for (const tile of paths) {
    const { status, body } = await ask(url + tile);
    if (status === 204) continue;
    if (status !== 200) throw new Error(`${tile}: ${status}`);
    const file = path.join(folder, 'files', tile);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, body);
    kept.push(tile);
    bytes += body.length;
  }
  return { paths: kept, bytes };
}

async function etags(url, paths) {
  const found = [];
  for (const tile of paths) found.push(`${tile}\t${(await ask(url + tile)).headers.etag}`);
  return found;
}

/** What run.mjs lends: row, wrk, serve, bounds, sizes. */
export async function servedTileRows(tools) {
  if (!nginxInstalled()) return console.log('skipped: cached tiles, because nginx is absent (scripts/bench --peers installs it)');
  for (const [what, workers] of [['one worker', 1], ['a worker a core', os.cpus().length]]) await rowsOf(tools, what, workers);
}

/** Both servers with as many workers, between which the connections are spread: how many sleep and wake decides what a request costs. */
async function rowsOf({ row, wrk, serve, bounds, sizes }, setting, workers) {
  const size = sizes.at(-1);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const server = await serve(size, '--log', 'off', '--tile-cache-mb', '512', '--threads', String(workers));
  const { paths, bytes } = await copied(server.url, addresses(await bounds(server.url)), folder);
  const peer = await startNginx(folder, workers);
  try {
    const lists = {};
    const list = (name, lines) => {
      lists[name] = path.join(folder, `${name}.txt`);
      writeFileSync(lists[name], lines.join('\n') + '\n');
    };
    list('cached', paths);
    list('ours', await etags(server.url, paths));
    list('theirs', await etags(peer.url, paths));
    const note = `${paths.length} tiles of ${size}, z8–z16, ${(bytes / paths.length / 1024).toFixed(1)} KB gzip each on average, 64 connections; the best of ${runs}, in turn`;
    compare({ row, wrk }, `cached tile, ${setting}`, server, peer, lists.cached, lists.cached, note);
    compare({ row, wrk }, `304, ${setting}`, server, peer, lists.ours, lists.theirs, '');
  } finally {
    await peer.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare({ row, wrk }, what, server, peer, ours, theirs, note) {
  const least = (a, b) => (b === undefined || a.cpuMicroseconds < b.cpuMicroseconds ? a : b);
  let best, bestPeer;
  for (let i = 0; i < runs; i++) {
    best = least(wrk(server, script, [ours]), best);
    bestPeer = least(wrk(peer, script, [theirs]), bestPeer);
  }
  row(`${what}: server CPU a request`, best.cpuMicroseconds, 'µs', note);
  row(`${what}, nginx: server CPU a request`, bestPeer.cpuMicroseconds, 'µs', 'the same bytes from files');
  row(`${what}: CPU beside nginx`, best.cpuMicroseconds / bestPeer.cpuMicroseconds, '×');
  row(`${what}: requests a second`, best.perSecond, '1/s', 'wrk on the same cores');
  row(`${what}, nginx: requests a second`, bestPeer.perSecond, '1/s');
}
