/** Apache with mod_auth_openidc before an application: a private instance, with a folder and a port of its own. */

import { spawn } from 'node:child_process';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, serve } from '../support/loopback.js';

const MODULES = '/usr/lib/apache2/modules';
const NEEDED = [
  'mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_openidc', 'proxy', 'proxy_http',
];
const PATIENCE = 10_000;

/** The application behind Apache: it reads who somebody is from headers, and says it. */
function application() {
  return serve(({ headers }, response) => {
    const claims = Object.entries(headers).filter(([name]) => name.startsWith('oidc_claim_'));
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(Object.fromEntries(claims)));
  });
}

export class Apache {
  /**
   * @param {number} port
   * @param {string} folder
   * @param {Awaited<ReturnType<typeof application>>} behind
   */
  constructor(port, folder, behind) {
    this.origin = `http://127.0.0.1:${port}`;
    this.port = port;
    this.folder = folder;
    this.behind = behind;
    this.page = `${this.origin}/protected/`;
    this.redirectUri = `${this.origin}/protected/back`;
    /** Where the module takes logout tokens. */
    this.backChannel = `${this.redirectUri}?logout=backchannel`;
    this.goodbye = `${this.origin}/goodbye`;
    /** @type {import('node:child_process').ChildProcess | undefined} */
    this.process = undefined;
  }

  static async prepared() {
    return new Apache(await freePort(), await mkdtemp(join(tmpdir(), 'apache-')), await application());
  }

  /** Where a browser goes to sign out. */
  get signOut() {
    return `${this.redirectUri}?logout=${encodeURIComponent(this.goodbye)}`;
  }

  /**
   * Starts it for a registered client.
   * @param {string} issuer
   * @param {{client_id: string, client_secret?: string}} client
   * @param {string[]} directives beside the usual ones
   */
  async start(issuer, { client_id, client_secret }, ...directives) {
    const configuration = [
      ...NEEDED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
      `ServerRoot ${this.folder}`,
      `PidFile ${this.folder}/pid`,
      `DefaultRuntimeDir ${this.folder}`,
      `Mutex file:${this.folder}`,
      `ErrorLog ${this.folder}/error.log`,
      `Listen 127.0.0.1:${this.port}`,
      'ServerName 127.0.0.1',
      `OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration`,
      `OIDCClientID ${client_id}`,
      `OIDCClientSecret ${client_secret}`,
      `OIDCRedirectURI ${this.redirectUri}`,
      'OIDCCryptoPassphrase for-this-test-only',
      'OIDCScope "openid profile email"',
      'OIDCPKCEMethod S256',
      'OIDCIDTokenSignedResponseAlg RS256',
      ...directives,
      `ProxyPass / ${this.behind.origin}/`,
      '<Location /protected>',
      '  AuthType openid-connect',
      '  Require valid-user',
      '</Location>',
    ];
    const file = join(this.folder, 'apache.conf');
    await writeFile(file, `${configuration.join('\n')}\n`);
    // Root's Apache would need a user to change to: it runs as nobody from the beginning.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    if (nobody.uid) await chown(this.folder, nobody.uid, nobody.gid);
    this.process = spawn('/usr/sbin/apache2', ['-DFOREGROUND', '-f', file], { stdio: 'inherit', ...nobody });
    await this.#ready();
  }

  async #ready() {
    const end = performance.now() + PATIENCE;
    for (;;) {
      try {
        await fetch(this.goodbye);
        return;
      } catch (error) {
        if (performance.now() > end || this.process?.exitCode !== null) {
          throw new Error(`Apache did not start:\n${await this.log()}`, { cause: error });
        }
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  }

  /** What it complained about. */
  async log() {
    return readFile(join(this.folder, 'error.log'), 'utf8').catch(() => '');
  }

  async stop() {
    const ended = new Promise((done) => this.process?.once('exit', done));
    this.process?.kill('SIGTERM');
    await ended;
    this.behind.close();
    await rm(this.folder, { recursive: true });
  }
}
