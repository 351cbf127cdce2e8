// Decoded tiles of a zoom, put together, are a coverage: every place of the ground has one owner, to one unit of a tile.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { jingweiDone, realData, temporaryFolder } from '../support/jingwei.mjs';
import { disagreements, doubledAreaInside, ground, isWide, piecesInside, turned } from '../support/scan_line.mjs';
import { archivedTiles } from '../support/tiles.mjs';

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

/** A tile as the checks read it: polygons and the borders that have nobody beyond them; both lying and turned. */
function readable(tile) {
  const grids = ofBase(tile?.grids);
  const outer = ofBase(tile?.grid_edges).filter(({ properties }) => properties.left === '');
  return { grids, outer, turned: { grids: turned(grids), outer: turned(outer) } };
}

/** Every place of a line across a tile has one owner, or none where the borders say that it is nobody's. */
function checkLine({ grids, outer }, at, where) {
  const owners = grids.flatMap((grid) => piecesInside(grid, at));
  const isOwned = owners.some(([from, to]) => Math.max(from, 0) < Math.min(to, side));
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

/** Where no border of nobody's comes near, the areas add up to that of the tile. */
function checkArea({ grids, outer }, where) {
  if (outer.length > 0 || grids.length === 0) return 0;
  const doubled = grids.reduce((sum, { paths }) => sum + paths.reduce((part, ring) => part + doubledAreaInside(ring, side), 0), 0);
  assert.ok(Math.abs(doubled / 2 - side * side) <= side, `${where}: ${doubled / 2} of ${side * side} square units`);
  return 1;
}

async function checkZoom(archive, zoom) {
  const tiles = new Map([...(await archivedTiles(archive, zoom))].map(([place, tile]) => [place, readable(tile)]));
  const counts = { tiles: tiles.size, whole: 0, seams: 0 };
  for (const [place, tile] of tiles) {
    const where = `${zoom}/${place}`;
    for (let i = 0; i < rowsOfTile; i += 1) {
      const at = Math.floor(random() * side) + 0.5;
      checkLine(tile, at, where);
      checkLine(tile.turned, at, `${where}, down`);
    }
    counts.whole += checkArea(tile, where);
    const [x, y] = place.split('/').map(Number);
    const east = tiles.get(`${x + 1}/${y}`);
    const south = tiles.get(`${x}/${y + 1}`);
    if (east) checkSeam(tile.turned.grids, east.turned.grids, `${where} and its east`);
    if (south) checkSeam(tile.grids, south.grids, `${where} and its south`);
    counts.seams += (east ? 1 : 0) + (south ? 1 : 0);
  }
  return counts;
}

async function checkStore(t, db, zooms) {
  const archive = `${db}.pmtiles`;
  await jingweiDone('pack', db, archive, '--layers', 'grids,grid_edges', '--zoom', `${zooms[0]}..${zooms.at(-1)}`);
  const sum = { tiles: 0, whole: 0, seams: 0 };
  for (const zoom of zooms) {
    const counts = await checkZoom(archive, zoom);
    assert.ok(counts.tiles > 0, `zoom ${zoom}`);
    for (const what of Object.keys(sum)) sum[what] += counts[what];
  }
  assert.ok(sum.whole > 0 && sum.seams > 0);
  t.diagnostic(`${sum.tiles} tiles with ${2 * rowsOfTile} lines each, ${sum.whole} areas, ${sum.seams} seams; seed ${seed}`);
}

const zooms = (last) => Array.from({ length: last - 7 }, (_, i) => i + 8);

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

test(`decoded tiles of the sample ${isLong ? 'city' : 'district'} are a coverage at every zoom`, async (t) => {
  const db = path.join(temporaryFolder(t), 'sample.sqlite');
  await jingweiDone('sample', db, '--size', isLong ? 'city' : 'district');
  await checkStore(t, db, zooms(isLong ? 16 : 14));
});
