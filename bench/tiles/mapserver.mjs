// MapServer's tiles over FastCGI, from FlatGeobuf files in Web Mercator; the CPU of its process alone is counted.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ask } from '../peers/fastcgi.mjs';
import { summary } from './mvt_count.mjs';
import { styledLayers, tileList } from './styled_layers.mjs';

const mapserv = '/usr/bin/mapserv';
export const mapserverInstalled = () => existsSync(mapserv) && existsSync('/usr/bin/spawn-fcgi') && existsSync('/usr/bin/ogr2ogr');

const layerText = ({ name, polygon }, folder) => `
  LAYER
    NAME "${name}"
    TYPE ${polygon ? 'POLYGON' : 'POINT'}
    CONNECTIONTYPE FLATGEOBUF
    DATA "${path.join(folder, `${name}.fgb`)}"
    PROJECTION "init=epsg:3857" END
    METADATA "gml_include_items" "all" "gml_featureid" "code" END
    CLASS STYLE COLOR 0 0 0 SIZE 1 END END
  END`;

const mapText = (folder) => `MAP
  NAME "city"
  EXTENT -20037508 -20037508 20037508 20037508
  SIZE 256 256
  PROJECTION "init=epsg:3857" END
  OUTPUTFORMAT NAME "mvt" DRIVER MVT FORMATOPTION "EXTENT=4096" FORMATOPTION "EDGE_BUFFER=4" END
  IMAGETYPE "mvt"
  ${styledLayers.map((layer) => layerText(layer, folder)).join('')}
END
`;

function converted(folder) {
  for (const { name } of styledLayers) {
    const done = spawnSync('ogr2ogr', ['-f', 'FlatGeobuf', path.join(folder, `${name}.fgb`), path.join(folder, `${name}.geojsonl`),
      '-s_srs', 'EPSG:4326', '-t_srs', 'EPSG:3857', '-lco', 'SPATIAL_INDEX=YES'], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`ogr2ogr ${name}: ${done.stderr}`);
  }
}

/** Waits until the socket is there. */
async function started(folder) {
  const socket = path.join(folder, 'mapserver.sock');
  const child = spawn('spawn-fcgi', ['-n', '-s', socket, '--', mapserv],
    { stdio: 'ignore', env: { ...process.env, MAPSERVER_CONFIG_FILE: path.join(folder, 'mapserver.conf') } });
  while (!existsSync(socket)) await new Promise((wake) => setTimeout(wake, 10));
  return { socket, child };
}

/** CPU seconds, of two passes the quicker, and what the tiles hold. */
export async function mapserverTiles(folder, cpuSeconds) {
  const begun = process.hrtime.bigint();
  converted(folder);
  const prepared = Number(process.hrtime.bigint() - begun) / 1e9;
  writeFileSync(path.join(folder, 'mapserver.conf'), 'CONFIG ENV MS_MAP_PATTERN "." END END\n');
  writeFileSync(path.join(folder, 'city.map'), mapText(folder));
  const { socket, child } = await started(folder);
  const tile = ([z, x, y]) => {
    const layers = styledLayers.filter(({ minZoom }) => z >= minZoom).map(({ name }) => name).join('%20');
    return ask(socket, `map=${path.join(folder, 'city.map')}&mode=tile&tilemode=gmap&tile=${x}+${y}+${z}&layers=${layers}&map.imagetype=mvt`);
  };
  try {
    let best = Infinity;
    let tiles = [];
    for (let pass = 0; pass < 2; pass++) {
      const before = cpuSeconds(child.pid);
      tiles = [];
      for (const one of tileList(folder)) tiles.push(await tile(one));
      best = Math.min(best, cpuSeconds(child.pid) - before);
    }
    const text = tiles.find((bytes) => bytes.length > 0 && bytes[0] !== 0x1a);
    if (text) throw new Error(`MapServer answered no tile: ${text.toString('utf8', 0, 300)}`);
    return { engine: 'MapServer', cpu_s: best, prepared_s: prepared, ...summary(tiles) };
  } finally {
    child.kill('SIGKILL'); // it waits for the next request otherwise
  }
}
