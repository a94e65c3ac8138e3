/** The real service, on a directory of its own. */

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A debug build, unless the environment names another. */
export const BINARY = process.env.SECRETS_VAULT_BINARY
  ?? fileURLToPath(new URL('../../../target/debug/secrets-vault', import.meta.url));
const READY = 'Secrets Vault is ready at ';

export class Service {
  /**
   * @param {string} home
   * @param {Record<string, string>} settings
   */
  constructor(home, settings) {
    this.home = home;
    this.environment = {
      SECRETS_VAULT__DATA_DIR: join(home, 'vault', 'data'),
      SECRETS_VAULT__HTTP__LISTEN: '127.0.0.1:0',
      SECRETS_VAULT__LOG__FORMAT: 'json',
      XDG_STATE_HOME: join(home, 'device'),
      ...settings,
    };
    /** Its public URL. */
    this.url = '';
    /** Where it listens. */
    this.address = '';
    /** The link that enrols the first administrator. */
    this.setUpLink = '';
    this.process = spawn(BINARY, { env: this.environment, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  /**
   * Starts a service and waits until it is ready.
   * @param {Record<string, string>} [settings]
   */
  static async start(settings = {}) {
    const service = new Service(await mkdtemp(join(tmpdir(), 'secrets-vault-')), settings);
    for await (const line of createInterface(service.process.stderr)) {
      if (line.includes('"serving"')) service.address = JSON.parse(line).address;
      if (line.startsWith(READY)) service.url = line.slice(READY.length).trim();
      // It is said last.
      if (!line.includes('/enrol?tenant_id=main#code=')) continue;
      service.setUpLink = line.trim();
      service.process.stderr.resume();
      return service;
    }
    throw new Error('the service ended before it was ready');
  }

  /** Settings by which the command line too knows the port, as it must to write a link into a mail. */
  static async onPortOfItsOwn() {
    const probe = createServer();
    await new Promise((done) => probe.listen(0, '127.0.0.1', () => done(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
    await new Promise((done) => probe.close(done));
    return { SECRETS_VAULT__HTTP__LISTEN: `127.0.0.1:${port}`, SECRETS_VAULT__PUBLIC_URL: `http://localhost:${port}` };
  }

  /** Ends the service and removes what it stored. */
  async stop() {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill();
    await ended;
    await rm(this.home, { recursive: true });
  }

  /**
   * Runs the service's command line, and gives what it prints as JSON.
   * @param {string[]} words
   */
  async command(...words) {
    const options = { env: this.environment, cwd: this.home };
    const { stdout } = await promisify(execFile)(BINARY, words, options);
    return JSON.parse(stdout);
  }

  /**
   * Makes a tenant in which everybody may register.
   * @param {string} id
   * @param {string[]} settings such as `block_config.ip_attempts_limit=1000`
   */
  async tenant(id, ...settings) {
    const words = ['register_enable=true', ...settings].flatMap((setting) => ['--set', setting]);
    await this.command('admin', 'tenant', 'create', id, '--json', ...words);
  }

  /**
   * Enrols a person by the command line.
   * @param {string} tenant
   * @param {{name: string, photograph: string, pin?: string, pattern?: string}} person
   */
  async enrol(tenant, { name, photograph, pin, pattern }) {
    const place = ['--server', this.url, '--tenant', tenant, '--username', name];
    const secret = pin ? ['--pin', pin] : ['--pattern', pattern ?? ''];
    const address = `${name}@example.org`;
    await this.command('client', 'enrol', '--json', ...place, '--email', address, '--photo', photograph, ...secret);
    const code = await this.mailedCode(address);
    await this.command('client', 'verify-email', '--json', ...place, '--code', code);
  }

  /**
   * The code in the newest mail to an address.
   * @param {string} address
   * @returns {Promise<string>}
   */
  async mailedCode(address) {
    return (await this.newestMail(address)).code;
  }

  /**
   * The newest mail to an address.
   * @param {string} address
   * @returns {Promise<{kind: string, code: string, link: string}>}
   */
  async newestMail(address) {
    const [mail] = await this.command('admin', 'mailbox', '--json', '--to', address);
    return mail;
  }
}
