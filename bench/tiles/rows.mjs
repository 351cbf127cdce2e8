// The rows "tiles 1" to "tiles 4": the styled list of the city beside its peers in one run, and the whole city packed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { postgisInstalled, startPostgis } from '../peers/postgis.mjs';
import { mapserverInstalled, mapserverTiles } from './mapserver.mjs';
import { summary, tilesOf } from './mvt_count.mjs';
import { pmtilesSizes } from './pmtiles_sizes.mjs';
import { postgisTiles } from './postgis_tiles.mjs';
import { tileList } from './styled_layers.mjs';

/** What run.mjs lends: row, output, cpuSeconds, clockTicks, installed, buildFolder, dataFolder. */
export async function styledRows(tools) {
  const city = path.join(tools.dataFolder, 'city.sqlite');
  if (!existsSync(city)) return console.log('skipped: the styled list, because there is no sample city');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  try {
    const { served, whole } = ours(tools, city, folder);
    const count = tileList(folder).length;
    const note = `${count} tiles of z10–z16, 4 screens of 5 × 3 a zoom, seed 20151, none twice, uncompressed; CPU of one core`;
    told(tools, served, count, `Jingwei, as served: ${note}`);
    told(tools, whole, count, 'Jingwei, every vertex and object');
    const peers = await answersOfPeers(tools, folder);
    for (const peer of peers) told(tools, peer, count, peer.note);
    compared(tools, served, whole, peers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ours({ output, buildFolder }, city, folder) {
  const said = output(path.join(buildFolder, 'bench/jingwei-tiles-bench'), [city, folder]);
  const found = said.trim().split('\n').map((line) => JSON.parse(line));
  return Object.fromEntries(found.map((one) => [one.engine, { ...one, ...summary(tilesOf(readFileSync(path.join(folder, one.tiles)))) }]));
}

async function answersOfPeers({ output, cpuSeconds, clockTicks }, folder) {
  const peers = [];
  const absent = (what) => console.log(`skipped: ${what}, because it is absent (scripts/bench --peers installs it)`);
  if (existsSync('bench/peers/node_modules/geojson-vt')) {
    for (const [tolerance, simplified] of [[3, true], [0, false]]) {
      const said = output(process.execPath, ['--max-old-space-size=8192', 'bench/tiles/geojson_vt.mjs', folder, tolerance]);
      peers.push({ ...JSON.parse(said), simplified, engine: simplified ? 'geojson-vt' : 'geojson-vt, tolerance 0', note: `with vt-pbf; tolerance ${tolerance}` });
    }
  } else absent('geojson-vt');
  if (postgisInstalled()) {
    const database = startPostgis();
    try {
      peers.push({ ...postgisTiles(database, folder, clockTicks), note: `ST_AsMVT, prepared, warm, without the way to a client; PostGIS ${database.version()}` });
    } finally {
      database.stop();
    }
  } else absent('PostGIS');
  if (mapserverInstalled()) peers.push({ ...(await mapserverTiles(folder, cpuSeconds)), note: 'FastCGI, FlatGeobuf' });
  else absent('MapServer');
  return peers;
}

function told({ row }, { engine, cpu_s, prepared_s, bytes, largest, features }, count, note) {
  row(`styled list, ${engine}`, (cpu_s / count) * 1000, 'ms a tile', `${note ?? ''}; ${features.toLocaleString('en')} features; ${prepared_s.toFixed(1)} s to get ready`);
  row(`styled list, ${engine}: rate`, count / cpu_s, 'tiles/s/core');
  row(`styled list, ${engine}: size`, bytes / count / 1024, 'KB a tile', `largest ${Math.round(largest / 1024)} KB`);
}

function compared({ row }, served, whole, peers) {
  for (const peer of peers) {
    row(`styled list, as served beside ${peer.engine}`, peer.cpu_s / served.cpu_s, '× as fast', `${(served.bytes / peer.bytes).toFixed(2)} of its bytes`);
    if (!peer.simplified) row(`styled list, whole beside ${peer.engine}`, peer.cpu_s / whole.cpu_s, '× as fast', `${(whole.bytes / peer.bytes).toFixed(2)} of its bytes`);
  }
}

/** CPU seconds of a program and what it starts. */
function cpuOf(output, program, args) {
  const said = output('sh', ['-c', '"$@" >&2 && times', 'sh', program, ...args]);
  const last = said.trim().split('\n').at(-1);
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

const packed = ['grids', 'grid_edges', 'grid_labels', 'key_sites', 'cameras', 'rental_houses'];

/** The whole city packed, z8 to z16: all layers together, then each alone for its largest tile. */
export function packRows(tools) {
  const { row, output, installed, buildFolder, dataFolder } = tools;
  const city = path.join(dataFolder, 'city.sqlite');
  if (!existsSync(city)) return console.log('skipped: the packed city, because there is no sample city');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const pack = (layers) => {
    const file = path.join(folder, 'city.pmtiles');
    const seconds = cpuOf(output, path.join(buildFolder, 'server/jingwei'),
      ['pack', city, file, '--overwrite', '--threads', '1', '--zoom', '8..16', '--with-cameras', '--layers', layers]);
    return { seconds, ...pmtilesSizes(file) };
  };
  try {
    const whole = pack(packed.join(','));
    row('city packed, z8–z16', whole.seconds, 's CPU', `${whole.tiles.toLocaleString('en')} tiles, gzip, ${Math.round(whole.bytes / 1e6)} MB; --threads 1, opening the store included`);
    row('city packed, largest tile', whole.largest / 1024, 'KB gzip', packed.join(', '));
    for (const layer of packed) {
      row(`city packed, largest tile of ${layer}`, pack(layer).largest / 1024, 'KB gzip', 'alone, z8–z16');
    }
    if (installed('tippecanoe')) tippecanoeRow(tools, city, folder, whole);
    else row('city packed, beside tippecanoe', 83 / whole.seconds, '× as fast', 'quoted: it took 83 s a core for such a city on such a machine; it is not installed here');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tippecanoeRow({ row, output, buildFolder }, city, folder, whole) {
  output(path.join(buildFolder, 'bench/jingwei-tiles-bench'), [city, folder]);
  const tables = ['towns', 'villages', 'grids', 'key_sites', 'cameras', 'rental_houses'].flatMap((name) => ['-L', `${name}:${path.join(folder, `${name}.geojsonl`)}`]);
  const seconds = cpuOf(output, 'env', ['TIPPECANOE_MAX_THREADS=1', 'tippecanoe', '-q', '-f', '-o', path.join(folder, 'city.mbtiles'), '-Z8', '-z16', '-r1', '-pf', '-pk', '-ps', ...tables]);
  row('city packed, tippecanoe', seconds, 's CPU', 'everything at every zoom, no limits');
  row('city packed, beside tippecanoe', seconds / whole.seconds, '× as fast');
}
