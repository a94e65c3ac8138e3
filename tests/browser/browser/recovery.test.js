/** Somebody has lost their picture: from the sign-in page by way of their mailbox to another one. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { look } from './look.js';
import { EnrolPage } from './pages/enrol-page.js';
import { ForgotPage } from './pages/forgot-page.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [lost, found] = photographs;
const ada = { name: 'ada', photograph: lost, pin: '482915' };
const NEW_PIN = '739164';

/** @type {World} */
let world;
/** @type {import('./application.js').Application} */
let application;

before(async () => {
  world = await World.start();
  application = await world.application('acme', 'block_config.ip_attempts_limit=1000');
  await world.service.enrol('acme', ada);
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/**
 * Signs in with a picture and a PIN.
 * @param {import('playwright-core').Page} page
 * @param {string} photograph
 * @param {string} pin
 */
async function signIn(page, photograph, pin) {
  const form = new SignInPage(page);
  await form.giveName(ada.name);
  await form.choosePicture(photograph);
  await form.secret.typePin(pin);
}

/**
 * Follows a mailed link, as far as another picture and PIN.
 * @param {import('playwright-core').Page} page
 * @param {string} link
 */
async function follow(page, link) {
  await page.goto(link);
  await look(page, 'reset');
  const enrolment = new EnrolPage(page);
  await enrolment.goOn();
  await enrolment.choosePicture(found);
  await enrolment.goOn();
  await enrolment.tryCopy(found);
  await enrolment.secret.typePin(NEW_PIN);
  await page.getByRole('heading', { name: 'Enter it once more' }).waitFor();
  await enrolment.secret.typePin(NEW_PIN);
}

test('whoever has lost their picture follows a mailed link and signs in with another', async () => {
  const page = await world.visitor(SIZES.narrow);
  const request = await application.request();
  await page.goto(request.url);
  await page.getByRole('link', { name: 'Forgot picture or PIN' }).click();
  await look(page, 'forgot');
  await new ForgotPage(page).ask(ada.name, 'ada@example.org');
  await page.getByText('a link is on its way').waitFor();
  await look(page, 'forgot sent');
  // The request is still open, and so is the way back to it.
  await page.getByRole('link', { name: 'Back to signing in' }).waitFor();

  const mail = await world.service.newestMail('ada@example.org');
  await follow(page, mail.link);
  await page.getByRole('heading', { name: 'Your new picture is ready' }).waitFor();
  await look(page, 'reset done');

  const again = await application.request();
  await page.goto(again.url);
  await signIn(page, lost, ada.pin);
  await page.getByRole('alert').getByText('does not match').waitFor();
  const last = await application.request();
  await page.goto(last.url);
  await signIn(page, found, NEW_PIN);
  await page.waitForURL(`${application.redirectUri}?*`);
  const { userinfo } = await application.redeem(page.url(), last);
  assert.equal(userinfo.email, 'ada@example.org');
  const notice = await world.service.newestMail('ada@example.org');
  assert.equal(notice.kind, 'picture_replaced');

  await page.goto('about:blank');
  await follow(page, mail.link);
  await page.getByRole('alert').getByText('This link has been used').waitFor();
  await look(page, 'reset link used');
  assert.ok(await page.locator('#secret-step').isHidden());
  await page.getByRole('link', { name: 'Ask for a new link' }).click();
  await page.waitForURL('**/forgot?tenant_id=acme&client_id=app');
  await page.getByRole('button', { name: 'Send the link' }).waitFor();
});
