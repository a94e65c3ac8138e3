/** What becomes of tokens, and what clients get for themselves. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { RelyingParty } from '../support/relying-party.js';
import { World } from '../support/world.js';

const SHOP = 'https://shop.example/api';
const OFFLINE = { scope: 'openid email offline_access' };

/** @type {World} */
let world;
/** @type {RelyingParty} */
let rp;
before(async () => {
  world = await World.start();
  rp = await RelyingParty.discover(world, await world.client('app', '--set', `allowed_resources=["${SHOP}"]`));
});
after(() => world.end());

/**
 * Checks an access token as a resource server does (RFC 9068).
 * @param {string} token
 * @param {string} audience
 */
async function atResourceServer(token, audience) {
  const server = /** @type {oauth.AuthorizationServer} */ (rp.configuration.serverMetadata());
  const request = new Request(audience, { headers: { authorization: `Bearer ${token}` } });
  return oauth.validateJwtAccessToken(server, request, audience, { [oauth.allowInsecureRequests]: true });
}

test('openid-client: refresh, with rotation', async () => {
  const first = await rp.signIn(world.browser(), OFFLINE);
  const second = await openid.refreshTokenGrant(rp.configuration, first.refresh_token ?? '');
  assert.notEqual(second.refresh_token, first.refresh_token);
  const third = await openid.refreshTokenGrant(rp.configuration, second.refresh_token ?? '', { scope: 'openid' });
  assert.equal(third.scope, 'openid');
  await assert.rejects(openid.refreshTokenGrant(rp.configuration, 'unknown'), { error: 'invalid_grant' });
});

test('openid-client: introspection and revocation', async () => {
  const tokens = await rp.signIn(world.browser(), OFFLINE);
  const { access_token, refresh_token = '' } = tokens;
  const told = await openid.tokenIntrospection(rp.configuration, access_token);
  assert.equal(told.active, true);
  assert.equal(told.client_id, 'app');
  assert.equal((await openid.tokenIntrospection(rp.configuration, refresh_token)).active, true);

  await openid.tokenRevocation(rp.configuration, refresh_token);
  assert.equal((await openid.tokenIntrospection(rp.configuration, access_token)).active, false);
  await assert.rejects(openid.refreshTokenGrant(rp.configuration, refresh_token), { error: 'invalid_grant' });
  const { sub } = /** @type {openid.IDToken} */ (tokens.claims());
  await assert.rejects(openid.fetchUserInfo(rp.configuration, access_token, sub));
});

test('openid-client: introspection says nothing of the tokens of others', async () => {
  const others = await RelyingParty.discover(world, await world.client('curious'));
  const { access_token } = await rp.signIn(world.browser());
  const told = await openid.tokenIntrospection(others.configuration, access_token);
  assert.deepEqual(told, { active: false });
});

test('openid-client: client_credentials', async () => {
  const client = await world.client('robot', '--set', 'grant_types=["client_credentials"]', '--set', `allowed_resources=["${SHOP}"]`, '--scope', 'read');
  const robot = await RelyingParty.discover(world, client, openid.ClientSecretBasic());
  const tokens = await openid.clientCredentialsGrant(robot.configuration, { scope: 'read', resource: SHOP });
  const claims = await atResourceServer(tokens.access_token, SHOP);
  assert.equal(claims.client_id, 'robot');
  assert.equal(claims.scope, 'read');
});

test('oauth4webapi: an access token for a resource (RFC 8707, RFC 9068)', async () => {
  const tokens = await rp.signIn(world.browser(), { resource: SHOP });
  const claims = await atResourceServer(tokens.access_token, SHOP);
  assert.equal(claims.sub, tokens.claims()?.sub);
  await assert.rejects(atResourceServer(tokens.access_token, 'https://another.example/'));
});

test('openid-client: an opaque access token', async () => {
  const client = await world.client('opaque', '--set', 'access_token_format=opaque');
  const opaque = await RelyingParty.discover(world, client);
  const tokens = await opaque.signIn(world.browser());
  assert.equal(tokens.access_token.split('.').length, 1);
  const { sub } = /** @type {openid.IDToken} */ (tokens.claims());
  await openid.fetchUserInfo(opaque.configuration, tokens.access_token, sub);
});

for (const algorithm of ['EdDSA', 'RS256']) {
  test(`openid-client: userinfo as a JWT, ${algorithm}`, async () => {
    const metadata = { userinfo_signed_response_alg: algorithm };
    const client = await world.client(`signed-${algorithm}`, '--set', `userinfo_signed_response_alg=${algorithm}`);
    const signed = await RelyingParty.discover(world, client, undefined, metadata);
    const tokens = await signed.signIn(world.browser());
    const { sub } = /** @type {openid.IDToken} */ (tokens.claims());
    const userinfo = await openid.fetchUserInfo(signed.configuration, tokens.access_token, sub);
    assert.equal(userinfo.email, world.ada.email);
  });
}

test('openid-client: a code is good once', async () => {
  const { url, checks } = await rp.request(OFFLINE);
  const arrival = await world.browser().open(url);
  const tokens = await rp.redeem(arrival, checks);
  await assert.rejects(rp.redeem(arrival, checks), { error: 'invalid_grant' });
  await assert.rejects(openid.refreshTokenGrant(rp.configuration, tokens.refresh_token ?? ''), { error: 'invalid_grant' });
});
