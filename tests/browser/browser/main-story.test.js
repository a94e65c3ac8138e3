/**
 * The main story: an application sends a newcomer to the service, who makes an account with a
 * photograph, comes back, signs out, and signs in again with a copy of the photograph.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { copyOf } from './copies.js';
import { look } from './look.js';
import { EnrolPage } from './pages/enrol-page.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph, anotherPhotograph] = photographs;
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

for (const [name, size] of Object.entries(SIZES)) {
  const email = `${name}@example.org`;

  test(`a newcomer gets an account, and signs in again with a copy, ${name}`, async () => {
    const page = await world.visitor(size);
    const copy = await copyOf(world.browser, photograph, { width: 1080, quality: 0.6 });

    const first = await application.request();
    await page.goto(first.url);
    await new SignInPage(page).createAccount();
    await enrol(page, { name, email, copy });
    await page.waitForURL(`${application.redirectUri}?*`);
    const { claims, userinfo, idToken } = await application.redeem(page.url(), first);
    assert.equal(userinfo.sub, claims.sub);
    assert.equal(userinfo.email, email);

    await page.goto(application.signOutUrl(idToken));
    await page.waitForURL(`${application.origin}/goodbye*`);

    const second = await application.request();
    await page.goto(second.url);
    const signIn = new SignInPage(page);
    await signIn.giveName(name);
    await signIn.choosePicture(copy);
    await signIn.secret.typePin(PIN);
    await page.waitForURL(`${application.redirectUri}?*`);
    const again = await application.redeem(page.url(), second);
    assert.equal(again.claims.sub, claims.sub);
  });
}

/**
 * Goes through the page, with a glance at each step of it.
 * @param {import('playwright-core').Page} page
 * @param {{name: string, email: string, copy: import('./pages/picture-field.js').File}} newcomer
 */
async function enrol(page, { name, email, copy }) {
  const enrolment = new EnrolPage(page);
  await look(page, 'enrol name');
  await enrolment.giveName(name, email);
  await look(page, 'enrol picture');
  await enrolment.choosePicture(photograph);
  await look(page, 'enrol picture judged');
  await enrolment.goOn();
  await enrolment.tryCopy(anotherPhotograph);
  await enrolment.problem.getByText('This is another picture').waitFor();
  await look(page, 'enrol other picture');
  await enrolment.tryCopy(copy);
  await enrolment.secret.typePin('123456');
  await enrolment.problem.getByText('PIN').waitFor();
  await look(page, 'enrol weak PIN');
  await enrolment.secret.typePin(PIN);
  await page.getByRole('heading', { name: 'Enter it once more' }).waitFor();
  await look(page, 'enrol PIN again');
  await enrolment.secret.typePin(PIN);
  await page.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
  await look(page, 'enrol code');
  await enrolment.returnCode(await world.service.mailedCode(email));
}
