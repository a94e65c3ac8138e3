/** An application lets its people choose their account. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { look } from './look.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;
const PIN = '482915';

/** @type {World} */
let world;
/** @type {import('./application.js').Application} */
let application;

before(async () => {
  world = await World.start();
  application = await world.application('acme', 'display_name=Acme', 'block_config.ip_attempts_limit=1000');
  for (const name of ['ada', 'grace']) await world.service.enrol('acme', { name, photograph, pin: PIN });
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function signIn(page, name) {
  const form = new SignInPage(page);
  await form.giveName(name);
  await form.choosePicture(photograph);
  await form.secret.typePin(PIN);
}

/** @param {import('playwright-core').Page} page */
async function choose(page) {
  const request = await application.request({ prompt: 'select_account' });
  await page.goto(request.url);
  return request;
}

/**
 * Who comes back to the application.
 * @param {import('playwright-core').Page} page
 * @param {Awaited<ReturnType<typeof choose>>} request
 */
async function who(page, request) {
  await page.waitForURL(`${application.redirectUri}?*`);
  return (await application.redeem(page.url(), request)).userinfo.preferred_username;
}

for (const [name, size] of Object.entries(SIZES)) {
  test(`a person goes on as who they are, or as somebody else, ${name}`, async () => {
    const page = await world.visitor(size);
    // Where nobody is signed in there is nothing to choose.
    const first = await choose(page);
    await signIn(page, 'ada');
    assert.equal(await who(page, first), 'ada');

    const second = await choose(page);
    await page.getByRole('heading', { name: 'As whom do you want to go on?' }).waitFor();
    await look(page, 'account chooser');
    await page.getByRole('button', { name: 'Continue as ada' }).click();
    assert.equal(await who(page, second), 'ada');

    const third = await choose(page);
    await page.getByRole('link', { name: 'Use another account' }).click();
    await signIn(page, 'grace');
    assert.equal(await who(page, third), 'grace');
    const fourth = await choose(page);
    await page.getByRole('button', { name: 'Continue as grace' }).click();
    assert.equal(await who(page, fourth), 'grace');
  });
}
