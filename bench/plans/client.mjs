// A client on one connection that tells what each answer took: wall time, and the server's CPU to the microsecond.
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

/** CPU milliseconds that a process has used, all its threads. */
export function cpuMilliseconds(pid) {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).reduce((sum, task) => sum + Number(readFileSync(`${folder}/${task}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e6;
}

/** The same, with what threads have used that ended meanwhile; to the tick. */
export function cpuMillisecondsOfAll(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Waits until a process has done nothing for half a second; answers the CPU milliseconds that it used since `since`. */
export async function rested(pid, since) {
  let used = cpuMillisecondsOfAll(pid);
  for (let quiet = 0; quiet < 5;) {
    await new Promise((wake) => setTimeout(wake, 100));
    const now = cpuMillisecondsOfAll(pid);
    quiet = now === used ? quiet + 1 : 0;
    used = now;
  }
  return used - since;
}

/** Asks a server as one account. */
export function client(server, key) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method, target, body, headers) => new Promise((resolve, reject) => {
    const asked = http.request(server.url + target, { method, agent, headers }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, bytes: Buffer.concat(parts) }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
  return async (method, target, body, more = {}) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { Authorization: `Bearer ${key}`, ...(text ? { 'Content-Type': 'application/json' } : {}), ...more };
    const cpu = cpuMilliseconds(server.pid);
    const begun = process.hrtime.bigint();
    const reply = await send(method, target, text, headers);
    const wall = Number(process.hrtime.bigint() - begun) / 1e6;
    return { ...reply, wall, cpu: cpuMilliseconds(server.pid) - cpu };
  };
}

/** The answer, which must be a success. */
export async function done(asked) {
  const reply = await asked;
  if (reply.status >= 300) throw new Error(`${reply.status} ${reply.bytes.toString().slice(0, 1000)}`);
  return reply;
}

/** What one more fsync of a few pages takes in a folder, in ms. */
export function fsyncProbe(folder) {
  const file = openSync(path.join(folder, 'probe'), 'a');
  const bytes = Buffer.alloc(24 * 1024, 1);
  return {
    take() {
      writeSync(file, bytes);
      const begun = process.hrtime.bigint();
      fsyncSync(file);
      return Number(process.hrtime.bigint() - begun) / 1e6;
    },
    close: () => closeSync(file),
  };
}

/** The value below which a share of them lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
export const median = (values) => quantile(values, 0.5);
