import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { linkOf, linkWhere, mapIsStill, openPage, startBrowser } from '../support/browser.mjs';
import { jingweiDone, serve, temporaryFolder } from '../support/jingwei.mjs';

const json = async (url) => (await fetch(url)).json();

/** Opens the wall over the middle of the district, near enough to see grids. */
async function openWall(t, browser, url, more = '') {
  const opened = await openPage(browser, url);
  t.after(opened.close);
  const { bounds } = await json(`${url}/v1/info`);
  const middle = [(bounds[1] + bounds[3]) / 2, (bounds[0] + bounds[2]) / 2].map((degrees) => degrees.toFixed(5));
  await opened.page.goto(`${url}/wall#map=14.60/${middle.join('/')}${more}`);
  await mapIsStill(opened.page);
  return opened;
}

async function clickMiddle(page) {
  await page.mouse.click(640, 380);
  await page.waitForSelector('.card h2');
  const link = await linkWhere(page, (values) => values.has('at'), 'the chosen place in the link');
  const [lon, lat] = link.get('at').split(',');
  return { lon, lat };
}

const codeOnCard = (page) => page.locator('.card .main h2').getAttribute('data-code');

test('the wall', { timeout: 900_000 }, async (t) => {
  const db = path.join(temporaryFolder(t), 'district.sqlite');
  await jingweiDone('sample', db, '--size', 'district');
  const server = await serve(t, db, '--demo', '--attribution', 'District office', '--map-approval', 'GS(2026)0000');
  const browser = await startBrowser();
  t.after(() => browser.close());
  const url = server.url;

  await t.test('tiles of every layer that is on arrive, without an error and without leaving the server', async (t) => {
    const { page, faults, requests } = await openWall(t, browser, url, '&layers=grids,borders,names,cameras,key_sites,rental_houses');
    for (const layers of ['grids,grid_edges,grid_labels', 'cameras', 'key_sites', 'rental_houses']) {
      const tiles = requests.filter((request) => request.startsWith(`${url}/tiles/${layers}/`));
      assert.ok(tiles.length > 0, `no tile of ${layers} was asked for`);
      const answer = await fetch(tiles[0]);
      assert.ok([200, 204].includes(answer.status), `${tiles[0]} answered ${answer.status}`);
    }
    assert.equal(await page.locator('h1').textContent(), (await json(`${url}/v1/info`)).name);
    assert.deepEqual(faults, []);
  });

  await t.test('whose data it is and the map approval number stand below the map, and in every TileJSON', async (t) => {
    const { page } = await openWall(t, browser, url);
    const footer = await page.locator('.attribution').innerText();
    for (const text of ['District office', '审图号：GS(2026)0000']) assert.ok(footer.includes(text), footer);
    assert.equal((await json(`${url}/tiles/grids,key_sites.json`)).attribution, 'District office · 审图号：GS(2026)0000');
  });

  await t.test('the hint stands in the title bar beside what is there, and goes when a place is chosen', async (t) => {
    const { page } = await openWall(t, browser, url);
    const [bar, name, hint, tools] = await Promise.all(
      ['.title-bar', '.title-name', '.hint', '.title-tools'].map((part) => page.locator(part).boundingBox()),
    );
    assert.ok(hint.y >= bar.y && hint.y + hint.height <= bar.y + bar.height, JSON.stringify({ bar, hint }));
    assert.ok(name.x + name.width < hint.x && hint.x + hint.width < tools.x, JSON.stringify({ name, hint, tools }));
    await clickMiddle(page);
    assert.equal(await page.locator('.hint').count(), 0);
  });

  await t.test('a click shows the grid and the people that locate names', async (t) => {
    const { page, faults } = await openWall(t, browser, url);
    const { lon, lat } = await clickMiddle(page);
    const [theme] = (await json(`${url}/v1/locate?lon=${lon}&lat=${lat}`)).themes;
    assert.equal(await codeOnCard(page), theme.grid.code);
    const card = await page.locator('.card').innerText();
    for (const text of [theme.grid.name, ...theme.people.map((person) => person.name), ...theme.chain.map((unit) => unit.name)]) {
      assert.ok(card.includes(text), `the card lacks ${text}:\n${card}`);
    }
    assert.equal(await page.locator('.card .main .person').count(), theme.people.length);
    assert.deepEqual(faults, []);
  });

  await t.test('a place outside every grid shows the nearest with its distance', async (t) => {
    const { bounds } = await json(`${url}/v1/info`);
    const at = `${(bounds[0] - 0.002).toFixed(7)},${((bounds[1] + bounds[3]) / 2).toFixed(7)}`;
    const { page, faults } = await openWall(t, browser, url, `&at=${at}`);
    await page.waitForSelector('.card .outside, .card .nowhere');
    const [lon, lat] = at.split(',');
    const [theme] = (await json(`${url}/v1/locate?lon=${lon}&lat=${lat}&within=2000`)).themes;
    assert.notEqual(theme.match, 'inside');
    const said = await page.locator('.card').innerText();
    assert.ok(theme.match === 'none' || said.includes(theme.grid.name), said);
    assert.deepEqual(faults, []);
  });

  await t.test('a layer goes off and on, in the picture and in the link', async (t) => {
    const { page, faults } = await openWall(t, browser, url);
    const clip = { x: 420, y: 120, width: 600, height: 480 };
    const before = await page.screenshot({ clip });
    const toggle = page.locator('[data-layer="grids"]');
    await toggle.click();
    await mapIsStill(page);
    assert.equal(await toggle.getAttribute('aria-checked'), 'false');
    assert.ok(!linkOf(page).get('layers').split(',').includes('grids'));
    assert.notDeepEqual(await page.screenshot({ clip }), before);
    await toggle.click();
    await mapIsStill(page);
    assert.ok(linkOf(page).get('layers').split(',').includes('grids'));
    assert.deepEqual(faults, []);
  });

  await t.test('the language changes every text and stays in the link', async (t) => {
    const { page, faults } = await openWall(t, browser, url);
    await clickMiddle(page);
    assert.match(await page.locator('.layers').innerText(), /图层/);
    await page.locator('.language').click();
    assert.match(await page.locator('.layers').innerText(), /Layers/);
    assert.match(await page.locator('.card').innerText(), /Who answers|People who answer/);
    assert.equal(linkOf(page).get('lang'), 'en');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.deepEqual(faults, []);
  });

  await t.test('a reload of the link restores map, layers, place and language', async (t) => {
    const { page, faults } = await openWall(t, browser, url, '&layers=borders,names,rental_houses&lang=en');
    await clickMiddle(page);
    const code = await codeOnCard(page);
    const link = page.url();
    await page.reload();
    await mapIsStill(page);
    await page.waitForSelector('.card h2');
    assert.equal(page.url(), link);
    assert.equal(await codeOnCard(page), code);
    assert.equal(await page.locator('[data-layer="cameras"]').getAttribute('aria-checked'), 'false');
    assert.equal(await page.locator('[data-layer="rental_houses"]').getAttribute('aria-checked'), 'true');
    assert.deepEqual(faults, []);
  });

  await t.test('the keyboard chooses the middle of the map, and Escape closes the card', async (t) => {
    const { page, faults } = await openWall(t, browser, url);
    await page.locator('#map canvas').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card h2');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.card', { state: 'detached' });
    assert.equal(linkOf(page).get('at'), null);
    assert.deepEqual(faults, []);
  });

  await t.test('nothing is cut or overlaps from a narrow window to a 4K wall', async () => {
    for (const [width, height] of [[390, 844], [1280, 720], [1920, 1080], [3840, 2160]]) {
      const { page, close } = await openPage(browser, url, { width, height });
      await page.goto(`${url}/wall#at=${linkOfMiddle(await json(`${url}/v1/info`))}`);
      await page.waitForSelector('.card h2');
      const boxes = {};
      for (const name of ['.title-name', '.title-tools', '.layers', '.card', '.map-tools', '.attribution']) {
        boxes[name] = await page.locator(name).boundingBox();
        assert.ok(isInside(boxes[name], width, height), `${name} leaves ${width} × ${height}: ${JSON.stringify(boxes[name])}`);
      }
      for (const [a, b] of [['.title-name', '.title-tools'], ['.title-tools', '.card'], ['.title-name', '.layers'], ['.layers', '.card'], ['.card', '.attribution'], ['.card', '.map-tools'], ['.layers', '.map-tools']]) {
        assert.ok(!overlap(boxes[a], boxes[b]), `${a} and ${b} overlap at ${width} × ${height}`);
      }
      await close();
    }
  });

  await t.test('served to other machines, the page asks for a key, says when it is wrong, and works with it', async (t) => {
    const copy = path.join(temporaryFolder(t), 'copy.sqlite');
    await jingweiDone('backup', db, copy);
    await jingweiDone('user', 'add', copy, 'desk', '--password', 'a long enough password');
    const key = (await jingweiDone('key', 'add', copy, 'desk')).stdout.trim();
    const open = await serve(t, copy, '--listen', '0.0.0.0:0');
    assert.match(open.output.stdout, /others +reach it .* with a key \(jingwei key add\)/);
    const { page, close, requests } = await openPage(browser, open.url);
    t.after(close);
    await page.goto(`${open.url}/wall`);
    const form = page.locator('.key-form');
    assert.match(await form.innerText(), /jingwei key add/);
    await form.locator('input').fill('jwk_wrong');
    await form.locator('[type="submit"]').click();
    await page.waitForFunction(() => document.querySelector('.key-form b')?.textContent === '服务器不接受此密钥');
    await form.locator('input').fill(key);
    await form.locator('[type="submit"]').click();
    await mapIsStill(page);
    assert.equal(await form.count(), 0);
    assert.ok(requests.some((request) => request.startsWith(`${open.url}/tiles/`)));
    assert.ok(!page.url().includes(key));
    assert.equal(await page.locator('[data-layer="cameras"]').getAttribute('aria-checked'), 'true');
    await clickMiddle(page);
  });

  await t.test('the page says at once that the server is away, and heals itself when it is back', async (t) => {
    const copy = path.join(temporaryFolder(t), 'copy.sqlite');
    await jingweiDone('backup', db, copy);
    const own = await serve(t, copy, '--demo');
    const { page } = await openWall(t, browser, own.url);
    own.child.kill('SIGKILL');
    await own.done;
    await page.waitForSelector('.outage', { timeout: 20_000 });
    assert.match(await page.locator('.outage strong').innerText(), /\d\d:\d\d/);
    const back = await serve(t, copy, '--demo', '--listen', new URL(own.url).host);
    assert.equal(back.url, own.url);
    await page.waitForSelector('.outage', { state: 'detached', timeout: 30_000 });
    await clickMiddle(page);
  });
});

const linkOfMiddle = ({ bounds }) => `${((bounds[0] + bounds[2]) / 2).toFixed(7)},${((bounds[1] + bounds[3]) / 2).toFixed(7)}`;

const isInside = (box, width, height) => box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width + 0.5 && box.y + box.height <= height + 0.5;

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
