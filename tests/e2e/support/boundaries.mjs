// Boundaries made for a test: squares of a hundredth of a degree, counted from a corner in Gansu. All fictional.
export const corner = { lon: 104.1, lat: 36.5 };
const side = 0.01;

/** The outline of cells x0..x1, y0..y1 (exclusive), with a vertex at every cell's corner so that neighbours share them all. */
export function outline(x0, y0, x1, y1) {
  const ring = [];
  const at = (x, y) => ring.push([+(corner.lon + x * side).toFixed(7), +(corner.lat + y * side).toFixed(7)]);
  for (let x = x0; x < x1; x++) at(x, y0);
  for (let y = y0; y < y1; y++) at(x1, y);
  for (let x = x1; x > x0; x--) at(x, y1);
  for (let y = y1; y > y0; y--) at(x0, y);
  ring.push(ring[0]);
  return ring;
}

export const feature = (code, ring, more = {}) => ({
  type: 'Feature',
  properties: { code, name: `网格${code}`, ...more },
  geometry: { type: 'Polygon', coordinates: [ring] },
});

export const collection = (features) => ({ type: 'FeatureCollection', features });

/** Two townships of 2 x 2 cells side by side, and their eight grids. */
export const townships = collection([
  feature('990101001', outline(0, 0, 2, 2), { name: '东湾镇' }),
  feature('990101002', outline(2, 0, 4, 2), { name: '西湾镇' }),
]);
export const communities = collection([
  feature('990101001001', outline(0, 0, 2, 2), { name: '东湾社区' }),
  feature('990101002001', outline(2, 0, 4, 2), { name: '西湾社区' }),
]);
export const grids = collection(
  [0, 1, 2, 3].flatMap((x) =>
    [0, 1].map((y) => feature(`99010100${x < 2 ? 1 : 2}001${String((x % 2) * 2 + y + 1).padStart(3, '0')}`, outline(x, y, x + 1, y + 1))),
  ),
);

/** The middle of a cell. */
export const middle = (x, y) => [+(corner.lon + (x + 0.5) * side).toFixed(7), +(corner.lat + (y + 0.5) * side).toFixed(7)];

/** A square of n x n cells, each a grid: a large file. Every border is cut into `cuts` pieces. */
export function manyGrids(n, cuts = 1) {
  const features = [];
  const step = 1 / cuts;
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      const ring = [];
      const at = (u, v) => ring.push([+(corner.lon + u * 0.001).toFixed(7), +(corner.lat + v * 0.001).toFixed(7)]);
      for (let i = 0; i < cuts; i++) at(x + i * step, y);
      for (let i = 0; i < cuts; i++) at(x + 1, y + i * step);
      for (let i = 0; i < cuts; i++) at(x + 1 - i * step, y + 1);
      for (let i = 0; i < cuts; i++) at(x, y + 1 - i * step);
      ring.push(ring[0]);
      features.push(feature(`99${String(y * n + x).padStart(8, '0')}`, ring));
    }
  }
  return collection(features);
}
