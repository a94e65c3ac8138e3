/** What a client may ask for in an authorization request. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as openid from 'openid-client';
import { RelyingParty } from '../support/relying-party.js';
import { World } from '../support/world.js';

/** @type {World} */
let world;
/** @type {RelyingParty} */
let rp;
before(async () => {
  world = await World.start();
  rp = await RelyingParty.discover(world, await world.client('app'), openid.ClientSecretBasic());
});
after(() => world.end());

/** A browser in which Ada has signed in, and what the client knows of it. */
async function signedIn() {
  const browser = world.browser();
  const tokens = await rp.signIn(browser);
  assert.equal(browser.signIns, 1);
  return { browser, idToken: tokens.id_token ?? '', claims: /** @type {openid.IDToken} */ (tokens.claims()) };
}

test('openid-client: prompt=none', async () => {
  assert.equal(await rp.refusal(world.browser(), { prompt: 'none' }), 'login_required');
  const { browser, claims } = await signedIn();
  const silent = await rp.signIn(browser, { prompt: 'none' });
  assert.equal(silent.claims()?.sub, claims.sub);
  assert.equal(browser.signIns, 1);
});

for (const prompt of ['login', 'select_account']) {
  test(`openid-client: prompt=${prompt}`, async () => {
    const { browser } = await signedIn();
    await rp.signIn(browser, { prompt });
    assert.equal(browser.signIns, 2);
  });
}

test('openid-client: prompt=consent', async () => {
  const { browser } = await signedIn();
  await rp.signIn(browser, { prompt: 'consent' });
  assert.equal(browser.consents, 1);
});

test('openid-client: consent of a third party is asked for once', async () => {
  const third = await RelyingParty.discover(world, await world.client('third', '--third-party'));
  const { browser } = await signedIn();
  assert.equal(await third.refusal(browser, { prompt: 'none' }), 'consent_required');
  await third.signIn(browser);
  await third.signIn(browser);
  assert.equal(browser.consents, 1);
});

test('openid-client: max_age and auth_time', async () => {
  const { browser } = await signedIn();
  const { url, checks } = await rp.request({ max_age: '3600' });
  const tokens = await rp.redeem(await browser.open(url), { ...checks, maxAge: 3600 });
  assert.equal(typeof tokens.claims()?.auth_time, 'number');
  assert.equal(browser.signIns, 1);
  await rp.signIn(browser, { max_age: '0' });
  assert.equal(browser.signIns, 2);
});

test('openid-client: acr_values', async () => {
  const tokens = await rp.signIn(world.browser(), { acr_values: 'keepic-pin' });
  assert.equal(tokens.claims()?.acr, 'keepic-pin');
});

test('openid-client: an essential acr that nobody can meet', async () => {
  const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:nobody'] } } });
  assert.equal(await rp.refusal(world.browser(), { claims }), 'unmet_authentication_requirements');
});

test('openid-client: claims', async () => {
  const asked = { id_token: { email: { essential: true } }, userinfo: { preferred_username: null } };
  const tokens = await rp.signIn(world.browser(), { scope: 'openid', claims: JSON.stringify(asked) });
  const claims = /** @type {openid.IDToken} */ (tokens.claims());
  assert.equal(claims.email, world.ada.email);
  const userinfo = await openid.fetchUserInfo(rp.configuration, tokens.access_token, claims.sub);
  assert.equal(userinfo.preferred_username, world.ada.name);
  assert.equal(userinfo.email, undefined);
});

test('openid-client: id_token_hint', async () => {
  const { browser, idToken } = await signedIn();
  await rp.signIn(browser, { prompt: 'none', id_token_hint: idToken });
  const bob = world.browser(await world.person('bob'));
  await rp.signIn(bob);
  assert.equal(await rp.refusal(bob, { prompt: 'none', id_token_hint: idToken }), 'login_required');
});

test('openid-client: ui_locales, login_hint, display and what nobody knows', async () => {
  const parameters = { ui_locales: 'fr de', login_hint: 'ada', display: 'page', extra: 'ignored' };
  await rp.signIn(world.browser(), parameters);
});

test('openid-client: pushed authorization request', async () => {
  const must = await RelyingParty.discover(world, await world.client('pushes', '--set', 'require_par=true'));
  const browser = world.browser();
  assert.equal(await must.refusal(browser, {}), 'invalid_request');
  const { url, checks } = await must.request({}, openid.buildAuthorizationUrlWithPAR);
  assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  assert.equal((await must.redeem(await browser.open(url), checks)).claims()?.email, world.ada.email);
});

test('openid-client: response_mode=form_post', async () => {
  const { url, checks } = await rp.request({ response_mode: 'form_post' });
  const arrival = await world.browser().open(url);
  assert.equal(arrival.location.search, '');
  assert.equal((await rp.redeem(arrival, checks)).claims()?.email, world.ada.email);
});

test('openid-client: response_type=code id_token, by form_post and fragment', async () => {
  const client = await world.client('hybrid', '--set', 'response_types=["code","code id_token"]');
  const hybrid = await RelyingParty.discover(world, client);
  openid.useCodeIdTokenResponseType(hybrid.configuration);
  for (const response_mode of ['form_post', 'fragment']) {
    const { url, checks } = await hybrid.request({ response_mode });
    const tokens = await hybrid.redeem(await world.browser().open(url), checks);
    assert.equal(tokens.claims()?.email, world.ada.email);
  }
});

test('openid-client: response_type=id_token', async () => {
  const client = await world.client('implicit', '--set', 'response_types=["id_token"]');
  const implicit = await RelyingParty.discover(world, client);
  openid.useIdTokenResponseType(implicit.configuration);
  const { url, checks } = await implicit.request({ response_mode: 'fragment' });
  for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
  const { location } = await world.browser().open(url);
  const { expectedNonce = '', expectedState } = checks;
  const claims = await openid.implicitAuthentication(implicit.configuration, location, expectedNonce, { expectedState });
  assert.equal(claims.email, world.ada.email);
});

test('openid-client: one sign-in for two clients of a tenant', async () => {
  const { browser, claims } = await signedIn();
  const other = await RelyingParty.discover(world, await world.client('other'));
  const tokens = await other.signIn(browser);
  assert.equal(browser.signIns, 1);
  assert.equal(tokens.claims()?.sub, claims.sub);
});
