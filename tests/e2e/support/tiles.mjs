// Reads tiles with the decoder that map pages use, and archives with the official package.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './jingwei.mjs';

const fromWeb = createRequire(path.join(root, 'web/package.json'));
const moduleOf = async (name) => import(pathToFileURL(fromWeb.resolve(name)).href);
export const { VectorTile } = await moduleOf('@mapbox/vector-tile');
export const { PbfReader } = await moduleOf('pbf');
const { PMTiles } = fromWeb('pmtiles');

export const column = (lon, zoom) => Math.floor(((lon + 180) / 360) * 2 ** zoom);
/** The row of the tile grid whose rows are degrees. */
export const quadRow = (lat, zoom) => Math.floor(((90 - lat) / 360) * 2 ** zoom);
export const row = (lat, zoom) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** zoom);

/** The layers of a tile: { name: [{ id, type, properties, paths }] }, paths of [x, y]; rings repeat their first point. */
export function decoded(bytes) {
  const layers = {};
  for (const [name, layer] of Object.entries(new VectorTile(new PbfReader(bytes)).layers)) {
    layers[name] = Array.from({ length: layer.length }, (_, i) => {
      const feature = layer.feature(i);
      const paths = feature.loadGeometry().map((path) => path.map(({ x, y }) => [x, y]));
      return { id: feature.id, type: feature.type, properties: feature.properties, paths };
    });
  }
  return layers;
}

/** A file on this disk, as the pmtiles package reads it. */
class DiskSource {
  constructor(file) {
    this.file = file;
    this.bytes = readFileSync(file);
  }
  getKey() {
    return this.file;
  }
  async getBytes(offset, length) {
    return { data: new Uint8Array(this.bytes.subarray(offset, offset + length)).buffer };
  }
}

/** An archive on this disk, opened with the pmtiles package. */
export const openArchive = (file) => new PMTiles(new DiskSource(file));

/** The tiles of a zoom in an archive, decoded, by "x/y". */
export async function archivedTiles(file, zoom) {
  const archive = openArchive(file);
  const { minLon, minLat, maxLon, maxLat } = await archive.getHeader();
  const tiles = new Map();
  const isTile = (x, y) => x >= 0 && y >= 0 && x < 2 ** zoom && y < 2 ** zoom;
  for (let x = column(minLon, zoom) - 1; x <= column(maxLon, zoom) + 1; x += 1) {
    for (let y = row(maxLat, zoom) - 1; y <= row(minLat, zoom) + 1; y += 1) {
      const found = isTile(x, y) ? await archive.getZxy(zoom, x, y) : undefined;
      if (found) tiles.set(`${x}/${y}`, decoded(new Uint8Array(found.data)));
    }
  }
  return tiles;
}

/** The tiles of a zoom around `bounds` that a server has, decoded, by "x/y"; `query` begins with ?. */
export async function servedTiles(url, layers, zoom, bounds, query = '') {
  const rowOf = query.includes('CGCS2000Quad') ? quadRow : row;
  const [west, south, east, north] = bounds;
  const tiles = new Map();
  for (let x = column(west, zoom) - 1; x <= column(east, zoom) + 1; x += 1) {
    for (let y = rowOf(north, zoom) - 1; y <= rowOf(south, zoom) + 1; y += 1) {
      const answer = x >= 0 && y >= 0 ? await fetch(`${url}/tiles/${layers}/${zoom}/${x}/${y}.mvt${query}`) : undefined;
      if (answer?.status === 200) tiles.set(`${x}/${y}`, decoded(new Uint8Array(await answer.arrayBuffer())));
    }
  }
  return tiles;
}
