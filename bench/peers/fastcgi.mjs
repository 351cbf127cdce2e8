// A client of a FastCGI responder that listens on a Unix socket: one request a connection.
// FastCGI Specification 1.0, sections 3 and 6.
import net from 'node:net';

const [beginRequest, endRequest, params, stdin, stdout] = [1, 3, 4, 5, 6];

function record(type, content) {
  const head = Buffer.alloc(8);
  head.writeUInt8(1, 0); // version
  head.writeUInt8(type, 1);
  head.writeUInt16BE(1, 2); // request
  head.writeUInt16BE(content.length, 4);
  return Buffer.concat([head, content]);
}

function pairs(values) {
  const size = (text) => (text.length < 128 ? Buffer.from([text.length]) : Buffer.from([0x80 | (text.length >> 24), text.length >> 16, text.length >> 8, text.length]));
  return Buffer.concat(Object.entries(values).flatMap(([key, value]) => [size(key), size(value), Buffer.from(key), Buffer.from(value)]));
}

/** The records of an answer put together: what the responder wrote, headers and all, or undefined while it is not whole. */
function written(bytes) {
  const parts = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const [type, length, padding] = [bytes.readUInt8(at + 1), bytes.readUInt16BE(at + 4), bytes.readUInt8(at + 6)];
    if (type === stdout) parts.push(bytes.subarray(at + 8, at + 8 + length));
    if (type === endRequest) return Buffer.concat(parts);
    at += 8 + length + padding;
  }
  return undefined;
}

/** The body of the answer to a GET with these parameters. */
export function ask(socketPath, query) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(socketPath);
    const chunks = [];
    socket.on('error', reject);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => {
      const answer = written(Buffer.concat(chunks));
      if (answer === undefined) return reject(new Error(`the responder broke off: ${query}`));
      resolve(answer.subarray(answer.indexOf('\r\n\r\n') + 4));
    });
    const begin = Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]); // responder, which closes afterwards
    socket.write(Buffer.concat([record(beginRequest, begin), record(params, pairs({ REQUEST_METHOD: 'GET', QUERY_STRING: query })),
      record(params, Buffer.alloc(0)), record(stdin, Buffer.alloc(0))]));
  });
}
