// QGIS draws the tiles: its own reader, its own picture. Left out where QGIS is not installed (apt-get install python3-qgis).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve, temporaryFolder } from '../support/jingwei.mjs';
import { sampleTown } from '../support/places.mjs';

const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('../support/qgis_tiles.py', import.meta.url));
const hasQgis = spawnSync(python, ['-c', 'import qgis.core']).status === 0;

test('QGIS opens the tiles of grids and draws ground, borders and labels', { skip: hasQgis ? false : 'QGIS is not installed: apt-get install python3-qgis' }, async (t) => {
  const folder = temporaryFolder(t);
  const db = await sampleTown(folder);
  const server = await serve(t, db);
  const { center } = await (await fetch(`${server.url}/tiles/grids.json`)).json();
  const picture = path.join(folder, 'qgis.png');
  const drawn = spawnSync(python, [script, server.url, String(center[0]), String(center[1]), '700', picture], {
    encoding: 'utf8', timeout: 120_000, env: { ...process.env, QT_QPA_PLATFORM: 'offscreen', XDG_RUNTIME_DIR: folder },
  });
  assert.equal(drawn.status, 0, drawn.stderr);
  const { valid, errors, pixels } = JSON.parse(drawn.stdout.trim().split('\n').at(-1));
  assert.ok(valid);
  assert.deepEqual(errors, []);
  assert.ok(pixels.fill > 100_000, JSON.stringify(pixels)); // most of 360,000 is ground, none of it uncovered
  assert.ok(pixels.edge > 2_000, JSON.stringify(pixels));
  assert.ok(pixels.label > 50, JSON.stringify(pixels));
  assert.equal(pixels.background, 0, JSON.stringify(pixels));
});
