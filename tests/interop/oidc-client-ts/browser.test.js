/** `oidc-client-ts` in Chromium, which reads the answers of the service across origins. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../../browser/browser/chromium.js';
import { SignInPage } from '../../browser/browser/pages/sign-in-page.js';
import { World } from '../support/world.js';
import { Page } from './page.js';

/** @type {World} */
let world;
/** @type {Page} */
let application;
/** @type {import('playwright-core').Browser} */
let chromium;

before(async () => {
  [world, application, chromium] = await Promise.all([World.start(), Page.serve(), start()]);
  await world.service.command(
    'admin', 'client', 'create', '--tenant', 'acme', '--client-id', 'page', '--public',
    '--redirect-uri', application.back, '--redirect-uri', application.silent,
    '--post-logout-redirect-uri', application.goodbye,
  );
});

after(async () => {
  await chromium.close();
  application.close();
  await world.end();
});

/**
 * Calls the library in the page.
 * @param {import('playwright-core').Page} page
 * @param {string} scope
 * @param {string} method of its `UserManager`
 * @param {unknown[]} words
 * @returns {Promise<any>} what there is of a user
 */
function call(page, scope, method, ...words) {
  const settings = application.settings(world.issuer, 'page', scope);
  return page.evaluate(async ({ settings, method, words }) => {
    const { UserManager, WebStorageStateStore } = Reflect.get(globalThis, 'oidc');
    const userStore = new WebStorageStateStore({ store: globalThis.sessionStorage });
    const manager = new UserManager({ ...settings, userStore });
    const user = await manager[method](...words);
    return user && { ...user, isExpired: user.expired };
  }, { settings, method, words });
}

/**
 * Signs Ada in, in a browser of its own.
 * @param {string} scope
 */
async function signedIn(scope) {
  const page = await (await chromium.newContext({ locale: 'en-GB' })).newPage();
  await page.goto(application.origin);
  const leaving = page.waitForURL(`${world.service.url}/sign-in*`);
  call(page, scope, 'signinRedirect').catch(() => {}); // the page is gone before it is answered
  await leaving;
  const signIn = new SignInPage(page);
  await signIn.giveName(world.ada.name);
  await signIn.choosePicture(world.ada.photograph);
  await signIn.secret.typePin(world.ada.pin);
  await page.waitForURL(`${application.back}?*`);
  return { page, user: await call(page, scope, 'signinRedirectCallback') };
}

test('oidc-client-ts: sign-in, with userinfo across origins', async () => {
  const { user } = await signedIn('openid profile email');
  assert.equal(user.profile.email, world.ada.email);
  assert.equal(user.profile.preferred_username, world.ada.name);
  assert.equal(user.isExpired, false);
});

test('oidc-client-ts: renewal with a refresh token', async () => {
  const scope = 'openid profile email offline_access';
  const { page, user } = await signedIn(scope);
  const renewed = await call(page, scope, 'signinSilent');
  assert.notEqual(renewed.access_token, user.access_token);
  assert.notEqual(renewed.refresh_token, user.refresh_token);
  assert.equal(renewed.profile.sub, user.profile.sub);
});

test('oidc-client-ts: renewal in a frame', async () => {
  const scope = 'openid email';
  const { page, user } = await signedIn(scope);
  await page.evaluate(() => sessionStorage.clear());
  const renewed = await call(page, scope, 'signinSilent', { timeoutInSeconds: 20 });
  assert.notEqual(renewed.access_token, user.access_token);
  assert.equal(renewed.profile.sub, user.profile.sub);
});

test('oidc-client-ts: revocation', async () => {
  const scope = 'openid email offline_access';
  const { page, user } = await signedIn(scope);
  await call(page, scope, 'revokeTokens', ['access_token', 'refresh_token']);
  const status = await page.evaluate(async ({ url, token }) => {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    return answer.status;
  }, { url: `${world.issuer}/userinfo`, token: user.access_token });
  assert.equal(status, 401);
});

test('oidc-client-ts: sign-out', async () => {
  const scope = 'openid email';
  const { page } = await signedIn(scope);
  const leaving = page.waitForURL(`${application.goodbye}*`);
  call(page, scope, 'signoutRedirect').catch(() => {}); // the page is gone before it is answered
  await leaving;
  await assert.rejects(call(page, scope, 'signinSilent', { timeoutInSeconds: 20 }), /must sign in first/);
});
