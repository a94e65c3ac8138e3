/** Apache with mod_auth_openidc, as Debian ships them, and Chromium. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../../browser/browser/chromium.js';
import { SignInPage } from '../../browser/browser/pages/sign-in-page.js';
import { RelyingParty } from '../support/relying-party.js';
import { World } from '../support/world.js';
import { Apache } from './apache.js';

/** @type {World} */
let world;
/** @type {Apache} */
let apache;
/** @type {import('playwright-core').Browser} */
let chromium;

before(async () => {
  [world, apache, chromium] = await Promise.all([World.start(), Apache.prepared(), start()]);
  const client = await world.service.command(
    'admin', 'client', 'create', '--tenant', 'acme', '--client-id', 'apache', '--sing-alg', 'RS256',
    '--redirect-uri', apache.redirectUri, '--post-logout-redirect-uri', apache.goodbye,
    '--client-logout-uri', apache.backChannel,
  );
  await apache.start(world.issuer, client);
});

after(async () => {
  await chromium.close();
  await apache.stop();
  await world.end();
});

/** Somebody who has signed in to the application behind Apache, and what it reads in its headers. */
async function signedIn() {
  const page = await (await chromium.newContext({ locale: 'en-GB' })).newPage();
  await page.goto(apache.page);
  const signIn = new SignInPage(page);
  await signIn.giveName(world.ada.name);
  await signIn.choosePicture(world.ada.photograph);
  await signIn.secret.typePin(world.ada.pin);
  await page.waitForURL(apache.page);
  return { page, claims: JSON.parse(await page.locator('body').innerText()) };
}

/** Whether the application lets the browser in without a sign-in. @param {import('playwright-core').Page} page */
async function isKnown(page) {
  await page.goto(apache.page);
  return page.url() === apache.page;
}

test('mod_auth_openidc: sign-in, with claims in headers', async () => {
  const { claims } = await signedIn();
  assert.equal(claims.oidc_claim_email, world.ada.email);
  assert.equal(claims.oidc_claim_preferred_username, world.ada.name);
  assert.equal(claims.oidc_claim_iss, world.issuer);
});

test('mod_auth_openidc: sign-out', async () => {
  const { page } = await signedIn();
  assert.ok(await isKnown(page));
  await page.goto(apache.signOut);
  assert.equal(page.url(), apache.goodbye);
  assert.equal(await isKnown(page), false);
  assert.match(page.url(), /\/sign-in\?/);
});

test('mod_auth_openidc: back-channel logout', async () => {
  const { page } = await signedIn();
  // Another client of the same session signs out.
  const other = await RelyingParty.discover(world, await world.client('other'));
  const { url, checks } = await other.request();
  const arrived = page.waitForRequest((request) => request.url().startsWith('http://127.0.0.1:9/'));
  await page.goto(url.href).catch(() => {}); // nobody listens there
  const tokens = await other.redeem({ location: new URL((await arrived).url()) }, checks);
  const signOut = new URL(`${world.issuer}/logout`);
  signOut.searchParams.set('id_token_hint', tokens.id_token ?? '');
  // In another tab, as the first one may still be on its way to nobody.
  const tab = await page.context().newPage();
  await tab.goto(signOut.href);
  const end = performance.now() + 20_000;
  while (await isKnown(page)) {
    assert.ok(performance.now() < end, `Apache was not told:\n${await apache.log()}`);
  }
});
