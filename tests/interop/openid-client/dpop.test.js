/** Tokens that are worth nothing without their client's key (RFC 9449). */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { RelyingParty } from '../support/relying-party.js';
import { BACK, World } from '../support/world.js';

const OFFLINE = { scope: 'openid email offline_access' };
const LOOPBACK = { [oauth.allowInsecureRequests]: true };

/** @type {World} */
let world;
/** @type {RelyingParty} */
let rp;
before(async () => {
  world = await World.start();
  const client = await world.client('bound', '--public', '--set', 'dpop_bound_access_tokens=true');
  rp = await RelyingParty.discover(world, client, openid.None());
});
after(() => world.end());

for (const algorithm of ['ES256', 'Ed25519', 'PS256']) {
  test(`openid-client: DPoP with the nonces of the service, ${algorithm}`, async () => {
    const { configuration } = rp;
    const handle = async () => openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair(algorithm));
    const DPoP = await handle();
    const { url, checks } = await rp.request(OFFLINE);
    const { location } = await world.browser().open(url);
    // The first proof has no nonce: the client is told one, and asks again by itself.
    const tokens = await openid.authorizationCodeGrant(configuration, location, checks, undefined, { DPoP });
    assert.equal(tokens.token_type, 'dpop');
    const { sub } = /** @type {openid.IDToken} */ (tokens.claims());
    const userinfo = await openid.fetchUserInfo(configuration, tokens.access_token, sub, { DPoP });
    assert.equal(userinfo.email, world.ada.email);

    const refreshed = await openid.refreshTokenGrant(configuration, tokens.refresh_token ?? '', undefined, { DPoP });
    assert.equal(refreshed.token_type, 'dpop');
    await openid.fetchUserInfo(configuration, refreshed.access_token, sub, { DPoP });

    const thief = await handle();
    await assert.rejects(openid.fetchUserInfo(configuration, refreshed.access_token, sub, { DPoP: thief }));
    await assert.rejects(openid.fetchUserInfo(configuration, refreshed.access_token, sub));
    await assert.rejects(
      openid.refreshTokenGrant(configuration, refreshed.refresh_token ?? '', undefined, { DPoP: thief }),
      { error: 'invalid_grant' },
    );
  });
}

test('openid-client: a request that was sent ahead names the key of its code', async () => {
  const { configuration } = rp;
  const DPoP = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair());
  const ahead = /** @type {typeof openid.buildAuthorizationUrlWithPAR} */ (
    (at, parameters) => openid.buildAuthorizationUrlWithPAR(at, parameters, { DPoP })
  );
  const { url, checks } = await rp.request(OFFLINE, ahead);
  const { location } = await world.browser().open(url);
  const thief = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair());
  await assert.rejects(
    openid.authorizationCodeGrant(configuration, location, checks, undefined, { DPoP: thief }),
    { code: 'OAUTH_RESPONSE_BODY_ERROR' },
  );
  const tokens = await openid.authorizationCodeGrant(configuration, location, checks, undefined, { DPoP });
  assert.equal(tokens.token_type, 'dpop');
});

test('oauth4webapi: a client that knows no nonce is told one, and loses nothing', async () => {
  const server = /** @type {oauth.AuthorizationServer} */ (rp.configuration.serverMetadata());
  const client = /** @type {oauth.Client} */ ({ client_id: 'bound' });
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  const { url, checks } = await rp.request(OFFLINE);
  const { location } = await world.browser().open(url);
  const parameters = oauth.validateAuthResponse(server, client, location, checks.expectedState);
  const verifier = checks.pkceCodeVerifier ?? '';
  const ask = () => oauth.authorizationCodeGrantRequest(
    server, client, oauth.None(), parameters, BACK, verifier, { DPoP, ...LOOPBACK },
  );
  const read = async (/** @type {Response} */ answer) =>
    oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: checks.expectedNonce });
  await assert.rejects(read(await ask()), (error) => oauth.isDPoPNonceError(error));
  const tokens = await read(await ask());
  assert.equal(tokens.token_type, 'dpop');
});
