/** The demonstration: from the URL that it prints to the tokens, as a newcomer goes who has a photograph and no account. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './chromium.js';
import { copyOf } from './copies.js';
import { Demonstration } from './demonstration.js';
import { look } from './look.js';
import { EnrolPage } from './pages/enrol-page.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES } from './world.js';

const [photograph] = photographs;
const PIN = '482915';
/** What the demonstration promises, in milliseconds. */
const TWO_MINUTES = 120_000;

/** @type {Demonstration} */
let demonstration;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  [demonstration, browser] = await Promise.all([Demonstration.start(), start()]);
});

after(async () => {
  await browser.close();
  await demonstration.stop();
});

/**
 * The code in the mailbox that the application leads to.
 * @param {import('playwright-core').Page} page of the application
 * @param {string} email
 */
async function mailedCode(page, email) {
  const mailbox = await page.context().newPage();
  await mailbox.goto(new URL('/mailbox', demonstration.url).href);
  const code = mailbox.getByRole('listitem').filter({ hasText: email }).locator('[data-code]');
  await code.first().waitFor();
  await look(mailbox, 'demo mailbox');
  const text = await code.first().textContent();
  await mailbox.close();
  return String(text).trim();
}

for (const [name, size] of Object.entries(SIZES)) {
  test(`a newcomer goes from the printed URL to the tokens in two minutes, ${name}`, async (t) => {
    const email = `${name}@example.org`;
    const copy = await copyOf(browser, photograph, { width: 1080, quality: 0.6 });
    const context = await browser.newContext({ viewport: size, locale: 'en-GB' });
    const page = await context.newPage();
    const began = performance.now();

    await page.goto(demonstration.url);
    await page.getByRole('heading', { name: 'Sign in with a picture' }).waitFor();
    await look(page, 'demo begin');
    await page.getByRole('button', { name: 'Begin' }).click();
    await new SignInPage(page).createAccount();
    const enrolment = new EnrolPage(page);
    await enrolment.giveName(name, email);
    await enrolment.choosePicture(photograph);
    await enrolment.goOn();
    await enrolment.tryCopy(copy);
    await enrolment.secret.typePin(PIN);
    await page.getByRole('heading', { name: 'Enter it once more' }).waitFor();
    await enrolment.secret.typePin(PIN);
    await page.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
    await enrolment.returnCode(await mailedCode(page, email));
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByRole('heading', { name: `Hello, ${name}` }).waitFor();
    const took = performance.now() - began;

    await look(page, 'demo tokens');
    const claims = JSON.parse(String(await page.getByRole('region', { name: 'ID token' }).locator('code').textContent()));
    assert.equal(claims.iss, new URL('/api/oidc/demo', demonstration.url).href);
    t.diagnostic(`from the URL to the tokens: ${Math.round(took)} ms`);
    assert.ok(took < TWO_MINUTES, `it took ${took} ms`);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in with a picture' }).waitFor();
    await context.close();
  });
}
