/** The sign-in page for whoever comes: in their language, with the keyboard alone, without motion or script. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { look } from './look.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;
const ada = { name: 'ada', photograph, pin: '482915' };

/** @type {World} */
let world;
/** @type {import('./application.js').Application} */
let application;

before(async () => {
  world = await World.start();
  application = await world.application('acme');
  await world.service.enrol('acme', ada);
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

for (const [name, size] of Object.entries(SIZES)) {
  test(`a language is chosen on the page and kept, ${name}`, async () => {
    const page = await world.visitor(size);
    await page.goto((await application.request()).url);
    for (const [tag, own] of [['de', 'Deutsch'], ['es', 'Español'], ['fr', 'Français'], ['en', 'English']]) {
      await page.getByRole('button', { name: own }).click();
      await page.locator(`html[lang=${tag}]`).waitFor();
      await look(page, `sign-in in ${own}`);
      await page.goto((await application.request()).url);
      assert.equal(await page.locator('html').getAttribute('lang'), tag);
    }
  });
}

test('a page speaks the language of the browser', async () => {
  for (const locale of ['de-AT', 'es-MX', 'fr-CA', 'en-US']) {
    const page = await world.visitor(SIZES.narrow, { locale });
    await page.goto((await application.request()).url);
    assert.equal(await page.locator('html').getAttribute('lang'), locale.slice(0, 2));
  }
});

test('the keyboard alone signs in', async () => {
  const request = await application.request();
  const page = await world.visitor();
  await page.goto(request.url);
  const { keyboard } = page;
  await keyboard.type(ada.name);
  await keyboard.press('Enter');
  await page.locator('#picture input').and(page.locator(':focus')).waitFor();
  const chooser = page.waitForEvent('filechooser');
  await keyboard.press('Space');
  await (await chooser).setFiles(photograph);
  await page.locator('#pin:focus').waitFor();
  await keyboard.type(ada.pin);
  await keyboard.press('Enter');
  await page.waitForURL(`${application.redirectUri}?*`);
  await application.redeem(page.url(), request);
});

test('nothing moves for whoever wants stillness', async () => {
  const page = await world.visitor();
  await page.goto((await application.request()).url);
  const turn = () => page.locator('.spinner').evaluate((it) => parseFloat(getComputedStyle(it).animationDuration));
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  assert.equal(await turn(), 0.9);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  assert.equal(await turn(), 0.001);
});

test('the page does not jump while it loads', async () => {
  const page = await world.visitor(SIZES.narrow);
  await page.goto((await application.request()).url);
  await page.waitForLoadState('networkidle');
  const shifts = await page.evaluate(() => new Promise((tell) => {
    new PerformanceObserver((list) => tell(list.getEntries().length)).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => tell(0), 500);
  }));
  assert.equal(shifts, 0);
});

test('without JavaScript the page says what it needs, and asks for nothing', async () => {
  const page = await world.visitor(SIZES.narrow, { javaScriptEnabled: false });
  await page.goto((await application.request()).url);
  // `getByText` leaves out what stands in `noscript`.
  await page.locator('noscript .notice').waitFor();
  for (const step of await page.locator('.step, .links').all()) assert.equal(await step.isVisible(), false);
  await page.screenshot({ path: new URL('../../../target/screenshots/no-script-360.png', import.meta.url).pathname });
});
