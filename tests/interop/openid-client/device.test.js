/** Devices without a browser (RFC 8628). */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as openid from 'openid-client';
import { RelyingParty } from '../support/relying-party.js';
import { World } from '../support/world.js';

const GRANTS = 'grant_types=["urn:ietf:params:oauth:grant-type:device_code","refresh_token"]';
const OFFLINE = { scope: 'openid email offline_access' };

/** @type {World} */
let world;
before(async () => { world = await World.start(); });
after(() => world.end());

test('openid-client: a device is signed in by another browser', async () => {
  const rp = await RelyingParty.discover(world, await world.client('tv', '--set', GRANTS));
  const device = await openid.initiateDeviceAuthorization(rp.configuration, OFFLINE);
  const [tokens] = await Promise.all([
    openid.pollDeviceAuthorizationGrant(rp.configuration, device),
    world.browser().signInDevice(device, 'yes'),
  ]);
  const { sub } = /** @type {openid.IDToken} */ (tokens.claims());
  const userinfo = await openid.fetchUserInfo(rp.configuration, tokens.access_token, sub);
  assert.equal(userinfo.email, world.ada.email);
  const refreshed = await openid.refreshTokenGrant(rp.configuration, tokens.refresh_token ?? '');
  assert.equal(refreshed.claims()?.sub, sub);
});

test('openid-client: a device of a public client, by a browser that is signed in', async () => {
  const rp = await RelyingParty.discover(world, await world.client('watch', '--public', '--set', GRANTS), openid.None());
  const browser = world.browser();
  const device = await openid.initiateDeviceAuthorization(rp.configuration, OFFLINE);
  await browser.signInDevice(device, 'yes');
  const tokens = await openid.pollDeviceAuthorizationGrant(rp.configuration, device);
  assert.equal(tokens.claims()?.aud, 'watch');
  // A second device in the same browser: who is signed in is asked, and does not sign in again.
  const second = await openid.initiateDeviceAuthorization(rp.configuration, OFFLINE);
  await browser.signInDevice(second, 'no');
  assert.equal(browser.signIns, 1);
  await assert.rejects(openid.pollDeviceAuthorizationGrant(rp.configuration, second), { error: 'access_denied' });
});
