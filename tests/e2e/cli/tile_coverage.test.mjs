// Decoded tiles of a zoom, put together, are a coverage: every place of the ground has one owner, to one unit of a tile.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { jingweiDone, realData, serve, temporaryFolder } from '../support/jingwei.mjs';
import { disagreements, doubledAreaInside, ground, isWide, meets, piecesInside, turned } from '../support/scan_line.mjs';
import { archivedTiles, servedTiles } from '../support/tiles.mjs';

const isLong = process.env.JINGWEI_LONG === '1';
const side = 4096;
const rowsOfTile = isLong ? 48 : 8;

/** A fixed sequence of numbers from 0 to 1. */
function sequence(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const seed = 20_151;
const random = sequence(seed);
const ofBase = (features) => (features ?? []).filter(({ properties }) => properties.theme === 'base');

/** A tile as the checks read it: polygons, the borders that have nobody beyond them, and those between two; lying and turned. */
function readable(tile) {
  const grids = ofBase(tile?.grids);
  const borders = ofBase(tile?.grid_edges);
  const outer = borders.filter(({ properties }) => properties.left === '');
  const inner = borders.filter(({ properties }) => properties.left !== '');
  return { grids, outer, inner, turned: { grids: turned(grids), outer: turned(outer), inner: turned(inner) } };
}

/** Every place of a line across a tile has one owner, or none where the borders say that it is nobody's. A line that meets no
    border of nobody's lies in the ground as a whole where it meets one between two, and else is owned as a whole or not at all. */
function checkLine({ grids, outer, inner }, at, where) {
  const owners = grids.flatMap((grid) => piecesInside(grid, at));
  const isOwned = meets(inner, at, 0, side) || owners.some(([from, to]) => Math.max(from, 0) < Math.min(to, side));
  for (const stretch of disagreements(owners, ground(outer, at, 0, side) ?? (isOwned ? [[0, side]] : []), 0, side)) {
    const what = stretch.depth > 0 ? 'an overlap' : 'a gap';
    assert.ok(!isWide(stretch, at, grids, 1), `${where}, line ${at}: ${what} from ${stretch.from} to ${stretch.to}; seed ${seed}`);
  }
}

/** Two tiles side by side say the same of a line close to the side that they share: a border that crosses it makes a step of two
    units at most, since each of them rounds where its buffer cuts the border. Gaps there are none: each tile is filled to its side. */
function checkSeam(first, second, where) {
  const owned = (grids, at) => new Map(grids.map((grid) => [grid.id, piecesInside(grid, at)]));
  const [before, after] = [owned(first, side + 0.5), owned(second, 0.5)];
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    for (const stretch of disagreements(before.get(id) ?? [], after.get(id) ?? [], 0, side)) {
      assert.ok(!isWide(stretch, 0.5, second, 2), `${where}: they differ about ${id} from ${stretch.from} to ${stretch.to}`);
    }
  }
}

/** Ground that goes on beyond the side of a tile, as its buffer shows, has a tile there. `isAfter` = to the east or the south. */
function checkEnd(grids, isAfter, where) {
  const at = isAfter ? side + 0.5 : -0.5;
  for (const grid of grids) {
    for (const [from, to] of piecesInside(grid, at)) {
      const stretch = { from: Math.max(from, 0), to: Math.min(to, side) };
      assert.ok(!isWide(stretch, at, [grid], 2), `${where}: no tile, but ground of ${grid.properties.code} from ${stretch.from} to ${stretch.to}`);
    }
  }
}

/** Where no border of nobody's comes near, the areas add up to that of the tile. */
function checkArea({ grids, outer }, where) {
  if (outer.length > 0 || grids.length === 0) return 0;
  const doubled = grids.reduce((sum, { paths }) => sum + paths.reduce((part, ring) => part + doubledAreaInside(ring, side), 0), 0);
  assert.ok(Math.abs(doubled / 2 - side * side) <= side, `${where}: ${doubled / 2} of ${side * side} square units`);
  return 1;
}

/** A line between whole units where a tile has something: at coarse zooms that is a few units of it. */
function anyLine({ grids, outer, inner }) {
  let [first, last] = [side, 0];
  for (const { paths } of [...grids, ...outer, ...inner]) {
    for (const [, y] of paths.flat()) [first, last] = [Math.min(first, y), Math.max(last, y)];
  }
  const [from, to] = [Math.max(first - 2, 0), Math.min(last + 2, side)];
  return Math.floor(from + random() * Math.max(to - from, 1)) + 0.5;
}

/** The tiles beside one, and which of its sides they lie at. */
const besides = (tile) => [
  { dx: 1, dy: 0, name: 'east', grids: tile.turned.grids, isAfter: true },
  { dx: -1, dy: 0, name: 'west', grids: tile.turned.grids, isAfter: false },
  { dx: 0, dy: 1, name: 'south', grids: tile.grids, isAfter: true },
  { dx: 0, dy: -1, name: 'north', grids: tile.grids, isAfter: false },
];

/** Checks all tiles of a zoom, decoded, by "x/y". */
function checkTiles(decodedTiles, zoom) {
  const tiles = new Map([...decodedTiles].map(([place, tile]) => [place, readable(tile)]));
  const counts = { tiles: tiles.size, whole: 0, seams: 0 };
  for (const [place, tile] of tiles) {
    const where = `${zoom}/${place}`;
    for (let i = 0; i < rowsOfTile; i += 1) {
      checkLine(tile, anyLine(tile), where);
      checkLine(tile.turned, anyLine(tile.turned), `${where}, down`);
    }
    counts.whole += checkArea(tile, where);
    const [x, y] = place.split('/').map(Number);
    for (const { dx, dy, name, grids, isAfter } of besides(tile)) {
      const beside = tiles.get(`${x + dx}/${y + dy}`);
      if (!beside) checkEnd(grids, isAfter, `${where} and its ${name}`);
      else if (isAfter) checkSeam(grids, dx === 0 ? beside.grids : beside.turned.grids, `${where} and its ${name}`);
      counts.seams += beside && isAfter ? 1 : 0;
    }
  }
  return counts;
}

/** Checks the tiles of some zooms that `tilesOf(zoom)` gives. */
async function checkZooms(t, zooms, tilesOf) {
  const sum = { tiles: 0, whole: 0, seams: 0 };
  for (const zoom of zooms) {
    const counts = checkTiles(await tilesOf(zoom), zoom);
    assert.ok(counts.tiles > 0, `zoom ${zoom}`);
    for (const what of Object.keys(sum)) sum[what] += counts[what];
  }
  assert.ok(sum.whole > 0 && sum.seams > 0);
  t.diagnostic(`${sum.tiles} tiles with ${2 * rowsOfTile} lines each, ${sum.whole} areas, ${sum.seams} seams; seed ${seed}`);
}

async function packed(db, zooms) {
  const archive = `${db}.pmtiles`;
  await jingweiDone('pack', db, archive, '--layers', 'grids,grid_edges', '--zoom', `${zooms[0]}..${zooms.at(-1)}`);
  return archive;
}

async function checkStore(t, db, zooms) {
  const archive = await packed(db, zooms);
  await checkZooms(t, zooms, (zoom) => archivedTiles(archive, zoom));
}

const zooms = (last) => Array.from({ length: last + 1 }, (_, i) => i);

test('decoded tiles of Leeds are a coverage at every zoom', async (t) => {
  const files = [['msoa', 'township', 'MSOA11CD'], ['lsoa', 'community', 'LSOA11CD'], ['oa', 'grid', 'OA11CD']];
  if (!realData('leeds/oa.geojson')) return t.skip('no real data');
  const db = path.join(temporaryFolder(t), 'leeds.sqlite');
  await jingweiDone('init', db);
  for (const [file, level, code] of files) {
    await jingweiDone('import', db, 'grids', realData(`leeds/${file}.geojson`), '--level', level, '--code', code);
  }
  await checkStore(t, db, zooms(isLong ? 16 : 14));
});

test('decoded tiles of Denver, whose vertices lie millimetres beside borders, are a coverage from zoom 8 on', async (t) => {
  const zip = realData('denver/precincts2018_orig.zip');
  if (!zip) return t.skip('no real data');
  const db = path.join(temporaryFolder(t), 'denver.sqlite');
  await jingweiDone('init', db);
  await jingweiDone('import', db, 'grids', zip, '--level', 'grid', '--code', 'PRECID');
  await checkStore(t, db, zooms(16).slice(8)); // below, a city is some units wide and its outer border partly rounded away
});

test(`decoded tiles of the sample ${isLong ? 'city' : 'district'} are a coverage at every zoom`, async (t) => {
  const db = path.join(temporaryFolder(t), 'sample.sqlite');
  await jingweiDone('sample', db, '--size', isLong ? 'city' : 'district');
  await checkStore(t, db, zooms(isLong ? 16 : 14));
});

test('decoded tiles of other tile grids and frames are a coverage too', async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const { url } = await serve(t, db, '--demo');
  const { bounds } = await (await fetch(`${url}/v1/info`)).json();
  for (const query of ['?tms=CGCS2000Quad', '?frame=gcj02', '?tms=CGCS2000Quad&frame=gcj02']) {
    await checkZooms(t, zooms(isLong ? 16 : 14).slice(1), (zoom) => servedTiles(url, 'grids,grid_edges', zoom, bounds, query));
  }
});

test('the checks see a tile that is missing, ground without an owner and ground with two', async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const zoom = 14;
  const tiles = await archivedTiles(await packed(db, [zoom]), zoom);
  checkTiles(tiles, zoom);
  const inside = [...tiles].find(([, tile]) => tile.grids.length > 1 && readable(tile).outer.length === 0)[0];
  const withTile = (tile) => new Map([...tiles, [inside, tile]]);
  const { grids, grid_edges } = tiles.get(inside);
  const largest = [...grids].sort((a, b) => areaOf(b) - areaOf(a))[0];
  assert.throws(() => checkTiles(new Map([...tiles].filter(([place]) => place !== inside)), zoom), /no tile, but ground/);
  assert.throws(() => checkTiles(withTile({ grids: [], grid_edges }), zoom), /a gap|they differ/);
  assert.throws(() => checkTiles(withTile({ grids: grids.filter((grid) => grid !== largest), grid_edges }), zoom), /a gap|square units|they differ/);
  assert.throws(() => checkTiles(withTile({ grids: [...grids, largest], grid_edges }), zoom), /an overlap|square units|they differ/);
  assert.throws(() => checkTiles(new Map([...tiles].map(([place, tile]) => [place, { ...tile, grids: [] }])), zoom), /a gap/);
});

const areaOf = ({ paths }) => Math.abs(paths.reduce((sum, ring) => sum + doubledAreaInside(ring, side), 0));
