/** What a visitor of the sign-in page has to load. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { World } from './world.js';

/** Bytes as they travel, before the WebAssembly package and with it. */
const PAGE = 30_000;
const ALL = 140_000;

/** @type {World} */
let world;
/** @type {{path: string, bytes: number, caching: string | undefined}[]} */
let loaded;

before(async () => {
  world = await World.start();
  const application = await world.application('acme');
  const { url } = await application.request();
  const page = await world.visitor();
  /** @type {import('playwright-core').Response[]} */
  const responses = [];
  page.on('response', (response) => responses.push(response));
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  loaded = await Promise.all(responses.filter((response) => response.ok()).map(async (response) => ({
    path: new URL(response.url()).pathname,
    // What comes out of the browser's cache has not travelled.
    bytes: Math.max((await response.request().sizes()).responseBodySize, 0),
    caching: await response.headerValue('cache-control') ?? undefined,
  })));
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/** @param {typeof loaded} files */
const total = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0);

test('the sign-in page is light, and the package comes with it', () => {
  const table = loaded.map(({ path, bytes }) => `${bytes} ${path}`).join('\n');
  assert.ok(loaded.some(({ path }) => path.endsWith('client_wasm_bg.wasm')), `no package:\n${table}`);
  assert.ok(total(loaded.filter(({ path }) => !path.includes('/client_wasm'))) < PAGE, table);
  assert.ok(total(loaded) < ALL, table);
});

test('assets are kept for ever', () => {
  const assets = loaded.filter(({ path }) => path.startsWith('/assets/'));
  assert.ok(assets.length > 5);
  for (const { path, caching } of assets) assert.match(caching ?? '', /immutable/, path);
});
