// Where a report may be written, and that nothing is done where it may not.
import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { binary, fingerprint, jingwei, jingweiDone, run, temporaryFolder, write } from '../support/jingwei.mjs';
import { smallDistrict } from './import.test.mjs';

const cameras = 'code,kind,lon,lat\nC1,dome,104.105,36.505\n';
const layer = ['cameras'];

/** A store, a file of one camera, and what an import of it with a report says. */
async function office(t) {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const file = write(folder, 'cameras.csv', cameras);
  const taking = (report, ...more) => jingwei('import', db, ...layer, file, '--frame', 'cgcs2000', '--report', report, ...more);
  return { folder, db, file, taking, at: (name) => path.join(folder, name) };
}

test('a report never replaces the store, its side files or what is read, by whatever name', async (t) => {
  const { db, file, taking, at } = await office(t);
  symlinkSync(db, at('link.json'));
  linkSync(db, at('hard.json'));
  symlinkSync(file, at('input.json'));
  mkdirSync(at('sub'));
  const before = await fingerprint(db);
  const refused = async (report, what, ...more) => {
    const { status, stderr } = await taking(report, ...more);
    assert.equal(status, 2, `${report}: ${stderr}`);
    assert.match(stderr, what);
  };
  for (const more of [[], ['--overwrite'], ['--dry-run', '--overwrite']]) {
    for (const store of [db, at('link.json'), at('hard.json'), at('sub/../own.sqlite')]) await refused(store, /is the store/, ...more);
    for (const end of ['-wal', '-shm', '-journal', '.lock']) await refused(db + end, /is the store's own file/, ...more);
    for (const input of [file, at('input.json')]) await refused(input, /the report would overwrite .* which is read/, ...more);
  }
  const doctor = await jingwei('import', db, '--doctor', file, '--report', file, '--overwrite');
  assert.equal(doctor.status, 2, doctor.stderr);
  const doctorStore = await jingwei('import', db, '--doctor', file, '--report', db, '--overwrite');
  assert.equal(doctorStore.status, 2, doctorStore.stderr);
  assert.equal(readFileSync(file, 'utf8'), cameras);
  assert.equal(await fingerprint(db), before);
  await jingweiDone('check', db);
});

test('a report replaces an older report, and another file only with --overwrite', async (t) => {
  const { folder, db, taking, at } = await office(t);
  const letter = write(folder, 'letter.json', '{"dear": "colleague"}');
  const before = await fingerprint(db);
  const refused = await taking(letter);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /letter\.json' is there already and is no report of an import/);
  assert.equal(readFileSync(letter, 'utf8'), '{"dear": "colleague"}');
  assert.equal(await fingerprint(db), before);

  const report = at('report.json');
  for (const more of [['--dry-run'], [], []]) assert.equal((await taking(report, ...more)).status, 0);
  assert.equal(JSON.parse(readFileSync(report, 'utf8')).unchanged, 1);
  await jingweiDone('import', '--doctor', at('cameras.csv'), '--report', report);
  assert.equal(JSON.parse(readFileSync(report, 'utf8')).layers.length, 1);
  assert.equal((await taking(report)).status, 0);
  assert.equal((await taking(letter, '--overwrite')).status, 0);
  assert.equal(JSON.parse(readFileSync(letter, 'utf8')).layer, 'cameras');
  assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('.jingwei')), []);
});

test('a report that cannot be written is told before anything is stored', async (t) => {
  const { db, taking, at } = await office(t);
  const before = await fingerprint(db);
  const nowhere = await taking('/nonexistent/r.json');
  assert.equal(nowhere.status, 3);
  assert.match(nowhere.stderr, /there is no folder \/nonexistent/);
  symlinkSync(at('gone.json'), at('dangling.json'));
  const dangling = await taking(at('dangling.json'));
  assert.equal(dangling.status, 2);
  assert.match(dangling.stderr, /a link that leads nowhere/);
  assert.equal(await fingerprint(db), before);
});

test('an import that fails while reading says so in its report, over an older one', async (t) => {
  const { folder, db, taking, at } = await office(t);
  const report = at('report.json');
  assert.equal((await taking(report)).status, 0);
  const broken = write(folder, 'cut.kml', '<kml><Document>');
  const { status, stderr } = await jingwei('import', db, ...layer, broken, '--frame', 'cgcs2000', '--report', report);
  assert.equal(status, 1, stderr);
  const said = JSON.parse(readFileSync(report, 'utf8'));
  assert.deepEqual([said.layer, said.acceptable, said.written, said.error.code], ['cameras', false, false, 'bad_data']);
  assert.match(said.error.detail, /'cut\.kml' is no sound XML: line 1/);
  const merge = await jingwei('merge', db, ...layer, '--from-report', report);
  assert.equal(merge.status, 1, merge.stderr);
  assert.match(merge.stderr, /reports of failed \('cut\.kml' is no sound XML/);
  const missing = await jingwei('merge', db, ...layer, '--from-report', at('none.json'));
  assert.equal(missing.status, 2, missing.stderr);
  assert.match(missing.stderr, /there is no file '.*none\.json'; check the name/);
  assert.equal((await taking(report)).status, 0);
});

test('a missing folder for temporary files is named with what to do', async (t) => {
  const { folder, db, file, at } = await office(t);
  for (const args of [['import', db, ...layer, file, '--frame', 'cgcs2000'], ['template', 'people', at('people.xlsx')]]) {
    const { status, stderr } = await run(binary, args, { cwd: folder, env: { TMPDIR: '/nonexistent' } });
    assert.equal(status, 3, stderr);
    assert.match(stderr, /no folder for temporary files at \/nonexistent; make it, or name another one in TMPDIR/);
  }
});

test('an export never replaces the store it reads', async (t) => {
  const { folder, db, at } = await office(t);
  const before = await fingerprint(db);
  symlinkSync(db, at('store.csv'));
  linkSync(db, at('store.gpkg'));
  for (const target of ['store.csv', 'store.gpkg']) {
    const { status, stderr } = await jingwei('export', db, 'grids', at(target), '--overwrite');
    assert.equal(status, 2, stderr);
    assert.match(stderr, /is the store itself; nothing was done/);
  }
  const named = at('named.csv');
  linkSync(db, named);
  assert.equal((await jingwei('export', named, 'grids', named, '--overwrite')).status, 2);
  assert.equal(await fingerprint(db), before);
  assert.equal(existsSync(path.join(folder, 'own.sqlite')), true);
});
