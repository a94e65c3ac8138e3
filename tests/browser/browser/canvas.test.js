/**
 * Pictures through a canvas of Chromium have the features that the native client finds, but for what
 * two decoders may differ by (keepic-1, section 1.1).
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { start } from './chromium.js';
import { serveModules } from './modules.js';
import { photographs } from './photographs.js';

/** Bits that a JPEG may differ by between decoders; 3 is what an error of one step everywhere does. */
const TOLERANCE = 3;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('playwright-core').Page} */
let page;
/** @type {Awaited<ReturnType<typeof serveModules>>} */
let server;

before(async () => {
  server = await serveModules();
  browser = await start();
  page = await browser.newPage();
  await page.goto(server.origin);
});

after(async () => {
  await browser.close();
  server.close();
});

/** The features that the native client finds, by file. */
function nativeFeatures() {
  const program = fileURLToPath(new URL('../../../target/debug/examples/features', import.meta.url));
  return execFileSync(program, photographs, { encoding: 'utf8' }).trim().split('\n');
}

/**
 * The features that the page finds.
 * @param {string} file
 * @returns {Promise<string>}
 */
async function featuresInPage(file) {
  const bytes = readFileSync(file).toString('base64');
  return page.evaluate(async (base64) => {
    const { default: load, PictureBuilder } = await import('/assets/test/client_wasm.js');
    const { decode, strips } = await import('/assets/test/canvas.js');
    await load();
    const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
    const bitmap = await decode(blob);
    const builder = new PictureBuilder(bitmap.width, bitmap.height);
    for (const strip of strips(bitmap, (w, h) => new OffscreenCanvas(w, h))) builder.strip(strip);
    const features = builder.finish().features();
    return Array.from(features, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }, bytes);
}

/**
 * @param {string} a
 * @param {string} b
 */
function differingBits(a, b) {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits > 0n; bits &= bits - 1n) count += 1;
  return count;
}

test('photographs have the same features as in the native client', async () => {
  const native = nativeFeatures();
  for (const [at, file] of photographs.entries()) {
    const bits = differingBits(await featuresInPage(file), native[at]);
    assert.ok(bits <= TOLERANCE, `${basename(file)}: ${bits} bits differ`);
  }
});
