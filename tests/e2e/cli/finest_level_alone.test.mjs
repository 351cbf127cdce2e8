// Where only the finest level was imported, it is drawn at every zoom: no layer of grids in a tile may then be too large.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { jingweiDone, realData, serve, temporaryFolder } from '../support/jingwei.mjs';
import { column, row } from '../support/tiles.mjs';

const most = 150_000;

/** Objects spread over `bounds`, as the lines of a file; `line(i, place)` is one. */
function spread(count, [west, south, east, north], line) {
  const golden = 0.618_033_988_75;
  return Array.from({ length: count }, (_, i) => {
    const lon = west + ((i * golden) % 1) * (east - west);
    const lat = south + ((i + 0.5) / count) * (north - south);
    return line(i, `${lon.toFixed(7)},${lat.toFixed(7)},wgs84`);
  });
}

test('each layer of grids keeps to 150 kB a tile at every zoom where Leeds has its finest level alone', async (t) => {
  if (!realData('leeds/oa.geojson')) return t.skip('no real data');
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'leeds.sqlite');
  await jingweiDone('init', db);
  await jingweiDone('import', db, 'grids', realData('leeds/oa.geojson'), '--level', 'grid', '--code', 'OA11CD');
  const bounds = [-1.8, 53.7, -1.29, 53.94];
  const files = {
    cameras: ['code,name,kind,lon,lat,frame', ...spread(9000, bounds, (i, place) => `c${i},n${i},dome,${place}`)],
    key_sites: ['code,name,kind,lon,lat,frame', ...spread(7000, bounds, (i, place) => `k${i},n${i},school,${place}`)],
    buildings: ['code,name,building_use,lon,lat,frame', ...spread(20_000, bounds, (i, place) => `b${i},n${i},01,${place}`)],
  };
  for (const [layer, lines] of Object.entries(files)) {
    const file = path.join(folder, `${layer}.csv`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    await jingweiDone('import', db, layer, file);
  }
  const { url } = await serve(t, db, '--demo');
  const [west, south, east, north] = (await (await fetch(`${url}/v1/info`)).json()).bounds;
  for (const layer of ['grids', 'grid_edges', 'grid_labels', 'grid_figures']) {
    let largest = { bytes: 0 };
    for (let zoom = 0; zoom <= 13; zoom += 1) {
      for (let x = column(west, zoom); x <= column(east, zoom); x += 1) {
        for (let y = row(north, zoom); y <= row(south, zoom); y += 1) {
          const address = `/tiles/${layer}/${zoom}/${x}/${y}.mvt`;
          const bytes = gzipSync(Buffer.from(await (await fetch(url + address)).arrayBuffer()), { level: 6 }).length;
          assert.ok(bytes <= most, `${address} is ${bytes} bytes`);
          if (bytes > largest.bytes) largest = { bytes, address };
        }
      }
    }
    t.diagnostic(`${largest.address}: ${largest.bytes} bytes`);
  }
});
