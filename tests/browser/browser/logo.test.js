/** An application is shown with its logo. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { look } from './look.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;
const PIN = '482915';

/**
 * A PNG chunk.
 * @param {string} kind
 * @param {Buffer} data
 */
function chunk(kind, data) {
  const typed = Buffer.concat([Buffer.from(kind), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}

/**
 * A dark ring on nothing, twice as wide as it is high, as a PNG picture.
 * @param {number} height
 */
function ring(height) {
  const width = 2 * height;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  const rows = Buffer.alloc(height * (1 + 4 * width));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const distance = Math.hypot((x - height) / 2, y - height / 2) / height;
      if (distance > 0.3 && distance < 0.5) rows.set([24, 32, 72, 255], y * (1 + 4 * width) + 1 + 4 * x);
    }
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = chunk('IDAT', deflateSync(rows));
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))]);
}

/** @type {World} */
let world;
/** @type {import('./application.js').Application} */
let album;
/** @type {import('node:http').Server} */
let site;
let fetched = 0;

before(async () => {
  site = createServer((_, response) => {
    fetched += 1;
    response.setHeader('Content-Type', 'image/png');
    response.end(ring(120));
  });
  await new Promise((done) => site.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (site.address());
  world = await World.start({ SECRETS_VAULT__OUTBOUND__ALLOWED: '127.0.0.1' });
  await world.service.tenant('acme', 'display_name=Acme', 'block_config.ip_attempts_limit=1000');
  album = await world.anotherApplication(
    'acme', 'album', '--third-party', '--name', 'Photo Album', '--set', `logo_uri=http://127.0.0.1:${port}/logo.png`,
  );
  for (const name of Object.keys(SIZES)) await world.service.enrol('acme', { name, photograph, pin: PIN });
  const kept = ['admin', 'events', 'list', '--json', '--tenant', 'acme', '--kind', 'client.logo_kept'];
  while ((await world.service.command(...kept)).length === 0);
});

afterEach(() => world.hasNoComplaints());
after(async () => {
  await world.end();
  site.close();
});

/**
 * The page shows the picture, in a space that was kept for it.
 * @param {import('playwright-core').Page} page
 * @param {string} state
 */
async function showsLogo(page, state) {
  const logo = page.locator('img.logo');
  await logo.waitFor();
  const size = await logo.evaluate(async (/** @type {HTMLImageElement} */ image) => {
    await image.decode();
    const { width, height } = image.getBoundingClientRect();
    return [image.naturalWidth, image.naturalHeight, width, height];
  });
  assert.deepEqual(size, [240, 120, 48, 48], state);
  await look(page, state);
}

for (const [name, size] of Object.entries(SIZES)) {
  test(`every question of an application comes with its logo, ${name}`, async () => {
    const page = await world.visitor(size);
    await page.goto((await album.request()).url);
    await showsLogo(page, 'logo sign-in');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.waitForURL('**/enrol?*');
    await showsLogo(page, 'logo register');
    await page.goBack();

    const form = new SignInPage(page);
    await form.giveName(name);
    await form.choosePicture(photograph);
    await form.secret.typePin(PIN);
    await page.getByRole('heading', { name: 'May Photo Album know who you are?' }).waitFor();
    await showsLogo(page, 'logo consent');
    await page.goto((await album.request({ prompt: 'select_account' })).url);
    await page.getByRole('heading', { name: 'As whom do you want to go on?' }).waitFor();
    await showsLogo(page, 'logo account chooser');
    assert.equal(fetched, 1);
  });
}
