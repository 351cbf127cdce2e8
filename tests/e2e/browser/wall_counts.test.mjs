// Whatever stands in the part of the town that the wall shows is on the picture: by itself, or in the count of a ring.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { mapIsStill, openPage, startBrowser } from '../support/browser.mjs';
import { jingweiDone, serve, temporaryFolder } from '../support/jingwei.mjs';

const json = async (url) => (await fetch(url)).json();
const sources = ['cameras', 'key_sites', 'rental_houses'];

/** Lets the test ask the map itself: the page keeps it as `wallMap`. */
async function keepMap(page) {
  await page.route('**/assets/wall.js', async (route) => {
    const answer = await route.fetch();
    const script = await answer.text();
    const kept = script.replace(/new (\w+)\(\{container:/, 'globalThis.wallMap=new $1({container:');
    assert.notEqual(kept, script, 'the page makes its map in another way');
    await route.fulfill({ response: answer, body: kept });
  });
}

/** How many objects of each source the picture shows, and how many its tiles have in view. */
const countsOn = (page) =>
  page.evaluate((names) => {
    const map = globalThis.wallMap;
    const bounds = map.getBounds();
    const sumOf = (features) => {
      const seen = new Map(); // a feature may be found once a layer and once a tile
      for (const { geometry, properties } of features) {
        if (bounds.contains(geometry.coordinates)) seen.set(JSON.stringify([geometry.coordinates, properties]), properties.count ?? 1);
      }
      return [...seen.values()].reduce((sum, count) => sum + count, 0);
    };
    const layersOf = (source) => map.getStyle().layers.filter((layer) => layer.source === source).map((layer) => layer.id);
    return Object.fromEntries(
      names.map((name) => [name, { drawn: sumOf(map.queryRenderedFeatures({ layers: layersOf(name) })), inView: sumOf(map.querySourceFeatures(name, { sourceLayer: name })) }]),
    );
  }, sources);

test('every object in view is drawn, by itself or in the count of a ring', { timeout: 600_000 }, async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const { url } = await serve(t, db, '--demo');
  const browser = await startBrowser();
  t.after(() => browser.close());
  const { bounds, layers: known } = await json(`${url}/v1/info`);
  const counts = Object.fromEntries(known.map(({ layer, count }) => [layer, count]));
  const middle = [(bounds[1] + bounds[3]) / 2, (bounds[0] + bounds[2]) / 2].map((degrees) => degrees.toFixed(5)).join('/');
  const layers = 'layers=grids,borders,names,cameras,key_sites,rental_houses';
  const views = { home: `#${layers}` };
  for (const zoom of [10, 11, 13]) views[zoom] = `#map=${zoom}/${middle}&${layers}`;
  for (const [width, height] of [[1600, 900], [390, 844]]) {
    for (const [name, link] of Object.entries(views)) {
      const { page, faults, close } = await openPage(browser, url, { width, height });
      await keepMap(page);
      await page.goto(`${url}/wall${link}`);
      await mapIsStill(page);
      for (const [source, { drawn, inView }] of Object.entries(await countsOn(page))) {
        const where = `${source} at ${name}, ${width} × ${height}`;
        assert.ok(inView > 0, where);
        assert.equal(drawn, inView, where);
        if (name !== '13' && width === 1600) assert.equal(drawn, counts[source], `${where}: the whole town is in view`);
      }
      assert.deepEqual(faults, []);
      await close();
    }
  }
});
