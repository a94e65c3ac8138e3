/** An application that lets people sign in, made with the npm package `openid-client`. */

import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as openid from 'openid-client';

const TITLES = /** @type {Record<string, string>} */ ({
  '/back': 'Signed in to the application',
  '/goodbye': 'Signed out of the application',
});

export class Application {
  /**
   * @param {string} origin
   * @param {openid.Configuration} configuration
   * @param {() => void} close
   */
  constructor(origin, configuration, close) {
    this.origin = origin;
    this.configuration = configuration;
    this.close = close;
    this.redirectUri = `${origin}/back`;
    /** The answer that came last by a form. */
    this.posted = '';
  }

  /**
   * Registers an application at a tenant and starts it.
   * @param {import('./service.js').Service} service
   * @param {string} tenant
   * @param {string} id
   * @param {string[]} options of its registration, such as `--third-party`
   */
  static async start(service, tenant, id, ...options) {
    /** @type {Application | undefined} */
    let application;
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://application');
      if (request.method === 'POST' && application) application.posted = await text(request);
      response.setHeader('Content-Type', 'text/html');
      response.end(`<!doctype html><title>${TITLES[pathname] ?? 'Application'}</title>`);
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const origin = `http://127.0.0.1:${port}`;
    await service.command(
      'admin', 'client', 'create', '--json', '--tenant', tenant, '--client-id', id, '--public',
      '--redirect-uri', `${origin}/back`, '--post-logout-redirect-uri', `${origin}/goodbye`,
      '--register-enable', ...options,
    );
    const issuer = new URL(`${service.url}/api/oidc/${tenant}`);
    const configuration = await openid.discovery(issuer, id, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    application = new Application(origin, configuration, () => server.close());
    return application;
  }

  /**
   * A request to sign somebody in.
   * @param {Record<string, string>} [parameters]
   */
  async request(parameters = {}) {
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const nonce = openid.randomNonce();
    const url = openid.buildAuthorizationUrl(this.configuration, {
      redirect_uri: this.redirectUri,
      scope: 'openid profile email',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...parameters,
    });
    return { url: url.href, verifier, state, nonce };
  }

  /**
   * What the application learns when the browser has come back: the claims of a verified ID token,
   * those of userinfo, and the tokens.
   * @param {string | Request} back where the browser came back to, or the form that it brought
   * @param {Awaited<ReturnType<Application['request']>>} request
   */
  async redeem(back, { verifier, state, nonce }) {
    const tokens = await openid.authorizationCodeGrant(this.configuration, typeof back === 'string' ? new URL(back) : back, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = /** @type {openid.IDToken} */ (tokens.claims());
    const userinfo = await openid.fetchUserInfo(this.configuration, tokens.access_token, claims.sub);
    return { claims, userinfo, idToken: /** @type {string} */ (tokens.id_token), accessToken: tokens.access_token };
  }

  /** The answer that came last by a form, as it came. */
  form() {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    return new Request(this.redirectUri, { method: 'POST', headers, body: this.posted });
  }

  /**
   * Where a browser goes to sign out.
   * @param {string} idToken
   */
  signOutUrl(idToken) {
    return openid.buildEndSessionUrl(this.configuration, {
      id_token_hint: idToken,
      post_logout_redirect_uri: `${this.origin}/goodbye`,
    }).href;
  }
}
