/** Links that people are given: the first administrator's, an invitation, and one that makes a device known. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { copyOf } from './copies.js';
import { look } from './look.js';
import { EnrolPage } from './pages/enrol-page.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { Service } from './service.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;
const PIN = '482915';

/** @type {World} */
let world;

before(async () => {
  world = await World.start(await Service.onPortOfItsOwn());
  await world.application('acme', 'block_config.ip_attempts_limit=1000');
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/**
 * Goes from the picture to the end of the PIN.
 * @param {import('playwright-core').Page} page
 */
async function enrolPicture(page) {
  const enrolment = new EnrolPage(page);
  const copy = await copyOf(world.browser, photograph, { width: 1080, quality: 0.6 });
  await enrolment.choosePicture(photograph);
  await enrolment.goOn();
  await enrolment.tryCopy(copy);
  await enrolment.secret.typePin(PIN);
  await page.getByRole('heading', { name: 'Enter it once more' }).waitFor();
  await enrolment.secret.typePin(PIN);
  return enrolment;
}

/**
 * Signs in to an application, and gives its claims.
 * @param {import('playwright-core').Page} page
 * @param {import('./application.js').Application} application
 * @param {string} name
 * @param {string} [scope]
 */
async function signIn(page, application, name, scope = 'openid profile email') {
  const request = await application.request({ scope });
  await page.goto(request.url);
  const form = new SignInPage(page);
  await form.giveName(name);
  await form.choosePicture(photograph);
  await form.secret.typePin(PIN);
  await page.waitForURL(`${application.redirectUri}?*`);
  return application.redeem(page.url(), request);
}

test('the first administrator follows the link and signs in', async () => {
  const page = await world.visitor(SIZES.narrow);
  await page.goto(world.service.setUpLink);
  await look(page, 'set-up link');
  await new EnrolPage(page).giveName('root', 'root@example.org');
  const enrolment = await enrolPicture(page);
  await page.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
  await enrolment.returnCode(await world.service.mailedCode('root@example.org'));
  await page.getByRole('heading', { name: 'Your account is ready' }).waitFor();
  await look(page, 'set-up done');

  const scopes = ['openid', 'email', 'admin'];
  const console = await world.anotherApplication('main', 'console', ...scopes.flatMap((scope) => ['--scope', scope]));
  const { userinfo, accessToken } = await signIn(page, console, 'root', scopes.join(' '));
  assert.equal(userinfo.email, 'root@example.org');
  // Only an administrator of everything sees the tenant of somebody else.
  const acme = await fetch(`${world.service.url}/api/tenants/acme`, { headers: { Authorization: `Bearer ${accessToken}` } });
  assert.equal(acme.status, 200);
  const again = await world.visitor();
  await again.goto(world.service.setUpLink);
  await new EnrolPage(again).giveName('mallory', 'mallory@example.org');
  await enrolPicture(again);
  await again.getByRole('alert').getByText('This link has been used').waitFor();
});

for (const [name, size] of Object.entries(SIZES)) {
  test(`whoever was invited enrols by the link, once, ${name}`, async () => {
    const guest = `guest-${name}`;
    const { invitation } = await world.service.command(
      'admin', 'user', 'create', '--tenant', 'acme', '--username', guest, '--email', `${guest}@example.org`,
    );
    const page = await world.visitor(size);
    await page.goto(invitation);
    await look(page, 'invitation');
    await new EnrolPage(page).goOn();
    await enrolPicture(page);
    await page.getByRole('heading', { name: 'Your account is ready' }).waitFor();
    await look(page, 'invitation accepted');
    const { userinfo } = await signIn(page, world.applications[0], guest);
    assert.equal(userinfo.email, `${guest}@example.org`);
  });

  test(`a mailed link makes a device known, once, ${name}`, async () => {
    const bob = `bob-${name}`;
    await world.service.enrol('acme', { name: bob, photograph, pin: PIN });
    const request = await world.applications[0].request();
    const page = await world.visitor(size);
    await page.goto(request.url);
    await page.getByRole('button', { name: 'I’m locked out' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Username' }).fill(bob);
    await look(page, 'device link dialog');
    await dialog.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('a link is on its way').waitFor();
    await look(page, 'device link sent');
    const { link } = await world.service.newestMail(`${bob}@example.org`);

    await page.goto(link);
    await look(page, 'device link');
    await page.getByRole('button', { name: 'Yes, this is my device' }).click();
    await page.getByText('This device is known now').waitFor();
    await look(page, 'device link followed');
    const cookies = await page.context().cookies();
    assert.ok(cookies.some((cookie) => cookie.name.startsWith('sv-device')));

    await page.reload();
    await page.getByRole('button', { name: 'Yes, this is my device' }).click();
    await page.getByRole('alert').getByText('This link has been used').waitFor();
  });
}
