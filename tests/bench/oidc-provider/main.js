/**
 * The npm package `oidc-provider` as a service to be measured beside ours: the same clients, token formats and
 * lifetimes, and a PostgreSQL database. Everybody who gives a name is signed in, which is not measured.
 *
 * `DATABASE_URL=postgres://… node main.js` prints the address when it is ready, and serves until it is ended.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';
import { storage } from './storage.js';

const MINUTES = 60;
const HOURS = 60 * MINUTES;
const DAYS = 24 * HOURS;
const RESOURCE = 'https://api.example/';
const SCOPE = 'openid profile email offline_access';

/** @param {'EdDSA' | 'RS256'} algorithm */
function key(algorithm) {
  const { privateKey } = algorithm === 'EdDSA'
    ? generateKeyPairSync('ed25519')
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: algorithm, alg: algorithm, use: 'sig' };
}

/**
 * A client that signs people in.
 * @param {string} id
 * @param {'EdDSA' | 'RS256'} algorithm
 */
const application = (id, algorithm) => ({
  client_id: id,
  client_secret: 'secret',
  redirect_uris: ['http://127.0.0.1:9/back'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  scope: SCOPE,
  id_token_signed_response_alg: algorithm,
  token_endpoint_auth_method: 'client_secret_post',
});

/** @param {'EdDSA' | 'RS256'} algorithm */
const clients = (algorithm) => [
  application(`app-${algorithm}`, algorithm),
  {
    client_id: `robot-${algorithm}`,
    client_secret: 'secret',
    redirect_uris: [],
    grant_types: ['client_credentials'],
    response_types: [],
    id_token_signed_response_alg: algorithm,
    token_endpoint_auth_method: 'client_secret_post',
  },
];

/** @param {string} name */
const account = (name) => ({
  accountId: name,
  claims: () => ({ sub: name, preferred_username: name, email: `${name}@example.org`, email_verified: true }),
});

/** @param {string} url of the database @returns {Promise<import('oidc-provider').Configuration>} */
const configuration = async (url) => ({
  adapter: await storage(url),
  // Without a resource an access token is opaque.
  clients: [...clients('EdDSA'), ...clients('RS256'), application('opaque', 'EdDSA')],
  jwks: { keys: [key('EdDSA'), key('RS256')] },
  cookies: { keys: ['for measurements'] },
  enabledJWA: { idTokenSigningAlgValues: ['EdDSA', 'RS256'] },
  conformIdTokenClaims: false,
  claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
  scopes: SCOPE.split(' '),
  rotateRefreshToken: true,
  issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
  expiresWithSession: () => false,
  findAccount: (_, name) => account(name),
  // The clients are the tenant's own: nobody is asked for consent, and the grant is kept with the session.
  async loadExistingGrant({ oidc }) {
    const kept = oidc.session.grantIdFor(oidc.client.clientId);
    if (kept) return oidc.provider.Grant.find(kept);
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope(SCOPE);
    grant.addResourceScope(RESOURCE, SCOPE);
    await grant.save();
    return grant;
  },
  pkce: { required: () => false },
  ttl: {
    AccessToken: 5 * MINUTES,
    ClientCredentials: 5 * MINUTES,
    IdToken: 5 * MINUTES,
    AuthorizationCode: 60,
    RefreshToken: 30 * DAYS,
    Session: 8 * HOURS,
    Interaction: 10 * MINUTES,
    Grant: 90 * DAYS,
  },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
    revocation: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, __, client) => ({
        scope: SCOPE,
        audience: RESOURCE,
        accessTokenTTL: 5 * MINUTES,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: client.clientId.endsWith('RS256') ? 'RS256' : 'EdDSA' } },
      }),
    },
  },
});

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, await configuration(process.env.DATABASE_URL ?? ''));
server.on('request', provider.callback());
process.once('SIGTERM', () => process.exit());
console.error(`oidc-provider is ready at ${issuer}`);
