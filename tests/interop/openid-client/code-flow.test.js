/** The code flow with every way to authenticate and every algorithm. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { generateKeyPair, exportJWK } from 'jose';
import * as openid from 'openid-client';
import { serve } from '../support/loopback.js';
import { RelyingParty } from '../support/relying-party.js';
import { World } from '../support/world.js';

/** @type {World} */
let world;
before(async () => { world = await World.start(); });
after(() => world.end());

/** How a client authenticates with a key of its own. */
async function withKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = { keys: [{ ...await exportJWK(publicKey), kid: 'first', alg: 'ES256' }] };
  return {
    options: ['--set', `jwks=${JSON.stringify(jwks)}`],
    authentication: openid.PrivateKeyJwt({ key: privateKey, kid: 'first' }),
  };
}

/** @type {Record<string, () => Promise<{options?: string[], authentication: openid.ClientAuth}>>} */
const METHODS = {
  client_secret_basic: async () => ({ authentication: openid.ClientSecretBasic() }),
  client_secret_post: async () => ({ authentication: openid.ClientSecretPost() }),
  private_key_jwt: withKey,
  none: async () => ({ options: ['--public'], authentication: openid.None() }),
};

for (const [method, prepare] of Object.entries(METHODS)) {
  for (const algorithm of ['EdDSA', 'RS256']) {
    test(`openid-client: code with PKCE, ${method}, ${algorithm}`, async () => {
      const id = `${method}-${algorithm}`;
      const { options = [], authentication } = await prepare();
      const client = await world.client(id, '--sing-alg', algorithm, ...options);
      const rp = await RelyingParty.discover(world, client, authentication, { id_token_signed_response_alg: algorithm });
      const tokens = await rp.signIn(world.browser(), { scope: 'openid profile email offline_access' });
      const claims = /** @type {openid.IDToken} */ (tokens.claims());
      assert.equal(claims.email, world.ada.email);
      const userinfo = await openid.fetchUserInfo(rp.configuration, tokens.access_token, claims.sub);
      assert.equal(userinfo.preferred_username, world.ada.name);

      const refreshed = await openid.refreshTokenGrant(rp.configuration, tokens.refresh_token ?? '');
      assert.equal(refreshed.claims()?.sub, claims.sub);
      assert.notEqual(refreshed.access_token, tokens.access_token);
      await openid.fetchUserInfo(rp.configuration, refreshed.access_token, claims.sub);
    });
  }
}

test('openid-client: keys of a client by jwks_uri', async () => {
  const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
  const jwk = { ...await exportJWK(publicKey), kid: 'first', alg: 'Ed25519' };
  const keys = await serve((_, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  try {
    const client = await world.client('by-uri', '--set', `jwks_uri=${keys.origin}/keys`);
    const rp = await RelyingParty.discover(world, client, openid.PrivateKeyJwt({ key: privateKey, kid: 'first' }));
    assert.equal((await rp.signIn(world.browser())).claims()?.email, world.ada.email);
  } finally {
    keys.close();
  }
});

test('openid-client: a wrong secret', async () => {
  const client = await world.client('forgetful');
  const rp = await RelyingParty.discover(world, { ...client, client_secret: 'wrong' }, openid.ClientSecretBasic());
  await assert.rejects(rp.signIn(world.browser()), { code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE', status: 401 });
});

test('openid-client: plain OAuth, without an ID token', async () => {
  const rp = await RelyingParty.discover(world, await world.client('plain-oauth'));
  const { url, checks } = await rp.request({ scope: 'profile' });
  url.searchParams.delete('nonce');
  const tokens = await rp.redeem(await world.browser().open(url), { ...checks, expectedNonce: undefined, idTokenExpected: false });
  assert.equal(tokens.id_token, undefined);
});
