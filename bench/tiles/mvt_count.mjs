// Counts what tiles hold, so that peers can be seen to answer the same question.

function varint(bytes, at) {
  let value = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * shift;
    if (byte < 128) return [value, at];
  }
}

/** The contents of the length-delimited fields of this number. */
function* fields(bytes, wanted) {
  for (let at = 0; at < bytes.length; ) {
    let tag, size;
    [tag, at] = varint(bytes, at);
    if ((tag & 7) === 0) [, at] = varint(bytes, at);
    else if ((tag & 7) === 1) at += 8;
    else if ((tag & 7) === 5) at += 4;
    else {
      [size, at] = varint(bytes, at);
      if (tag >> 3 === wanted) yield bytes.subarray(at, at + size);
      at += size;
    }
  }
}

/** The features of all layers of an MVT tile. */
export function featureCount(tile) {
  let count = 0;
  for (const layer of fields(tile, 3)) for (const _ of fields(layer, 2)) count++;
  return count;
}

/** Bytes, the largest, and features, of tiles. */
export function summary(tiles) {
  let bytes = 0, largest = 0, features = 0;
  for (const tile of tiles) {
    bytes += tile.length;
    largest = Math.max(largest, tile.length);
    features += featureCount(tile);
  }
  return { bytes, largest, features };
}

/** The tiles of a file that holds each after its size, 32 bits. */
export function* tilesOf(file) {
  for (let at = 0; at < file.length; ) {
    const size = file.readUInt32LE(at);
    yield file.subarray(at + 4, at + 4 + size);
    at += 4 + size;
  }
}
