// The pages behind a proxy that serves the program below a path, as public_url says.
import assert from 'node:assert/strict';
import http from 'node:http';
import path from 'node:path';
import test from 'node:test';
import { mapIsStill, openPage, startBrowser } from '../support/browser.mjs';
import { jingweiDone, serve, temporaryFolder } from '../support/jingwei.mjs';

const below = '/city/jw';

/** A proxy that takes the path away and knows nothing else. Its server is known once `target` is set. */
async function startProxy(t) {
  const strayed = [];
  const proxy = { target: '', strayed };
  const server = http.createServer((request, response) => {
    if (!request.url.startsWith(`${below}/`)) {
      strayed.push(request.url);
      response.writeHead(404).end();
      return;
    }
    const { hostname, port } = new URL(proxy.target);
    const headers = { ...request.headers, host: `${hostname}:${port}` };
    const asked = http.request({ hostname, port, path: request.url.slice(below.length), method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', () => response.destroy());
    request.pipe(asked);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  proxy.origin = `http://127.0.0.1:${server.address().port}`;
  return proxy;
}

/** A port that is free now. */
async function freePort() {
  const server = http.createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

test('the wall works below a path of public_url, and beside the proxy too', { timeout: 300_000 }, async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const proxy = await startProxy(t);
  const place = `127.0.0.1:${await freePort()}`;
  const { output } = await serve(t, db, '--demo', '--listen', place, '--public-url', proxy.origin + below);
  const url = `http://${place}`;
  proxy.target = url;
  const browser = await startBrowser();
  t.after(() => browser.close());

  for (const [entry, root] of [[`${proxy.origin}${below}/`, `${proxy.origin}${below}`], [`${url}/`, url]]) {
    const { page, faults, requests, close } = await openPage(browser, root);
    await page.goto(entry);
    assert.equal(new URL(page.url()).pathname, new URL(`${root}/wall`).pathname);
    await mapIsStill(page);
    for (const layers of ['grids,grid_edges,grid_labels', 'cameras']) {
      const tile = requests.find((request) => request.startsWith(`${root}/tiles/${layers}/`));
      assert.ok(tile, `no tile of ${layers} was asked for below ${root}`);
      assert.equal((await fetch(tile)).status, 200);
    }
    assert.ok(await page.locator('h1').textContent());
    assert.deepEqual(faults, []);
    await close();
  }
  assert.deepEqual(proxy.strayed, []);
  assert.match(output.stdout, new RegExp(`map +${proxy.origin}${below}/wall`));
});
