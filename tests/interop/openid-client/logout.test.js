/** Signing out: begun by a client, and told to the others. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { serve } from '../support/loopback.js';
import { RelyingParty } from '../support/relying-party.js';
import { GOODBYE, World } from '../support/world.js';

/** @type {World} */
let world;
before(async () => { world = await World.start(); });
after(() => world.end());

/**
 * Where a browser goes to sign out.
 * @param {RelyingParty} rp
 * @param {string | undefined} idToken
 */
function endSession(rp, idToken) {
  const parameters = { id_token_hint: idToken ?? '', post_logout_redirect_uri: GOODBYE, state: 'the-state' };
  return openid.buildEndSessionUrl(rp.configuration, parameters);
}

test('openid-client: RP-initiated logout', async () => {
  const rp = await RelyingParty.discover(world, await world.client('app'));
  const browser = world.browser();
  const tokens = await rp.signIn(browser);
  const { location } = await browser.open(endSession(rp, tokens.id_token));
  assert.equal(location.href, `${GOODBYE}?state=the-state`);
  assert.equal(await rp.refusal(browser, { prompt: 'none' }), 'login_required');
});

for (const algorithm of ['EdDSA', 'RS256']) {
  test(`jose: back-channel logout, ${algorithm}`, async () => {
    const told = await receiver();
    try {
      const stays = await RelyingParty.discover(world, await world.client(
        `stays-${algorithm}`, '--client-logout-uri', told.url, '--sing-alg', algorithm,
      ));
      const leaves = await RelyingParty.discover(world, await world.client(`leaves-${algorithm}`));
      const browser = world.browser();
      const claims = (await stays.signIn(browser)).claims();
      await browser.open(endSession(leaves, (await leaves.signIn(browser)).id_token));

      const { jwks_uri = '', issuer } = stays.configuration.serverMetadata();
      const { payload, protectedHeader } = await jwtVerify(
        await told.token, createRemoteJWKSet(new URL(jwks_uri)),
        { issuer, audience: `stays-${algorithm}`, typ: 'logout+jwt', requiredClaims: ['iat', 'exp', 'jti'] },
      );
      assert.equal(protectedHeader.alg, algorithm);
      assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} });
      assert.deepEqual([payload.sub, payload.sid], [claims?.sub, claims?.sid]);
      assert.equal(payload.nonce, undefined);
    } finally {
      told.close();
    }
  });
}

/** Waits for one logout token, as a client does (Back-Channel Logout 1.0, section 2.5). */
async function receiver() {
  /** @type {(token: string) => void} */
  let take = () => {};
  const token = /** @type {Promise<string>} */ (new Promise((resolve) => { take = resolve; }));
  const server = await serve(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    response.setHeader('Cache-Control', 'no-store');
    response.end();
    take(form.get('logout_token') ?? '');
  });
  return { url: `${server.origin}/backchannel`, token, close: server.close };
}
