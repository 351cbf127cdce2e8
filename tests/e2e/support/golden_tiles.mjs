// Tiles as text that a person can read and compare: one line a feature, in the tile's order.
import { createHash } from 'node:crypto';

const spelledOut = 16; // points of a geometry; of larger ones the number, the box and a hash stand for them

function geometryText(paths) {
  const points = paths.flat();
  const text = paths.map((path) => path.map(([x, y]) => `${x},${y}`).join(' ')).join(' / ');
  if (points.length <= spelledOut) return text;
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return `${paths.length} paths, ${points.length} points in ${Math.min(...xs)},${Math.min(...ys)} ${Math.max(...xs)},${Math.max(...ys)}, ${hash}`;
}

const kinds = ['', 'point', 'line', 'polygon'];

function featureText({ id, type, properties, paths }) {
  const said = Object.keys(properties).sort().map((key) => `${key}=${JSON.stringify(properties[key])}`);
  return `  ${[id === undefined ? '-' : `#${id}`, kinds[type], ...said].join(' ')} | ${geometryText(paths)}`;
}

/** The layers of a decoded tile, by name. */
export function tileText(name, layers) {
  const parts = Object.keys(layers).sort().map((layer) => [`${name} ${layer}: ${layers[layer].length}`, ...layers[layer].map(featureText)]);
  return `${parts.flat().join('\n')}\n`;
}
