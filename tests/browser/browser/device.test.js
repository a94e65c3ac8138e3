/** A device without a browser is signed in by one that has, and is asked about. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import * as openid from 'openid-client';
import { look } from './look.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;
const PIN = '482915';
const GRANTS = 'grant_types=["urn:ietf:params:oauth:grant-type:device_code","refresh_token"]';
const QUESTION = 'Sign in Living room TV on your device?';

/** @type {World} */
let world;
/** @type {import('./application.js').Application} */
let television;

before(async () => {
  world = await World.start();
  await world.service.tenant('acme', 'display_name=Acme', 'block_config.ip_attempts_limit=1000');
  television = await world.anotherApplication('acme', 'tv', '--name', 'Living room TV', '--set', GRANTS);
  for (const name of Object.keys(SIZES)) await world.service.enrol('acme', { name, photograph, pin: PIN });
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/** What a device shows. */
function begin() {
  const scope = 'openid email offline_access';
  return openid.initiateDeviceAuthorization(television.configuration, { scope });
}

/** @param {openid.DeviceAuthorizationResponse} device */
function wait(device) {
  return openid.pollDeviceAuthorizationGrant(television.configuration, { ...device, interval: 0 });
}

for (const [name, size] of Object.entries(SIZES)) {
  test(`a person types the code, signs in and lets the device, ${name}`, async () => {
    const page = await world.visitor(size);
    const device = await begin();
    await page.goto(device.verification_uri);
    await look(page, 'device code');
    const field = page.getByRole('textbox', { name: 'Code on the device' });
    await field.fill('BCDF-GHJK');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').getByText('No device is waiting').waitFor();
    await look(page, 'device code unknown');
    await field.fill(device.user_code.toLowerCase().replace('-', ' '));
    await page.getByRole('button', { name: 'Continue' }).click();

    const form = new SignInPage(page);
    await form.giveName(name);
    await form.choosePicture(photograph);
    await form.secret.typePin(PIN);
    await page.getByRole('heading', { name: QUESTION }).waitFor();
    await page.getByText(device.user_code, { exact: true }).waitFor();
    await look(page, 'device question');
    await page.getByRole('button', { name: 'Allow the device' }).click();
    await page.getByRole('heading', { name: 'Your device is signed in' }).waitFor();
    await look(page, 'device allowed');
    const tokens = await wait(device);
    assert.equal(tokens.claims()?.email, `${name}@example.org`);
    assert.ok(tokens.refresh_token);
  });
}

test('who is signed in is asked at once, and may say no, without scripts', async () => {
  const page = await world.visitor(SIZES.narrow);
  await page.goto((await begin()).verification_uri_complete ?? '');
  await page.getByRole('button', { name: 'Continue' }).click();
  const form = new SignInPage(page);
  await form.giveName('narrow');
  await form.choosePicture(photograph);
  await form.secret.typePin(PIN);
  await page.getByRole('heading', { name: QUESTION }).waitFor();

  const cookies = await page.context().cookies();
  const plain = await world.visitor(SIZES.narrow, { javaScriptEnabled: false });
  await plain.context().addCookies(cookies);
  const device = await begin();
  await plain.goto(device.verification_uri_complete ?? '');
  await plain.getByRole('button', { name: 'Continue' }).click();
  await plain.getByRole('heading', { name: QUESTION }).waitFor();
  await plain.getByRole('button', { name: 'Do not allow' }).click();
  await plain.getByRole('heading', { name: 'The device was not let in' }).waitFor();
  await assert.rejects(wait(device), /** @param {any} error */ (error) => error.error === 'access_denied');
});
