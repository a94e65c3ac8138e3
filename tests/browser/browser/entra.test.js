/** People give the second factor of Microsoft Entra ID, in Chromium, to a stand-in for it. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Device } from './device.js';
import { Entra } from './entra.js';
import { look } from './look.js';
import { ProfilePage } from './pages/profile-page.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;
const PIN = '482915';

/** @type {World} */
let world;
/** @type {Entra} */
let entra;
/** @type {import('./application.js').Application} */
let application;

before(async () => {
  // The stand-in's keys are fetched from this machine.
  world = await World.start({ SECRETS_VAULT__OUTBOUND__ALLOWED: '127.0.0.0/8' });
  application = await world.application(
    'acme', 'passkey_enabled=true', 'keepic_counts_as_possession=true', 'block_config.ip_attempts_limit=1000',
  );
  entra = await Entra.start();
  await entra.register(world.service, 'acme');
});

after(async () => {
  entra.close();
  await world.end();
});

/**
 * Signs in with picture and PIN.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function signIn(page, name) {
  const signInPage = new SignInPage(page);
  await signInPage.giveName(name);
  await signInPage.choosePicture(photograph);
  await signInPage.secret.typePin(PIN);
}

test('Entra ID is told of the picture, and sends the browser on to another site', async () => {
  await world.service.enrol('acme', { name: 'ada', photograph, pin: PIN });
  const page = await world.visitor();
  await entra.send(page, 'ada@example.org');
  await look(page, 'sign-in for Entra ID');
  await signIn(page, 'ada');
  const claims = await entra.check(await entra.answer(page), 'ada@example.org');
  assert.deepEqual(claims.amr, ['swk']);
  // Who has signed in proves it anew for the next sign-in at Microsoft.
  await entra.send(page, 'ada@example.org');
  await page.getByRole('textbox', { name: 'Username' }).waitFor();
});

test('Entra ID is told of a passkey', async () => {
  await world.service.enrol('acme', { name: 'bob', photograph, pin: PIN });
  const page = await world.visitor(SIZES.narrow);
  await Device.of(page, false);
  await page.goto((await application.request()).url);
  await signIn(page, 'bob');
  await page.waitForURL(`${application.redirectUri}?*`);
  const profile = new ProfilePage(page, `${world.service.url}/profile/acme/app`);
  await profile.open();
  await profile.add('Key');
  await profile.names('Key');

  await entra.send(page, 'bob@example.org');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  const claims = await entra.check(await entra.answer(page), 'bob@example.org');
  assert.deepEqual(claims.amr, ['fido']);
});

test('somebody else than Entra ID means is refused by the same form', async () => {
  const page = await world.visitor();
  await entra.send(page, 'bob@example.org');
  await signIn(page, 'ada');
  const answer = await entra.answer(page);
  assert.equal(answer.get('error'), 'access_denied');
  assert.equal(answer.has('id_token'), false);
});

test('no page broke a rule of its content policy', () => {
  assert.deepEqual(world.complaints, []);
});
