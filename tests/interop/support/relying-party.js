/** A relying party made with `openid-client`, as its documentation says. */

import * as openid from 'openid-client';
import { BACK } from './world.js';

/**
 * @typedef {object} SignIn what a sign-in needs to be completed
 * @property {URL} url
 * @property {openid.AuthorizationCodeGrantChecks} checks
 */

export class RelyingParty {
  /** @param {openid.Configuration} configuration */
  constructor(configuration) {
    this.configuration = configuration;
  }

  /**
   * Discovers the provider. ID tokens are checked with its keys although they come over the back channel.
   * @param {import('./world.js').World} world
   * @param {{client_id: string, client_secret?: string}} client
   * @param {openid.ClientAuth} [authentication]
   * @param {Partial<openid.ClientMetadata>} [metadata]
   */
  static async discover(world, client, authentication, metadata = {}) {
    const configuration = await openid.discovery(
      new URL(world.issuer), client.client_id, { client_secret: client.client_secret, ...metadata }, authentication,
      { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] },
    );
    return new RelyingParty(configuration);
  }

  /**
   * An authorization request.
   * @param {Record<string, string>} [parameters] beside and instead of the usual ones
   * @param {typeof openid.buildAuthorizationUrl | typeof openid.buildAuthorizationUrlWithPAR} build
   * @returns {Promise<SignIn>}
   */
  async request(parameters = {}, build = openid.buildAuthorizationUrl) {
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const expectedState = openid.randomState();
    const expectedNonce = openid.randomNonce();
    const url = await build(this.configuration, {
      redirect_uri: BACK,
      scope: 'openid profile email',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
      ...parameters,
    });
    return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
  }

  /**
   * What the client is given for what a browser brings back.
   * @param {import('./user-agent.js').Arrival} arrival
   * @param {openid.AuthorizationCodeGrantChecks} checks
   */
  redeem({ location, form }, checks) {
    const brought = form ? new Request(location, { method: 'POST', body: form }) : location;
    return openid.authorizationCodeGrant(this.configuration, brought, checks);
  }

  /**
   * Signs somebody in.
   * @param {import('./user-agent.js').UserAgent} browser
   * @param {Record<string, string>} [parameters] of the authorization request
   */
  async signIn(browser, parameters) {
    const { url, checks } = await this.request(parameters);
    return this.redeem(await browser.open(url), checks);
  }

  /**
   * The error with which a browser comes back.
   * @param {import('./user-agent.js').UserAgent} browser
   * @param {Record<string, string>} parameters
   */
  async refusal(browser, parameters) {
    const { url } = await this.request(parameters);
    return (await browser.open(url)).location.searchParams.get('error');
  }
}
