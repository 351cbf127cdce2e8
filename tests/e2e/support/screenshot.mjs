// node screenshot.mjs FOLDER: pictures of the wall over a sample district, for the documentation.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mapIsStill, openPage, startBrowser } from './browser.mjs';
import { jingweiDone, serve } from './jingwei.mjs';

const folder = process.argv[2];
const size = { width: 1600, height: 900 };
const ends = [];
const scope = { after: (end) => ends.unshift(end) };

async function picture(browser, url, link, name, before = async () => {}) {
  const { page, faults, close } = await openPage(browser, url, size);
  await page.goto(`${url}/wall${link}`);
  await mapIsStill(page);
  await before(page);
  await mapIsStill(page);
  await page.screenshot({ path: path.join(folder, name) });
  await close();
  if (faults.length) throw new Error(`${name}: ${faults.join('\n')}`);
  console.log(path.join(folder, name));
}

async function takePictures() {
  const temporary = mkdtempSync(path.join(tmpdir(), 'jingwei-screenshot-'));
  scope.after(() => rmSync(temporary, { recursive: true, force: true }));
  const db = path.join(temporary, 'district.sqlite');
  await jingweiDone('sample', db, '--size', 'district');
  const { url } = await serve(scope, db, '--demo');
  const browser = await startBrowser();
  scope.after(() => browser.close());
  const { bounds } = await (await fetch(`${url}/v1/info`)).json();
  const [lon, lat] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
  mkdirSync(folder, { recursive: true });
  await picture(browser, url, `#map=11.40/${lat.toFixed(5)}/${lon.toFixed(5)}`, 'wall.png');
  await picture(browser, url, `#map=15.90/${lat.toFixed(5)}/${lon.toFixed(5)}`, 'wall-card.png', async (page) => {
    await page.mouse.click(820, 480);
    await page.waitForSelector('.card h2');
  });
}

try {
  await takePictures();
} finally {
  for (const end of ends) await end();
}
