/** People use passkeys, held by the device that Chromium simulates (DevTools protocol, domain WebAuthn). */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look } from './look.js';
import { Device } from './device.js';
import { ProfilePage } from './pages/profile-page.js';
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
  application = await world.application('acme', 'passkey_enabled=true', 'block_config.ip_attempts_limit=1000');
});

after(() => world.end());

/**
 * Somebody who has enrolled and signed in with their picture, on a device that can hold passkeys.
 * @param {string} name
 * @param {{size?: {width: number, height: number}, suggests?: boolean}} [how] whether the browser suggests
 *   passkeys, of which the simulated device takes one at once
 */
async function signedIn(name, { size, suggests = false } = {}) {
  await world.service.enrol('acme', { name, photograph, pin: PIN });
  const page = await world.visitor(size);
  const device = await Device.of(page, suggests);
  const person = { name, page, device, profile: new ProfilePage(page, `${world.service.url}/profile/acme/app`) };
  const request = await sent(person);
  const signIn = new SignInPage(page);
  await signIn.giveName(name);
  await signIn.choosePicture(photograph);
  await signIn.secret.typePin(PIN);
  await cameBack(person, request);
  return person;
}

/** @typedef {Awaited<ReturnType<typeof signedIn>>} Person */

/**
 * Opens the sign-in page, although somebody may be signed in.
 * @param {{page: Person['page']}} person
 */
async function sent({ page }) {
  const request = await application.request({ prompt: 'login' });
  await page.goto(request.url);
  return request;
}

/**
 * The application knows who has come back, and how they signed in.
 * @param {{name: string, page: Person['page']}} person
 * @param {Awaited<ReturnType<typeof application.request>>} request
 */
async function cameBack({ name, page }, request) {
  await page.waitForURL(`${application.redirectUri}?*`);
  const { claims, userinfo } = await application.redeem(page.url(), request);
  assert.equal(userinfo.email, `${name}@example.org`);
  return /** @type {string[]} */ (claims.amr);
}

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`a passkey is added, signs in, is renamed and deleted, ${size}`, async () => {
    const ada = await signedIn(`ada-${size}`, { size: viewport });
    const { page, profile } = ada;
    await profile.open();
    await look(page, 'profile without passkeys');
    await profile.add('My <b>phone</b>', () => look(page, 'profile new passkey'));
    await profile.names('My <b>phone</b>');
    await look(page, 'profile one passkey');

    const request = await sent(ada);
    await look(page, 'sign-in with passkeys');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    assert.deepEqual(await cameBack(ada, request), ['fido', 'user', 'hwk']);

    await profile.open();
    await page.getByText('Last used on').waitFor();
    await profile.rename('Old phone');
    await profile.names('Old phone');
    await profile.remove(() => look(page, 'profile passkey about to go'));
    await profile.names();
    await sent(ada);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('alert').getByText('This passkey was not accepted').waitFor();
    await look(page, 'sign-in passkey refused');
  });
}

test('a passkey is suggested where the browser suggests names', async () => {
  const bob = await signedIn('bob', { suggests: true });
  await bob.profile.open();
  await bob.profile.add('Key');
  await bob.profile.names('Key');
  const request = await sent(bob);
  assert.deepEqual(await cameBack(bob, request), ['fido', 'user', 'hwk']);
});

test('who does not show the device that it is them neither signs in nor adds a passkey', async () => {
  const carol = await signedIn('carol');
  const { page, device, profile } = carol;
  await profile.open();
  await profile.add('Key');
  await profile.names('Key');
  await device.knowsItsUser(false);
  await sent(carol);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('alert').getByText('No passkey was used').waitFor();
  assert.match(page.url(), /\/sign-in\?/);
});

test('one device holds one passkey of an account', async () => {
  const dora = await signedIn('dora');
  const { page, profile } = dora;
  await profile.open();
  await profile.add('Key');
  await profile.names('Key');
  await profile.add('Another');
  await page.getByRole('alert').getByText('This device has a passkey for your account already').waitFor();
});

test('nobody sees a profile without signing in, and no tenant without passkeys offers them', async () => {
  const page = await world.visitor(SIZES.narrow);
  await page.goto(`${world.service.url}/profile/acme/app`);
  await page.getByRole('heading', { name: 'Sign in first' }).waitFor();
  await look(page, 'profile signed out');
  const without = await world.application('without');
  await page.goto((await without.request()).url);
  await page.getByRole('button', { name: 'Continue' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Use a passkey' }).count(), 0);
});

test('no page broke a rule of its content policy', () => {
  assert.deepEqual(world.complaints, []);
});
