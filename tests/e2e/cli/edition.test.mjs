// Plans and editions from the command line: a plan is drawn, compared, published, handed over as a sheet, and taken back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { addAccounts, fingerprint, jingwei, jingweiDone, run, serve, temporaryFolder, write } from '../support/jingwei.mjs';

/** A sample town. */
async function town(t) {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  return { folder, db };
}

/** Two grids of one parent that share an edge. */
async function neighbours(folder, db) {
  const file = path.join(folder, 'grids.geojson');
  await jingweiDone('export', db, 'grids', file, '--level', 'grid');
  const owner = new Map();
  for (const { properties, geometry } of JSON.parse(readFileSync(file, 'utf8')).features) {
    for (const ring of geometry.coordinates.flat()) {
      for (let i = 1; i < ring.length; ++i) {
        const edge = [ring[i - 1], ring[i]].map(String).sort().join(' ');
        const other = owner.get(edge);
        if (other && other.code !== properties.code && other.parent === properties.parent && properties.kind === 'base' && other.kind === 'base') {
          return [other.code, properties.code];
        }
        owner.set(edge, properties);
      }
    }
  }
  throw new Error('the town has no neighbours');
}

const lines = (text) => text.trim().split('\n').map((line) => JSON.parse(line));

test('a plan is drawn, compared, published and taken back without a server', async (t) => {
  const { folder, db } = await town(t);
  const [kept, gone] = await neighbours(folder, db);
  assert.match((await jingweiDone('plan', 'list', db)).stdout, /no plans/);
  assert.match((await jingweiDone('plan', 'new', db, '合并两格', '--note', '人口减少')).stdout, /plan 1 合并两格: draft, revision 1, of edition 1/);
  const ops = write(folder, 'ops.ndjson', `{"op":"merge","into":"${kept}","grids":["${gone}"]}\n\n{"op":"set","grid":"${kept}","name":"=合并"}\n`);
  assert.match((await jingweiDone('plan', 'apply', db, 1, ops)).stdout, /revision 3/);

  const refused = await jingwei('plan', 'apply', db, 1, write(folder, 'bad.ndjson', `{"op":"set","grid":"${kept}","residents":5}\n{"op":"fly"}\n`));
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /line 2 of .*bad\.ndjson: .*1 operations before it were done/);

  assert.match((await jingweiDone('plan', 'show', db, 1)).stdout, new RegExp(`${gone} .*gone`));
  const planned = JSON.parse((await jingweiDone('plan', 'diff', db, 1, '--json')).stdout);
  assert.deepEqual(planned.lineage.map(({ kind, from, to }) => [kind, from, to]), [['close', gone, null], ['merge', gone, kept]]);
  const problems = await jingwei('plan', 'problems', db, 1);
  assert.equal(problems.status, 0, problems.stdout);

  assert.equal((await jingwei('plan', 'publish', db, 1)).status, 1, 'a draft is not published');
  await jingweiDone('plan', 'review', db, 1);
  assert.equal((await jingwei('plan', 'approve', db, 1)).status, 1, 'who drew it does not consent');
  assert.match((await jingweiDone('plan', 'show', db, 1)).stdout, /review/);
  await addAccounts(db, 'reviewer', 'chief');
  await jingweiDone('plan', 'approve', db, 1, '--as', 'reviewer', '--reason', '已核对');
  assert.match((await jingweiDone('plan', 'approve', db, 1, '--as', 'chief', '--reason', '同意')).stdout, /approved/);
  assert.match((await jingweiDone('plan', 'publish', db, 1)).stdout, /published as edition 2/);

  const edition = JSON.parse((await jingweiDone('edition', 'diff', db, 1, 2, '--json')).stdout);
  assert.equal(edition.against, 1);
  assert.deepEqual(edition.grids.map((grid) => grid.code), planned.grids.map((grid) => grid.code));
  assert.deepEqual(edition.objects, planned.objects);
  assert.ok(edition.objects.length > 0);
  assert.match((await jingweiDone('edition', 'diff', db, 1, 2)).stdout, new RegExp(`${edition.objects.length} objects change hands`));

  const [second, first] = lines((await jingweiDone('edition', 'list', db, '--json')).stdout);
  assert.equal(second.note, '人口减少');
  assert.equal(second.plan, 1);
  assert.equal((await jingwei('edition', 'rollback', db, 1, '--expect', 1)).status, 1);
  assert.equal((await jingwei('edition', 'rollback', db, 9)).status, 1);
  assert.match((await jingweiDone('edition', 'rollback', db, 1, '--note', '撤回')).stdout, new RegExp(`edition 3 holds.*\\n  back ${gone}`));
  assert.equal(lines((await jingweiDone('edition', 'list', db, '--json')).stdout)[0].root_hash, first.root_hash);
  assert.match((await jingweiDone('edition', 'certificate', db, 2)).stdout, /0 broken invariants[^]*was plan 1 合并两格[^]*\n  review by reviewer\/cli:\S+, \S+: 已核对\n  approve by chief\/cli:\S+, \S+: 同意\n/);
  assert.equal(JSON.parse((await jingweiDone('edition', 'certificate', db, 3, '--json')).stdout).plan, null);
  const again = await jingwei('edition', 'rollback', db, 1);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /nothing was published/);
  await jingweiDone('check', db);
});

test('the hand-over is a sheet, a table or a map', async (t) => {
  const { folder, db } = await town(t);
  const [kept, gone] = await neighbours(folder, db);
  await jingweiDone('plan', 'new', db, '合并');
  await jingweiDone('plan', 'apply', db, 1, write(folder, 'ops', `{"op":"merge","into":"${kept}","grids":["${gone}"]}`));
  const before = await fingerprint(db);
  const [csv, xlsx, map] = ['csv', 'xlsx', 'geojson'].map((end) => path.join(folder, `hand-over.${end}`));
  for (const file of [csv, xlsx, map]) await jingweiDone('plan', 'diff', db, 1, '--out', file);
  const [head, ...rows] = readFileSync(csv, 'utf8').trimEnd().split('\r\n');
  assert.match(head, /^\uFEFFlayer,code,name,from_grid,/);
  assert.ok(rows.length > 0 && rows.every((row) => row.includes(`"${gone}"`) && row.includes(`"${kept}"`)));
  for (const [sheet, count] of [['移交对象', rows.length], ['网格变化', 2]]) {
    const { stdout } = await run('ogrinfo', ['-ro', '-so', xlsx, sheet]);
    assert.equal(Number(/Feature Count: (\d+)/.exec(stdout)?.[1]), count, stdout);
  }
  const ground = JSON.parse(readFileSync(map, 'utf8')).features.filter(({ properties }) => properties.what === 'ground');
  assert.deepEqual(ground.map(({ properties }) => [properties.from, properties.to]), [[gone, kept]]);

  assert.equal((await jingwei('plan', 'diff', db, 1, '--out', csv)).status, 2, 'an existing file is kept');
  assert.equal((await jingwei('plan', 'diff', db, 1, '--out', db, '--overwrite')).status, 2, 'the store is kept');
  assert.equal((await jingwei('plan', 'diff', db, 1, '--out', path.join(folder, 'x.pdf'))).status, 2);
  assert.equal(await fingerprint(db), before);
});

test('the official list of grids has limits in words and a head', async (t) => {
  const { folder, db } = await town(t);
  const file = path.join(folder, '清单.csv');
  await jingweiDone('edition', 'grids', db, file, '--level', 'grid');
  const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  assert.match(head, /^\uFEFF网格编码,网格名称,层级,上级编码,四至,户数,人口,面积平方米,网格长,网格长电话,版本$/);
  assert.ok(rows.length > 10);
  for (const row of rows) assert.match(row, /,[东南西北]至[^,]+，[南西北]至[^,]+,/);
  assert.ok(rows.filter((row) => /"1\d{10}"/.test(row)).length > rows.length / 2, 'most grids have a head with a phone');
  const sheet = path.join(folder, '清单.xlsx');
  await jingweiDone('edition', 'grids', db, sheet, '--edition', 1);
  assert.match((await run('ogrinfo', ['-ro', '-so', sheet, '网格清单'])).stdout, /四至: String/);
  assert.equal((await jingwei('edition', 'grids', db, path.join(folder, 'x.csv'), '--edition', 7)).status, 1);
});

test('a served store is read, and written by nobody else', async (t) => {
  const { db } = await town(t);
  await serve(t, db);
  await jingweiDone('edition', 'list', db);
  await jingweiDone('plan', 'list', db);
  const busy = await jingwei('plan', 'new', db, '方案');
  assert.equal(busy.status, 3);
  assert.equal((await jingwei('edition', 'rollback', db, 1)).status, 3);
});

test('a plan wants a name, and grids to redraw', async (t) => {
  const { folder, db } = await town(t);
  const nameless = await jingwei('plan', 'new', db, ' \u200B');
  assert.equal(nameless.status, 2);
  assert.match(nameless.stderr, /A plan needs a 'name' that people can read/);
  const empty = path.join(folder, 'empty.sqlite');
  await jingweiDone('init', empty);
  const early = await jingwei('plan', 'new', empty, '太早');
  assert.equal(early.status, 1);
  assert.match(early.stderr, /The theme 'base' has no grids to redraw yet; import its first ones, and begin a plan then/);
  assert.match((await jingweiDone('plan', 'list', empty)).stdout, /there are no plans/);
});
