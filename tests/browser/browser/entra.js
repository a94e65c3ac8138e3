/**
 * Stands where Microsoft Entra ID would: keys of its own, a page that sends people on with a hint, the place that takes
 * our answer, and a check of the answer as Microsoft documents it.
 */

import assert from 'node:assert/strict';
import { X509Certificate, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer } from 'node:http';

const MICROSOFT = 'https://login.microsoftonline.com';
/** Where the browser is sent on to in the end, on another site, as applications are. */
const APPLICATION = 'https://myapps.microsoft.com/';
const BACK = `${MICROSOFT}/common/federation/externalauthprovider`;
const TENANT = '11111111-2222-3333-4444-555555555555';
const CLIENT = 'entra';
const METHODS = ['face', 'fido', 'fpt', 'hwk', 'iris', 'otp', 'pop', 'retina', 'sc', 'sms', 'swk', 'tel', 'vbm'];

/** @param {unknown} part */
const encoded = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
/** @param {string} part */
const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

/** Fetches a document. @param {string} url @returns {Promise<any>} */
const json = async (url) => (await fetch(url)).json();

export class Entra {
  /** @type {URLSearchParams[]} the forms that came back */
  answers = [];

  /** @param {import('node:http').Server} server of its metadata */
  constructor(server) {
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const origin = `http://127.0.0.1:${port}`;
    this.issuer = `${origin}/${TENANT}/v2.0`;
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.key = privateKey;
    const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', kid: 'entra' }] };
    const metadata = { issuer: this.issuer, jwks_uri: `${origin}/keys` };
    server.on('request', ({ url }, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(url === '/keys' ? keys : metadata));
    });
    this.close = () => server.close();
  }

  static async start() {
    const server = createServer();
    await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
    return new Entra(server);
  }

  /**
   * Registers Entra ID as a client of a tenant.
   * @param {import('./service.js').Service} service
   * @param {string} tenant
   */
  async register(service, tenant) {
    const flow = JSON.stringify({ type: 'microsoft-mfa', issuer: this.issuer });
    await service.command('admin', 'client', 'create', '--tenant', tenant, '--client-id', CLIENT, '--set', `flow=${flow}`);
    this.provider = `${service.url}/api/oidc/${tenant}/microsoft-mfa`;
  }

  /**
   * Sends a browser to us after somebody has given their password to Entra ID, and waits for our page.
   * @param {import('playwright-core').Page} page
   * @param {string} username
   */
  async send(page, username) {
    const { authorization_endpoint: action } = await json(`${this.provider}/.well-known/openid-configuration`);
    const fields = Object.entries(this.#request(username))
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`);
    const form = `<!doctype html><title>Microsoft</title><form method="post" action="${action}">${fields.join('')}<button>Go</button></form>`;
    await this.#standIn(page, form);
    await page.goto(`${MICROSOFT}/`);
    await page.getByRole('button', { name: 'Go' }).click();
  }

  /**
   * Answers what the browser asks of Microsoft's sites, redirects included (DevTools protocol, domain Fetch).
   * @param {import('playwright-core').Page} page
   * @param {string} form the page that sends people to us
   */
  async #standIn(page, form) {
    const protocol = await page.context().newCDPSession(page);
    protocol.on('Fetch.requestPaused', ({ requestId, request: { method, url, postData } }) => {
      const isAnswer = method === 'POST' && url === BACK;
      if (isAnswer) this.answers.push(new URLSearchParams(postData));
      const html = url === APPLICATION ? '<!doctype html><title>My Apps</title>' : form;
      protocol.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: isAnswer ? 302 : 200,
        responseHeaders: [isAnswer
          ? { name: 'Location', value: APPLICATION }
          : { name: 'Content-Type', value: 'text/html' }],
        body: isAnswer ? undefined : Buffer.from(html).toString('base64'),
      }).catch(() => {}); // the page may be gone
    });
    await protocol.send('Fetch.enable', { patterns: [`${MICROSOFT}/*`, `${APPLICATION}*`].map((urlPattern) => ({ urlPattern })) });
  }

  /**
   * Waits until the browser has brought our answer and has been sent on, and gives the answer.
   * @param {import('playwright-core').Page} page
   */
  async answer(page) {
    await page.waitForURL(APPLICATION);
    const [answer] = this.answers.splice(0);
    assert.equal(answer.get('state'), 'the-state');
    return answer;
  }

  /**
   * Checks the ID token of an answer with what our metadata lead to, and gives its claims.
   * @param {URLSearchParams} answer
   * @param {string} username
   */
  async check(answer, username) {
    const { issuer, jwks_uri } = await json(`${this.provider}/.well-known/openid-configuration`);
    assert.equal(issuer, this.provider);
    const [head, body, signature] = (answer.get('id_token') ?? '').split('.');
    const { alg, kid } = decoded(head);
    assert.equal(alg, 'RS256');
    const jwk = (await json(jwks_uri)).keys.find((/** @type {any} */ key) => key.kid === kid);
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    assert.ok(new X509Certificate(Buffer.from(jwk.x5c[0], 'base64')).publicKey.equals(key));
    assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')));
    const claims = decoded(body);
    assert.deepEqual(
      [claims.iss, claims.aud, claims.sub, claims.nonce, claims.acr],
      [issuer, CLIENT, `sub-${username}`, 'the-nonce', 'possessionorinherence'],
    );
    return claims;
  }

  /** What is posted to us. @param {string} username @returns {Record<string, string>} */
  #request(username) {
    const claims = {
      id_token: {
        acr: { essential: true, values: ['possessionorinherence'] },
        amr: { essential: true, values: METHODS },
      },
    };
    return {
      scope: 'openid',
      response_mode: 'form_post',
      response_type: 'id_token',
      client_id: CLIENT,
      redirect_uri: BACK,
      nonce: 'the-nonce',
      state: 'the-state',
      id_token_hint: this.#hint(username),
      claims: JSON.stringify(claims),
      'client-request-id': '6f6e1a1c',
    };
  }

  /** A hint, which has expired by design. @param {string} username */
  #hint(username) {
    const head = encoded({ alg: 'RS256', kid: 'entra', typ: 'JWT' });
    const body = encoded({
      iss: this.issuer, aud: CLIENT, exp: 1, iat: 0, tid: TENANT,
      oid: `oid-${username}`, sub: `sub-${username}`, preferred_username: username,
    });
    const signature = sign('sha256', Buffer.from(`${head}.${body}`), this.key);
    return `${head}.${body}.${signature.toString('base64url')}`;
  }
}
