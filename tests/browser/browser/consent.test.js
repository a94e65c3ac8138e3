/** Somebody else's application asks for a permission, and people sign out. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { look } from './look.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;
const PIN = '482915';
const QUESTION = 'May Stranger & Sons know who you are?';

/** @type {World} */
let world;
/** @type {import('./application.js').Application} */
let stranger;

before(async () => {
  world = await World.start();
  await world.service.tenant('acme', 'block_config.ip_attempts_limit=1000');
  stranger = await world.anotherApplication('acme', 'stranger', '--third-party', '--name', 'Stranger & Sons');
  for (const name of Object.keys(SIZES)) await world.service.enrol('acme', { name, photograph, pin: PIN });
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/**
 * Opens a request of the application in a tab and signs in.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function signIn(page, name) {
  const request = await stranger.request();
  await page.goto(request.url);
  const form = new SignInPage(page);
  await form.giveName(name);
  await form.choosePicture(photograph);
  await form.secret.typePin(PIN);
  await page.getByRole('heading', { name: QUESTION }).waitFor();
  return request;
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} answer
 */
async function answer(page, answer) {
  await page.getByRole('button', { name: answer, exact: true }).click();
  await page.waitForURL(`${stranger.redirectUri}?*`);
}

for (const [name, size] of Object.entries(SIZES)) {
  test(`a stranger's application asks, and what it is answered is remembered, ${name}`, async () => {
    const page = await world.visitor(size);
    await signIn(page, name);
    await look(page, 'consent');
    await answer(page, 'Do not allow');
    assert.equal(new URL(page.url()).searchParams.get('error'), 'access_denied');

    const second = await stranger.request();
    await page.goto(second.url);
    await page.getByRole('heading', { name: QUESTION }).waitFor();
    await answer(page, 'Allow');
    const { userinfo } = await stranger.redeem(page.url(), second);
    assert.equal(userinfo.email, `${name}@example.org`);

    const third = await stranger.request();
    await page.goto(third.url);
    await page.waitForURL(`${stranger.redirectUri}?*`);
    await stranger.redeem(page.url(), third);
  });

  test(`who did not come from an application is asked before signing out, ${name}`, async () => {
    const page = await world.visitor(size);
    const request = await stranger.request({ prompt: 'consent' });
    await page.goto(request.url);
    const form = new SignInPage(page);
    await form.giveName(name);
    await form.choosePicture(photograph);
    await form.secret.typePin(PIN);
    await answer(page, 'Allow');
    await page.goto(`${world.service.url}/api/oidc/acme/logout`);
    await page.getByRole('heading', { name: 'Do you want to sign out?' }).waitFor();
    await look(page, 'sign-out question');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await look(page, 'signed out');
    await page.goto((await stranger.request()).url);
    await page.getByRole('textbox', { name: 'Username' }).waitFor();
  });
}

test('two tabs of a stranger\'s application are each asked', async () => {
  const first = await world.visitor();
  const second = await first.context().newPage();
  const request = await stranger.request({ prompt: 'consent' });
  await first.goto(request.url);
  const another = await stranger.request({ prompt: 'consent' });
  await second.goto(another.url);
  for (const page of [first, second]) {
    await page.bringToFront();
    const form = new SignInPage(page);
    await form.giveName('wide');
    await form.choosePicture(photograph);
    await form.secret.typePin(PIN);
    await page.getByRole('heading', { name: QUESTION }).waitFor();
  }
  for (const [page, asked] of /** @type {const} */ ([[first, request], [second, another]])) {
    await answer(page, 'Allow');
    await stranger.redeem(page.url(), asked);
  }
});
