/** Answers that come by a form: by themselves where scripts run, by a button where they do not. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;
const ada = { name: 'ada', photograph, pin: '482915' };
const BY_FORM = { response_mode: 'form_post' };

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

/** Signs in from an application that wants a form, and gives the page where it arrived. */
async function signIn() {
  const request = await application.request(BY_FORM);
  const page = await world.visitor();
  await page.goto(request.url);
  const form = new SignInPage(page);
  await form.giveName(ada.name);
  await form.choosePicture(photograph);
  await form.secret.typePin(ada.pin);
  await page.waitForURL(application.redirectUri);
  return { page, request };
}

test('an answer goes by a form without a click', async () => {
  const { request } = await signIn();
  const { userinfo } = await application.redeem(application.form(), request);
  assert.equal(userinfo.email, 'ada@example.org');
});

test('an application is told by a form that it may not know silently', async () => {
  const page = await world.visitor();
  await page.goto((await application.request({ ...BY_FORM, prompt: 'none' })).url);
  await page.waitForURL(application.redirectUri);
  assert.equal(new URLSearchParams(application.posted).get('error'), 'login_required');
});

for (const size of Object.values(SIZES)) {
  test(`without JavaScript there is a button, ${size.width} px`, async () => {
    const { page } = await signIn();
    const storageState = await page.context().storageState();
    const still = await world.visitor(size, { javaScriptEnabled: false, storageState });
    const request = await application.request(BY_FORM);
    await still.goto(request.url);
    const button = still.getByRole('button', { name: 'Go on' });
    await button.waitFor();
    await still.screenshot({ path: new URL(`../../../target/screenshots/way-back-${size.width}.png`, import.meta.url).pathname });
    await button.click();
    await still.waitForURL(application.redirectUri);
    await application.redeem(application.form(), request);
  });
}
