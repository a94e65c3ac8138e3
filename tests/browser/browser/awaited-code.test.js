/** A newcomer reads the mail, and meanwhile the page is loaded again, as phones do with a page that is out of sight. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { look } from './look.js';
import { EnrolPage } from './pages/enrol-page.js';
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
  application = await world.application('acme', 'block_config.ip_attempts_limit=1000');
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/**
 * Registers, as far as the code.
 * @param {string} name
 */
async function register(name) {
  const page = await world.visitor(SIZES.narrow);
  const request = await application.request();
  await page.goto(request.url);
  await new SignInPage(page).createAccount();
  const enrolment = new EnrolPage(page);
  await enrolment.giveName(name, `${name}@example.org`);
  await enrolment.choosePicture(photograph);
  await enrolment.goOn();
  await enrolment.tryCopy(photograph);
  await enrolment.secret.typePin(PIN);
  await page.getByRole('heading', { name: 'Enter it once more' }).waitFor();
  await enrolment.secret.typePin(PIN);
  await asksForTheCode(page, name);
  return { page, enrolment, request };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function asksForTheCode(page, name) {
  await page.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
  await page.getByText(`${name}@example.org`).waitFor();
}

test('a page that is loaded again takes the code, and leads to the sign-in', async () => {
  const { page, enrolment, request } = await register('ada');
  await page.reload();
  await asksForTheCode(page, 'ada');
  await look(page, 'enrol code after reload');
  assert.ok(await page.getByRole('button', { name: 'Send a new code' }).isHidden());
  const code = await world.service.mailedCode('ada@example.org');
  await enrolment.returnCode(code === '11111111' ? '22222222' : '11111111');
  await enrolment.problem.getByText('Check it, or start anew').waitFor();
  await enrolment.returnCode(code);
  await page.getByRole('heading', { name: 'Your account is ready' }).waitFor();

  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  const signIn = new SignInPage(page);
  await signIn.giveName('ada');
  await signIn.choosePicture(photograph);
  await signIn.secret.typePin(PIN);
  await page.waitForURL(`${application.redirectUri}?*`);
  const { userinfo } = await application.redeem(page.url(), request);
  assert.equal(userinfo.email, 'ada@example.org');
});

test('the code is taken after the request has ended', async () => {
  const { page, enrolment } = await register('bob');
  // Without its cookie the browser has no part in the request any more.
  await page.context().clearCookies();
  await page.reload();
  await asksForTheCode(page, 'bob');
  await enrolment.returnCode(await world.service.mailedCode('bob@example.org'));
  await page.getByRole('heading', { name: 'Your account is ready' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'This sign-in is over' }).waitFor();
});

test('whoever has mistyped the address starts anew', async () => {
  const { page, enrolment } = await register('eve');
  await page.reload();
  await asksForTheCode(page, 'eve');
  await page.getByRole('button', { name: 'Start anew' }).click();
  await enrolment.giveName('eve', 'eve-again@example.org');
  await page.getByRole('heading', { name: 'Choose your picture' }).waitFor();
  await page.reload();
  await page.getByRole('textbox', { name: 'Username' }).waitFor();
});
