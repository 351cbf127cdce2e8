// Our tiles in another client: OpenLayers, which reads them by .pbf and draws them in both tile grids.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';
import { openPage, startBrowser } from '../support/browser.mjs';
import { jingweiDone, root, serve, temporaryFolder } from '../support/jingwei.mjs';

const require = createRequire(path.join(root, 'web/package.json'));
const width = 1600;
const height = 1400; // the whole town at zoom 13

/** Draws the layers of one tile grid over a box until all is drawn, then counts what the layer holds. */
const page = `
import Map from 'ol/Map.js';
import View from 'ol/View.js';
import MVT from 'ol/format/MVT.js';
import VectorTileLayer from 'ol/layer/VectorTile.js';
import { fromLonLat } from 'ol/proj.js';
import VectorTileSource from 'ol/source/VectorTile.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import { createXYZ } from 'ol/tilegrid.js';

const inDegrees = () => ({
  projection: 'EPSG:4326',
  tileGrid: new TileGrid({
    extent: [-180, -90, 180, 90],
    origin: [-180, 90],
    tileSize: 512,
    minZoom: 1,
    resolutions: Array.from({ length: 17 }, (_, z) => 360 / 2 ** z / 512),
  }),
});

window.show = ({ tms, bounds, zoom }) =>
  new Promise((resolve, reject) => {
    const degrees = tms === 'CGCS2000Quad';
    const source = new VectorTileSource({
      format: new MVT(),
      url: '/tiles/grids,grid_edges,grid_labels,key_sites/{z}/{x}/{y}.pbf?tms=' + tms,
      ...(degrees ? inDegrees() : { tileGrid: createXYZ({ tileSize: 512, maxZoom: 16 }) }),
    });
    source.on('tileloaderror', () => reject(new Error('a tile could not be loaded')));
    const layer = new VectorTileLayer({ source });
    const middle = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
    const map = new Map({
      target: 'map',
      controls: [],
      layers: [layer],
      view: new View({
        projection: degrees ? 'EPSG:4326' : 'EPSG:3857',
        center: degrees ? middle : fromLonLat(middle),
        resolution: source.getTileGrid().getResolution(zoom),
      }),
    });
    map.once('rendercomplete', () => {
      const features = layer.getFeaturesInExtent(map.getView().calculateExtent());
      const of = (name) => features.filter((feature) => feature.get('layer') === name);
      resolve({
        grids: [...new Set(of('grids').filter((f) => f.get('theme') === 'base').map((f) => f.get('code')))].sort(),
        edges: of('grid_edges').length,
        labels: of('grid_labels').filter((f) => f.get('theme') === 'base').map((f) => f.get('code')).sort(),
        keySites: of('key_sites').reduce((sum, feature) => sum + (feature.get('count') ?? 1), 0),
      });
      map.setTarget(undefined);
    });
  });
`;

async function bundle() {
  const { build } = require('esbuild');
  const result = await build({
    stdin: { contents: page, resolveDir: path.join(root, 'web'), loader: 'js' },
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  return result.outputFiles[0].text;
}

test('OpenLayers draws the layers in both tile grids and finds every grid and key site', { timeout: 600_000 }, async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const server = await serve(t, db);
  const browser = await startBrowser();
  t.after(() => browser.close());
  const opened = await openPage(browser, server.url, { width, height });
  t.after(opened.close);
  const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="/favicon.svg"><div id="map" style="width:${width}px;height:${height}px"></div>`;
  await opened.page.route(`${server.url}/openlayers`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await opened.page.goto(`${server.url}/openlayers`);
  await opened.page.addScriptTag({ content: await bundle() });

  const info = await (await fetch(`${server.url}/v1/info`)).json();
  const grids = [];
  for (let next = ''; next !== null; ) {
    const list = await (await fetch(`${server.url}/v1/grids?level=grid&theme=base&limit=1000${next && `&cursor=${next}`}`)).json();
    grids.push(...list.items.map((item) => item.code));
    next = list.next;
  }
  const keySites = info.layers.find((layer) => layer.layer === 'key_sites').count;
  for (const tms of ['WebMercatorQuad', 'CGCS2000Quad']) {
    const shown = await opened.page.evaluate((call) => window.show(call), { tms, bounds: info.bounds, zoom: 13 });
    assert.deepEqual(shown.grids.filter((code) => grids.includes(code)), [...grids].sort(), tms);
    assert.ok(shown.edges > grids.length, `${tms}: ${shown.edges} edges`);
    assert.equal(new Set(shown.labels).size, shown.labels.length, `${tms}: a label comes twice`);
    assert.equal(shown.keySites, keySites, tms);
  }
  assert.deepEqual(opened.faults, []);
});
