// The sizes of the tiles of a PMTiles v3 archive, from its directories.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

function* varints(bytes) {
  for (let at = 0; at < bytes.length; ) {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) break;
    }
    yield value;
  }
}

/** Entries of a directory: a run of 0 tiles is a leaf directory. */
function entries(bytes) {
  const numbers = varints(gunzipSync(bytes));
  const count = numbers.next().value;
  const column = () => Array.from({ length: count }, () => numbers.next().value);
  const [, runs, lengths, offsets] = [column(), column(), column(), column()];
  let end = 0;
  return runs.map((run, i) => {
    const offset = offsets[i] === 0 ? end : offsets[i] - 1;
    end = offset + lengths[i];
    return { run, length: lengths[i], offset };
  });
}

/** How many tiles an archive addresses, and the largest. */
export function pmtilesSizes(file) {
  const bytes = readFileSync(file);
  const at = (position) => Number(bytes.readBigUInt64LE(position));
  const [root, rootLength, leaves] = [at(8), at(16), at(40)];
  const sizes = { tiles: 0, largest: 0, bytes: bytes.length };
  const visit = (directory) => {
    for (const { run, length, offset } of entries(directory)) {
      if (run === 0) visit(bytes.subarray(leaves + offset, leaves + offset + length));
      else {
        sizes.tiles += run;
        sizes.largest = Math.max(sizes.largest, length);
      }
    }
  };
  visit(bytes.subarray(root, root + rootLength));
  return sizes;
}
