// geojson-vt and vt-pbf over the tables of a folder, every tile for the first time; prints a line of JSON.
//   node geojson_vt.mjs FOLDER TOLERANCE
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import GeoJSONVT from '../peers/node_modules/geojson-vt/src/index.js';
import vtpbf from '../peers/node_modules/vt-pbf/index.js';
import { summary } from './mvt_count.mjs';
import { styledLayers, tileList } from './styled_layers.mjs';

const [folder, tolerance] = [process.argv[2], Number(process.argv[3])];
const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function features(file) {
  const found = [];
  for await (const line of createInterface({ input: createReadStream(file) })) found.push(JSON.parse(line));
  return found;
}

const indexes = [];
let prepared = 0;
for (const { name, minZoom, polygon } of styledLayers) {
  const collection = { type: 'FeatureCollection', features: await features(path.join(folder, `${name}.geojsonl`)) };
  const begun = seconds();
  const index = new GeoJSONVT(collection, { maxZoom: 16, tolerance, extent: 4096, buffer: polygon ? 64 : 0, indexMaxZoom: 5, indexMaxPoints: 100_000 });
  prepared += seconds() - begun;
  indexes.push({ name, minZoom, index });
}
const tiles = [];
const begun = seconds();
for (const [z, x, y] of tileList(folder)) {
  const layers = {};
  for (const { name, minZoom, index } of indexes) {
    const tile = z >= minZoom && index.getTile(z, x, y);
    if (tile) layers[name] = tile;
  }
  tiles.push(vtpbf.fromGeojsonVt(layers, { version: 2, extent: 4096 }));
}
const took = seconds() - begun;
console.log(JSON.stringify({ engine: 'geojson-vt', cpu_s: took, prepared_s: prepared, ...summary(tiles) }));
