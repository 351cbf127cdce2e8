// Places that several files of tests start from.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jingweiDone, run } from './jingwei.mjs';

const shelf = mkdtempSync(path.join(tmpdir(), 'jingwei-e2e-town-'));
process.on('exit', () => rmSync(shelf, { recursive: true, force: true }));
const made = {};

async function sample(folder, size) {
  const original = path.join(shelf, `${size}.sqlite`);
  made[size] ??= jingweiDone('sample', original, '--size', size);
  await made[size];
  const db = path.join(folder, `${size}.sqlite`);
  copyFileSync(original, db);
  return db;
}

/** A copy of one sample town, which nobody has open. */
export const sampleTown = (folder) => sample(folder, 'town');
/** Likewise of the sample district: 486 grids, 12,000 rental houses. */
export const sampleDistrict = (folder) => sample(folder, 'district');

/** A disk of this size (as mount takes it) until the test ends, or null, said aloud, where none can be mounted. */
export async function smallDisk(t, size) {
  const small = mkdtempSync(path.join(tmpdir(), 'jingwei-small-')); // in no other folder: it is unmounted and removed by itself
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', small]);
  if (mounted.status !== 0) {
    rmSync(small, { recursive: true, force: true });
    console.log(`skipped: no small disk can be mounted here (${mounted.stderr.trim()})`);
    return null;
  }
  t.after(async () => {
    await run('umount', ['-l', small]);
    rmSync(small, { recursive: true, force: true });
  });
  return small;
}
