// Runs the real binaries in a folder of the test's own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const binary = process.env.JINGWEI_BIN ?? path.join(root, 'build/release/server/jingwei');
const realDataFolder = process.env.JINGWEI_TEST_DATA ?? path.resolve(root, '../shared/data');

/** The path of a real boundary file, or null where the folder is absent: the caller then skips, saying so. */
export function realData(name) {
  const file = path.join(realDataFolder, name);
  if (existsSync(file)) return file;
  console.log(`skipped: ${file} is absent`);
  return null;
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'jingwei-e2e-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a program; `done` resolves to {status, signal, stdout, stderr} once it has ended. */
export function start(program, args, { input, env, cwd } = {}) {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  child.stdin.on('error', () => {}); // a program may end before it has read all
  child.stdin.end(input ?? '');
  const done = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, ...output }));
  });
  return { child, output, done };
}

export const run = (program, args, options) => start(program, args, options).done;
export const jingwei = (...args) => run(binary, args.map(String));

/** Accounts that may write. */
export async function addAccounts(db, ...names) {
  for (const name of names) {
    const added = await run(binary, ['user', 'add', db, name, '--scope', 'write'], { input: 'a long enough password\n' });
    assert.equal(added.status, 0, added.stderr);
  }
}

/** Runs jingwei and fails, with everything it said, unless it ends with 0. */
export async function jingweiDone(...args) {
  const result = await jingwei(...args);
  if (result.status !== 0) {
    throw new Error(`jingwei ${args.join(' ')} ended with ${result.status ?? result.signal}\n${result.stdout}${result.stderr}`);
  }
  return result;
}

/** Resolves once `condition()` is truthy, with its value; rejects after `limit` milliseconds. */
export async function until(condition, what, limit = 60_000) {
  const end = Date.now() + limit;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${limit} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Serves a store on a free port, unless the options name one; ended, if it still runs, when the test ends. */
export async function serve(t, db, ...options) {
  const place = options.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const server = start(binary, ['serve', '--db', db, ...place, ...options]);
  t.after(async () => {
    server.child.kill('SIGKILL');
    await server.done;
  });
  let ended = null;
  server.done.then((result) => (ended = result));
  server.url = await until(() => {
    if (ended) throw new Error(`serve ended with ${ended.status}\n${ended.stdout}${ended.stderr}`);
    return /http:\/\/127\.0\.0\.1:[1-9][0-9]*/.exec(server.output.stdout + server.output.stderr)?.[0];
  }, 'the ready line');
  return server;
}

/** What the store holds, as one number: equal before and after means that nothing was written. */
export async function fingerprint(db) {
  const copy = `${db}.${process.hrtime.bigint()}.copy`;
  await jingweiDone('backup', db, copy);
  const bytes = readFileSync(copy);
  // the header's journal mode and change counters say that the file was opened, not what it holds
  for (const [from, to] of [[18, 20], [24, 28], [92, 100]]) bytes.fill(0, from, to);
  const digest = createHash('sha256').update(bytes).digest('hex');
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(copy + suffix, { force: true });
  return digest;
}

/** Writes a file into a folder and answers its path. */
export function write(folder, name, content) {
  const file = path.join(folder, name);
  writeFileSync(file, typeof content === 'object' && !Buffer.isBuffer(content) ? JSON.stringify(content) : content);
  return file;
}

/** An import ends with `status`, says what `message` expects, and the store is what it was. Answers what it said. */
export async function refusedImport(db, args, status, message) {
  const before = await fingerprint(db);
  const result = await jingwei('import', db, ...args);
  const said = result.stdout + result.stderr;
  assert.equal(result.status, status, said);
  assert.match(said, message);
  assert.equal(await fingerprint(db), before, 'the store must be unchanged');
  return said;
}
