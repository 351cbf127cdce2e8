// A headless Chromium on a page of ours, which notes whatever a page must not do.
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, until } from './jingwei.mjs';

const { chromium } = createRequire(path.join(root, 'web/package.json'))('playwright-core');

const flags = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];

/** Starts the browser; closed by the caller. CHROMIUM names another than Debian's. */
export const startBrowser = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });

/** Opens a page in a context of its own. `faults` collects console errors, exceptions and requests that leave `origin`. */
export async function openPage(browser, origin, { width = 1280, height = 720, scale = 1 } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    reducedMotion: 'reduce',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  const faults = [];
  const requests = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && isOurs(message.text()) && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    requests.push(request.url());
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(origin)) faults.push(`left the origin: ${request.url()}`);
  });
  return { page, faults, requests, close: () => context.close() };
}

/** Software drawing makes Chromium warn about itself. */
const isOurs = (text) => !/GPU stall due to ReadPixels|GL Driver Message|swiftshader/i.test(text);

/** Resolves once the map has drawn all of its picture. */
export const mapIsStill = (page) => page.waitForSelector('#map[data-state="idle"]', { timeout: 90_000 });

/** The values of the link that the page keeps in its address. */
export const linkOf = (page) => new URLSearchParams(new URL(page.url()).hash.slice(1));

/** Resolves once the page's link satisfies `condition(link)`. */
export const linkWhere = (page, condition, what) => until(() => condition(linkOf(page)) && linkOf(page), what, 20_000);
