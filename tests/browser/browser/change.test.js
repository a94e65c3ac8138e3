/** Somebody who is signed in takes another picture, and then another e-mail address, after showing the old picture. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { look } from './look.js';
import { ChangePage } from './pages/change-page.js';
import { ProfilePage } from './pages/profile-page.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [old, next] = photographs;
const PIN = '482915';
const NEW_PIN = '739164';
const WRONG_PIN = '111213';

/** @type {World} */
let world;
/** @type {import('./application.js').Application} */
let application;

before(async () => {
  world = await World.start();
  application = await world.application('acme', 'block_config.ip_attempts_limit=1000');
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/**
 * Shows a picture and a PIN on the sign-in page.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @param {{photograph: string, pin: string}} key
 */
async function show(page, name, { photograph, pin }) {
  const request = await application.request({ prompt: 'login' });
  await page.goto(request.url);
  const form = new SignInPage(page);
  await form.giveName(name);
  await form.choosePicture(photograph);
  await form.secret.typePin(pin);
  return request;
}

/**
 * Somebody who has enrolled and signed in, on their profile.
 * @param {string} name
 * @param {{width: number, height: number}} [size]
 */
async function onProfile(name, size) {
  await world.service.enrol('acme', { name, photograph: old, pin: PIN });
  const page = await world.visitor(size);
  await show(page, name, { photograph: old, pin: PIN });
  await page.waitForURL(`${application.redirectUri}?*`);
  const profile = new ProfilePage(page, `${world.service.url}/profile/acme/app`);
  await profile.open();
  await look(page, 'profile of a picture');
  return page;
}

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`another picture takes the place of the one that is shown, ${size}`, async () => {
    const name = `ada-${size}`;
    const page = await onProfile(name, viewport);
    await page.getByRole('link', { name: 'Choose another picture or PIN' }).click();
    await look(page, 'change of picture');
    const change = new ChangePage(page);
    const { enrolment } = change;
    await enrolment.goOn();
    await look(page, 'change of picture old picture');
    await change.prove(old, PIN);

    await enrolment.choosePicture(old);
    await page.getByText('much like the one that you use now').waitFor();
    await look(page, 'change of picture much alike');
    await enrolment.choosePicture(next);
    await page.getByText('much like the one that you use now').waitFor({ state: 'detached' });
    await enrolment.goOn();
    await enrolment.tryCopy(next);
    await enrolment.secret.typePin(NEW_PIN);
    await page.getByRole('heading', { name: 'Enter it once more' }).waitFor();
    await enrolment.secret.typePin(NEW_PIN);
    await page.getByRole('heading', { name: 'Your new picture is ready' }).waitFor();
    await look(page, 'change of picture done');

    await show(page, name, { photograph: old, pin: PIN });
    await page.getByRole('alert').getByText('does not match').waitFor();
    const request = await show(page, name, { photograph: next, pin: NEW_PIN });
    await page.waitForURL(`${application.redirectUri}?*`);
    const { userinfo } = await application.redeem(page.url(), request);
    assert.equal(userinfo.email, `${name}@example.org`);
  });
}

test('whoever shows a wrong PIN learns it before they choose another picture', async () => {
  const page = await onProfile('tom', SIZES.narrow);
  const link = page.getByRole('link', { name: 'Choose another picture or PIN' });
  const alignment = await link.evaluate((element) => getComputedStyle(element).textAlign);
  assert.equal(alignment, 'center', 'of a button whose words take two lines');
  await link.click();
  const change = new ChangePage(page);
  await change.enrolment.goOn();
  await change.prove(old, WRONG_PIN);
  await change.problem.getByText('does not match').waitFor();
  await look(page, 'change of picture wrong proof');
  await change.prove(old, PIN);
  await page.getByRole('heading', { name: 'Choose your picture' }).waitFor();
  // There is no way on without a picture.
  assert.ok(await page.getByRole('button', { name: 'Continue' }).isDisabled());
});

test('whoever shows a wrong PIN changes nothing, and is asked once more', async () => {
  const page = await onProfile('bob');
  await page.getByRole('link', { name: 'Change the e-mail address' }).click();
  const change = new ChangePage(page);
  await change.giveEmail('new-bob@example.org');
  await change.prove(old, WRONG_PIN);
  await change.problem.getByText('does not match').waitFor();
  await look(page, 'change of address wrong proof');
  await change.prove(old, PIN);
  await page.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
});

test('a new address is confirmed by the code that is mailed there', async () => {
  const page = await onProfile('eve');
  await page.getByRole('link', { name: 'Change the e-mail address' }).click();
  await look(page, 'change of address');
  const change = new ChangePage(page);
  await change.giveEmail('new-eve@example.org');
  await change.prove(old, PIN);
  await page.getByText('new-eve@example.org').waitFor();
  await look(page, 'change of address code');
  assert.equal((await world.service.newestMail('eve@example.org')).kind, 'address_changed');
  await change.enrolment.returnCode(await world.service.mailedCode('new-eve@example.org'));
  await page.getByRole('heading', { name: 'Your new address is confirmed' }).waitFor();
  await look(page, 'change of address done');

  const request = await show(page, 'eve', { photograph: old, pin: PIN });
  await page.waitForURL(`${application.redirectUri}?*`);
  const { userinfo } = await application.redeem(page.url(), request);
  assert.equal(userinfo.email, 'new-eve@example.org');
});

test('whoever did not confirm a new address is asked for the code when they sign in', async () => {
  const page = await onProfile('kim');
  await page.getByRole('link', { name: 'Change the e-mail address' }).click();
  const change = new ChangePage(page);
  await change.giveEmail('new-kim@example.org');
  await change.prove(old, PIN);
  await page.getByText('new-kim@example.org').waitFor();

  const request = await show(page, 'kim', { photograph: old, pin: PIN });
  await page.getByText('We sent a code to your e-mail address').waitFor();
  await look(page, 'sign-in of an address to confirm');
  await change.enrolment.returnCode(await world.service.mailedCode('new-kim@example.org'));
  await page.waitForURL(`${application.redirectUri}?*`);
  const { userinfo } = await application.redeem(page.url(), request);
  assert.equal(userinfo.email, 'new-kim@example.org');
});
