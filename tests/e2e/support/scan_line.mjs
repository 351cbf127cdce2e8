// Who owns each place of a line across a tile: found by counting crossings, with nothing of the program in it.

/** Where closed paths or lines cross the line y = `at`, which goes through no vertex: [{ x, south }], `south` = going there. */
function crossings(paths, at) {
  const found = [];
  for (const path of paths) {
    for (let i = 1; i < path.length; i += 1) {
      const south = path[i][1] > at;
      if (south !== path[i - 1][1] > at) {
        const [[ax, ay], [bx, by]] = south ? [path[i - 1], path[i]] : [path[i], path[i - 1]]; // the same for both its sides
        found.push({ x: ax + ((at - ay) * (bx - ax)) / (by - ay), south });
      }
    }
  }
  return found.sort((a, b) => a.x - b.x);
}

/** The pieces of the line inside a polygon: [from, to], by its crossings in pairs. */
export function piecesInside(polygon, at) {
  const cut = crossings(polygon.paths, at);
  return cut.flatMap(({ x }, i) => (i % 2 === 1 ? [[cut[i - 1].x, x]] : []));
}

/** Whether the line meets one of these lines between `west` and `east`. */
export const meets = (features, at, west, east) => crossings(features.flatMap(({ paths }) => paths), at).some(({ x }) => x > west && x < east);

/** The pieces of the line that belong to somebody, by the borders that have nobody on their left; undefined where none is met. */
export function ground(outerBorders, at, west, east) {
  const cut = crossings(outerBorders.flatMap(({ paths }) => paths), at);
  if (cut.length === 0) return undefined;
  const pieces = [];
  let from = cut[0].south ? west : undefined; // who goes south has nobody to the east
  for (const { x, south } of cut) {
    if (!south) from = x;
    else if (from !== undefined) {
      pieces.push([from, x]);
      from = undefined;
    }
  }
  return from === undefined ? pieces : [...pieces, [from, east]];
}

/** The stretches of [west, east] where `owners` pieces and `expected` pieces do not lie equally deep: [{ from, to, depth }]. */
export function disagreements(owners, expected, west, east) {
  const steps = new Map();
  const add = (x, by) => {
    const at = Math.min(east, Math.max(west, x));
    steps.set(at, (steps.get(at) ?? 0) + by);
  };
  for (const [pieces, by] of [[owners, 1], [expected, -1]]) {
    for (const [from, to] of pieces) {
      add(from, by);
      add(to, -by);
    }
  }
  const found = [];
  let depth = 0;
  let from = west;
  for (const [x, by] of [...steps].sort(([a], [b]) => a - b)) {
    const last = found.at(-1);
    if (depth !== 0 && x > from) {
      if (last && last.to === from && Math.sign(last.depth) === Math.sign(depth)) last.to = x;
      else found.push({ from, to: x, depth });
    }
    depth += by;
    from = x;
  }
  return found;
}

/** The same features with the axes changed for each other, so that lines go down; paths go backwards, so that left stays left. */
export const turned = (features) =>
  features.map((feature) => ({ ...feature, paths: feature.paths.map((path) => path.map(([x, y]) => [y, x]).reverse()) }));

/** Twice the area of a closed path inside the square from 0 to `side`, signed. */
export function doubledAreaInside(path, side) {
  let ring = path.slice(1);
  for (const [axis, sign, limit] of [[0, 1, 0], [0, -1, -side], [1, 1, 0], [1, -1, -side]]) {
    const depth = (point) => sign * point[axis] - limit;
    const kept = [];
    ring.forEach((b, i) => {
      const a = ring[(i + ring.length - 1) % ring.length];
      if (depth(a) >= 0 !== depth(b) >= 0) {
        const t = depth(a) / (depth(a) - depth(b));
        kept.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
      }
      if (depth(b) >= 0) kept.push(b);
    });
    ring = kept;
  }
  return ring.reduce((sum, [x, y], i) => {
    const [px, py] = ring[(i + ring.length - 1) % ring.length];
    return sum + px * y - x * py;
  }, 0);
}

/** How far a place is from the nearest of the paths. */
function distanceTo(paths, [x, y]) {
  let least = Infinity;
  for (const path of paths) {
    for (let i = 1; i < path.length; i += 1) {
      const [[ax, ay], [bx, by]] = [path[i - 1], path[i]];
      const [dx, dy] = [bx - ax, by - ay];
      const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
      least = Math.min(least, Math.hypot(x - ax - t * dx, y - ay - t * dy));
    }
  }
  return least;
}

/** Whether a stretch of the line y = `at` lies in something wider than so many units: its middle is then far from every border. */
export const isWide = ({ from, to }, at, features, width) =>
  to - from > width && distanceTo(features.flatMap(({ paths }) => paths), [(from + to) / 2, at]) > width / 2;
