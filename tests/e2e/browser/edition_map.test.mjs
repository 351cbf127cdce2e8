// A map page on paper for each grid: whole, offline, on one sheet of A4, and no name over another.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { openPage, startBrowser } from '../support/browser.mjs';
import { jingwei, jingweiDone, realData, run, binary, temporaryFolder } from '../support/jingwei.mjs';

/** Sheets that a printed PDF has, and their sizes in points. */
function sheetsOf(pdf) {
  const text = pdf.toString('latin1');
  return { count: (text.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length, boxes: (text.match(/\/MediaBox\s*\[[^\]]*\]/g) ?? []).map((box) => box.match(/[\d.]+/g).map(Number)) };
}

/** What of a page is cut off or lies over something else. */
async function faultsOf(page) {
  return page.evaluate(() => {
    const faults = [];
    const sheet = document.querySelector('.page');
    if (sheet.scrollHeight > sheet.clientHeight + 1 || sheet.scrollWidth > sheet.clientWidth + 1) faults.push('the sheet is too small');
    for (const cell of document.querySelectorAll('th, td, h1, header p, footer p')) {
      if (cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).display !== 'inline') faults.push(`cut off: ${cell.textContent}`);
    }
    const map = document.querySelector('svg.map').getBoundingClientRect();
    // a word's box is as high as its font allows; its ink is lower
    const corners = (element) => {
      const box = element.getBBox();
      const matrix = element.getScreenCTM();
      const [top, height] = [box.y + 0.22 * box.height, 0.58 * box.height];
      return [[box.x, top], [box.x + box.width, top], [box.x + box.width, top + height], [box.x, top + height]].map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
    };
    const apart = (a, b) =>
      [a, b].some((quad) =>
        quad.some((p, i) => {
          const q = quad[(i + 1) % 4];
          const [nx, ny] = [q.y - p.y, p.x - q.x];
          const along = (points) => points.map((r) => r.x * nx + r.y * ny);
          return Math.max(...along(a)) <= Math.min(...along(b)) + 1e-6 || Math.max(...along(b)) <= Math.min(...along(a)) + 1e-6;
        }),
      );
    const words = [...document.querySelectorAll('svg.map text')].map((element) => ({ text: element.textContent, quad: corners(element) }));
    for (const [i, word] of words.entries()) {
      if (word.quad.some((p) => p.x < map.left || p.x > map.right || p.y < map.top || p.y > map.bottom)) faults.push(`beyond the map: ${word.text}`);
      for (const other of words.slice(0, i)) if (!apart(word.quad, other.quad)) faults.push(`${word.text} over ${other.text}`);
    }
    return faults;
  });
}

async function check(t, folder, files) {
  const browser = await startBrowser();
  t.after(() => browser.close());
  for (const file of files) {
    const { page, faults, requests, close } = await openPage(browser, 'file://', { width: 820, height: 1180 });
    await page.goto(pathToFileURL(path.join(folder, file)).href);
    assert.deepEqual(await faultsOf(page), [], file);
    assert.deepEqual(faults, [], file);
    assert.equal(requests.length, 1, `${file} needs nothing but itself: ${requests.join(' ')}`);
    const { count, boxes } = sheetsOf(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    assert.equal(count, 1, `${file} is one sheet`);
    for (const [, , width, height] of boxes) assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `${file} is A4: ${width} × ${height}`);
    await close();
  }
}

test('every grid of a town has a sheet with map, limits, head and figures, and no word lies over another', async (t) => {
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const out = path.join(folder, 'maps');
  assert.match((await jingweiDone('edition', 'map', db, out, '--attribution', '虚构区网格中心', '--map-approval', 'GS(2026)0000号')).stdout, /^\d+ pages written/);
  const files = readdirSync(out);
  const grids = path.join(folder, 'list.csv');
  await jingweiDone('edition', 'grids', db, grids, '--level', 'grid');
  const rows = readFileSync(grids, 'utf8').replace(/^\ufeff/, '').trim().split(/\r?\n/).slice(1).map((line) => line.split(',').map((cell) => cell.replace(/^"|"$/g, '')));
  assert.deepEqual(files.sort(), rows.map(([code]) => `${code}.html`).sort());
  for (const [code, name, , parent] of rows) {
    const text = readFileSync(path.join(out, `${code}.html`), 'utf8');
    for (const word of [code, name, '四至', '至', '网格长', 'Households', '比例尺 1 : ', '北 N', '审图号：GS(2026)0000号', '虚构区网格中心', '第 1 版', 'Edition 1, from ']) {
      assert.ok(text.includes(word), `${code} tells ${word}`);
    }
    assert.ok(!text.includes('http://') || text.match(/http:\/\//g).length === text.match(/http:\/\/www\.w3\.org\/2000\/svg/g).length, 'nothing from elsewhere');
    assert.ok(parent);
  }
  await check(t, out, files);

  // the same store gives the same pages; existing ones are kept
  assert.equal((await jingwei('edition', 'map', db, out)).status, 2);
  const [[first]] = rows;
  const before = readFileSync(path.join(out, `${first}.html`), 'utf8');
  await jingweiDone('edition', 'map', db, out, '--grid', first, '--overwrite', '--attribution', '虚构区网格中心', '--map-approval', 'GS(2026)0000号');
  assert.equal(readFileSync(path.join(out, `${first}.html`), 'utf8'), before);
  const env = await run(binary, ['edition', 'map', db, path.join(folder, 'env'), '--grid', first], { env: { JINGWEI_MAP_APPROVAL: '审图号 GS(2027)1号' } });
  assert.equal(env.status, 0, env.stderr);
  assert.ok(readFileSync(path.join(folder, 'env', `${first}.html`), 'utf8').includes('审图号：GS(2027)1号'));
  assert.equal((await jingwei('edition', 'map', db, out, '--grid', 'nix')).status, 1);
  assert.equal((await jingwei('edition', 'map', db, out, '--edition', '9')).status, 1);
  await jingweiDone('edition', 'map', db, path.join(folder, 'communities'), '--level', 'community');
  await check(t, path.join(folder, 'communities'), readdirSync(path.join(folder, 'communities')));
});

test('sheets of real grids, ragged and with many neighbours, keep their words apart', async (t) => {
  const oa = realData('leeds/oa.geojson');
  if (!oa) return t.skip('the real boundaries are absent');
  const folder = temporaryFolder(t);
  const db = path.join(folder, 'leeds.sqlite');
  await jingweiDone('init', db);
  for (const [file, level, code, name] of [['msoa', 'township', 'MSOA11CD', 'MSOA11NM'], ['lsoa', 'community', 'LSOA11CD', 'LSOA11NM'], ['oa', 'grid', 'OA11CD', 'OA11CD']]) {
    await jingweiDone('import', db, 'grids', realData(`leeds/${file}.geojson`), '--level', level, '--code', code, '--name', name);
  }
  const out = path.join(folder, 'maps');
  await jingweiDone('edition', 'map', db, out, '--level', 'township');
  await check(t, out, readdirSync(out).filter((_, i) => i % 12 === 0));
  const grids = path.join(folder, 'grids');
  await jingweiDone('edition', 'map', db, grids, '--within', readdirSync(out)[0].replace('.html', ''));
  assert.ok(readdirSync(grids).length > 5);
  await check(t, grids, readdirSync(grids).filter((_, i) => i % 4 === 0));
});
