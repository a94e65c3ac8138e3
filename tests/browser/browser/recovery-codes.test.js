/** Where a mailed link alone is not enough: codes from the profile, of which one goes with the link, or a passkey. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Device } from './device.js';
import { look } from './look.js';
import { EnrolPage } from './pages/enrol-page.js';
import { ForgotPage } from './pages/forgot-page.js';
import { ProfilePage } from './pages/profile-page.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [lost, found] = photographs;
const PIN = '482915';
const NEW_PIN = '739164';

/** @type {World} */
let world;
/** @type {import('./application.js').Application} */
let application;

before(async () => {
  world = await World.start();
  const settings = ['reset_needs_second=true', 'passkey_enabled=true', 'block_config.ip_attempts_limit=1000'];
  application = await world.application('acme', ...settings);
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/**
 * Somebody who has enrolled and signed in, on their profile.
 * @param {string} name
 */
async function onProfile(name) {
  await world.service.enrol('acme', { name, photograph: lost, pin: PIN });
  const page = await world.visitor(SIZES.narrow);
  const device = await Device.of(page, false);
  const request = await application.request();
  await page.goto(request.url);
  const form = new SignInPage(page);
  await form.giveName(name);
  await form.choosePicture(lost);
  await form.secret.typePin(PIN);
  await page.waitForURL(`${application.redirectUri}?*`);
  const profile = new ProfilePage(page, `${world.service.url}/profile/acme/app`);
  await profile.open();
  return { page, profile, device };
}

/**
 * Follows the mailed link as far as the second thing.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function reset(page, name) {
  await page.goto(`${world.service.url}/forgot?tenant_id=acme&client_id=app`);
  await new ForgotPage(page).ask(name, `${name}@example.org`);
  await page.getByText('a link is on its way').waitFor();
  const mail = await world.service.newestMail(`${name}@example.org`);
  assert.equal(mail.kind, 'reset');
  await page.goto(mail.link);
  const enrolment = new EnrolPage(page);
  await enrolment.goOn();
  await enrolment.choosePicture(found);
  await enrolment.goOn();
  await enrolment.tryCopy(found);
  await enrolment.secret.typePin(NEW_PIN);
  await page.getByRole('heading', { name: 'Enter it once more' }).waitFor();
  await enrolment.secret.typePin(NEW_PIN);
  await page.getByRole('heading', { name: 'One more thing' }).waitFor();
  return enrolment;
}

test('a code from the profile goes with the link, once it is the right one', async () => {
  const { page } = await onProfile('ada');
  await page.getByRole('link', { name: 'Look at your recovery codes' }).click();
  await look(page, 'recovery codes none');
  await page.getByRole('button', { name: 'Make ten new codes' }).click();
  const codes = await page.locator('.recovery-codes li').allTextContents();
  assert.equal(codes.length, 10);
  await look(page, 'recovery codes');

  const enrolment = await reset(page, 'ada');
  await look(page, 'reset second thing');
  const code = page.getByLabel('Recovery code');
  await code.fill('1234');
  await enrolment.goOn();
  await page.getByRole('alert').getByText('twenty letters and digits').waitFor();
  await code.fill('0'.repeat(20));
  await enrolment.goOn();
  await page.getByRole('alert').getByText('not accepted').waitFor();
  await look(page, 'reset second thing refused');
  await code.fill(codes[3].toLowerCase());
  await enrolment.goOn();
  await page.getByRole('heading', { name: 'Your new picture is ready' }).waitFor();
});

test('a passkey goes with the link as well', async () => {
  const { page, profile } = await onProfile('bob');
  await profile.add('Phone');
  await profile.names('Phone');
  await reset(page, 'bob');
  await page.getByRole('button', { name: 'Use a passkey instead' }).click();
  await page.getByRole('heading', { name: 'Your new picture is ready' }).waitFor();
});
