// Rows of tables whose shapes are wrong: each is named, with what is wrong and what to do.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fingerprint, jingwei, temporaryFolder, write } from '../support/jingwei.mjs';
import { smallDistrict } from './import.test.mjs';

test('rows whose shape is written wrongly, of another sort or without a kind are refused side by side', async (t) => {
  const folder = temporaryFolder(t);
  const db = await smallDistrict(folder);
  const before = await fingerprint(db);
  const taking = (layer, name, text, ...more) => jingwei('import', db, layer, write(folder, name, text), '--frame', 'cgcs2000', ...more);
  const cameras = await taking('cameras', 'cameras.csv', [
    'WKT,code,kind', '"POINT (104.1O5 36.505)",C1,dome', '"LINESTRING (104.105 36.505,104.106 36.505)",C2,dome',
    '"GEOMETRYCOLLECTION (POINT (104.105 36.505),POINT (104.106 36.505))",C3,dome', ''].join('\n'));
  assert.equal(cameras.status, 1, cameras.stderr);
  assert.match(cameras.stdout, /line 2.*its shape in 'WKT' cannot be taken: '104\.1O5' is not a number/);
  assert.match(cameras.stdout, /line 3.*a LineString where a point is needed; where symbols of a drawing are blocks/);
  assert.match(cameras.stdout, /line 4.*a GeometryCollection where a point is needed; leave the one of its shapes that counts/);
  const ring = '((104.1 36.5,104.11 36.5,104.11 36.51,104.1 36.5))';
  const grids = await taking('grids', 'grids.csv', `WKT,code,name,kind\n"POLYGON ${ring}",990101001001001,一,\n`, '--level', 'grid');
  assert.equal(grids.status, 1, grids.stderr);
  assert.match(grids.stdout, /its kind is empty: write base or dedicated, or leave the column out/);
  assert.equal(await fingerprint(db), before);
});
