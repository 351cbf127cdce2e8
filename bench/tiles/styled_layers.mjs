// The layers of the styled list, in drawing order; the same as in styled_city.cpp.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const styledLayers = [
  { name: 'towns', minZoom: 8, polygon: true },
  { name: 'villages', minZoom: 10, polygon: true },
  { name: 'grids', minZoom: 12, polygon: true },
  { name: 'key_sites', minZoom: 12 },
  { name: 'cameras', minZoom: 13 },
  { name: 'rental_houses', minZoom: 15 },
];

/** The attributes of the layers with their SQL types. */
const ground = { theme: 'text', code: 'text', name: 'text', level: 'text', rank: 'int', kind: 'text', parent: 'text', colour: 'int' };
export const attributes = {
  towns: ground, villages: ground, grids: ground,
  key_sites: { code: 'text', name: 'text', kind: 'text', attention: 'int' },
  cameras: { code: 'text', name: 'text', kind: 'text', azimuth: 'float8', fov: 'float8', range: 'float8', online: 'bool' },
  rental_houses: { code: 'text', building_use: 'text', rental_use: 'text', let_kind: 'text' },
};

/** The list, as [z, x, y]. */
export const tileList = (folder) =>
  readFileSync(path.join(folder, 'tiles.txt'), 'utf8').trim().split('\n').map((line) => line.split(' ').map(Number));
