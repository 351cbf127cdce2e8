// A store's life without boundaries of anybody: init, sample, check, backup, accounts, doctor.
import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { binary, fingerprint, jingwei, jingweiDone, run, temporaryFolder, write } from '../support/jingwei.mjs';

test('init makes a store that check finds clean, and never takes the place of a file', async (t) => {
  const db = path.join(temporaryFolder(t), 'own.sqlite');
  await jingweiDone('init', db);
  await jingweiDone('check', db);
  const before = await fingerprint(db);
  const again = await jingwei('init', db);
  assert.notEqual(again.status, 0);
  assert.match(again.stderr, /exists/);
  assert.equal(await fingerprint(db), before);
});

test('the sample town is whole, clean, and the same every time', async (t) => {
  const folder = temporaryFolder(t);
  const [one, two] = [path.join(folder, 'one.sqlite'), path.join(folder, 'two.sqlite')];
  await jingweiDone('sample', one, '--size', 'town');
  await jingweiDone('sample', two, '--size', 'town');
  await jingweiDone('check', one);
  const count = async (db, layer) => {
    const { stdout } = await run('ogrinfo', ['-ro', '-so', db, layer]);
    return Number(/Feature Count: (\d+)/.exec(stdout)?.[1]);
  };
  assert.equal(await count(one, 'camera'), 630 + 375 + 121);
  for (const layer of ['grid', 'camera', 'key_site', 'building', 'rental_house']) {
    assert.equal(await count(one, layer), await count(two, layer), layer);
  }
});

test('a sample is refused where there is a store already', async (t) => {
  const db = path.join(temporaryFolder(t), 'own.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const before = await fingerprint(db);
  const again = await jingwei('sample', db, '--size', 'town');
  assert.notEqual(again.status, 0);
  assert.match(again.stderr, /exists|empty|already/);
  assert.equal(await fingerprint(db), before);
});

test('a backup is a store of its own and never takes the place of a file', async (t) => {
  const folder = temporaryFolder(t);
  const [db, copy] = [path.join(folder, 'a.sqlite'), path.join(folder, 'b.sqlite')];
  await jingweiDone('sample', db, '--size', 'town');
  await jingweiDone('backup', db, copy);
  await jingweiDone('check', copy);
  const bytes = readFileSync(copy);
  const again = await jingwei('backup', db, copy);
  assert.notEqual(again.status, 0);
  assert.match(again.stderr, /exists/);
  assert.deepEqual(readFileSync(copy), bytes);
});

test('check names what is wrong in a store that somebody else wrote to', async (t) => {
  const db = path.join(temporaryFolder(t), 'a.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const broken = await run('ogrinfo', [db, '-q', '-sql', "DELETE FROM face WHERE rowid = (SELECT min(rowid) FROM face)"]);
  assert.equal(broken.status, 0, broken.stderr);
  const checked = await jingwei('check', db);
  assert.equal(checked.status, 1, checked.stdout + checked.stderr);
  assert.match(checked.stdout + checked.stderr, /face/);
});

test('check names the damage of a store whose pages were overwritten', async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const file = openSync(db, 'r+');
  for (const page of [700, 701, 702, 703]) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
  closeSync(file);
  const result = await jingwei('check', db);
  assert.equal(result.status, 1, result.stdout + result.stderr);
  assert.match(result.stdout, /integrity: the file is damaged/);
});

test('doctor says what the machine offers', async () => {
  const { stdout } = await jingweiDone('doctor');
  assert.match(stdout, /SpatiaLite/i);
  assert.match(stdout, /GDAL/i);
});

test('an account gets a key once, in clear', async (t) => {
  const db = path.join(temporaryFolder(t), 'a.sqlite');
  await jingweiDone('init', db);
  const added = await run(binary, ['user', 'add', db, 'lin'], { input: 'a long enough password\n' });
  assert.equal(added.status, 0, added.stderr);
  const key = (await jingweiDone('key', 'add', db, 'lin', '--label', 'wall')).stdout.trim().split(/\s+/).at(-1);
  assert.ok(key.length >= 32, key);
  assert.ok(!readFileSync(db).includes(key), 'the key itself must not be in the store');
  const nobody = await jingwei('key', 'add', db, 'nobody', '--label', 'x');
  assert.notEqual(nobody.status, 0);
  assert.match(nobody.stderr, /nobody/);
});

test('a file that is no store is refused and left as it is', async (t) => {
  const file = write(temporaryFolder(t), 'letter.sqlite', 'Dear reader, this is no store.');
  for (const command of [['check', file], ['locate', file, '104', '36'], ['serve', '--db', file, '--listen', '127.0.0.1:0']]) {
    const result = await jingwei(...command);
    assert.notEqual(result.status, 0, command[0]);
    assert.match(result.stderr, /not a .*(store|database)|no .*store/i);
  }
  assert.equal(readFileSync(file, 'utf8'), 'Dear reader, this is no store.');
});

test('a store newer than the program is refused and left as it is', async (t) => {
  const db = path.join(temporaryFolder(t), 'a.sqlite');
  await jingweiDone('init', db);
  const newer = await run('ogrinfo', [db, '-q', '-sql', 'PRAGMA user_version = 999999']);
  assert.equal(newer.status, 0, newer.stderr);
  const bytes = readFileSync(db);
  for (const command of [['check', db], ['serve', '--db', db, '--listen', '127.0.0.1:0']]) {
    const result = await jingwei(...command);
    assert.notEqual(result.status, 0, command[0]);
    assert.match(result.stderr, /newer/);
  }
  assert.deepEqual(readFileSync(db), bytes);
});

test('a missing store is named', async (t) => {
  const db = path.join(temporaryFolder(t), 'nowhere.sqlite');
  const result = await jingwei('locate', db, '104', '36');
  assert.notEqual(result.status, 0);
  assert.match(result.stderr, /nowhere\.sqlite/);
});

test('an unknown subcommand or option is a wrong call', async () => {
  assert.equal((await jingwei('imprt')).status, 2);
  assert.equal((await jingwei('doctor', '--no-such-option')).status, 2);
});
