/** What every check begins with: a service on the database that the environment names, a tenant, and a person. */

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { photographs } from '../../browser/browser/photographs.js';
import { Service } from '../../browser/browser/service.js';
import { UserAgent } from './user-agent.js';

export const TENANT = 'acme';
/** Where browsers are sent back to. Nobody listens there: what they bring is read from the address. */
export const BACK = 'http://127.0.0.1:9/back';
export const GOODBYE = 'http://127.0.0.1:9/goodbye';

/** The service may ask this machine: keys of clients and receivers of logout tokens are here. */
const SETTINGS = { SECRETS_VAULT__OUTBOUND__ALLOWED: '127.0.0.0/8' };

/**
 * Settings that put the service on a database of its own: a file, or one on the PostgreSQL server that
 * `cargo xtask` has started where `SECRETS_VAULT_TEST_DATABASE` says `postgres`.
 * @returns {Promise<Record<string, string>>}
 */
async function database() {
  if (process.env.SECRETS_VAULT_TEST_DATABASE !== 'postgres') return {};
  const server = process.env.SECRETS_VAULT_TEST_POSTGRES ?? '';
  const name = `interop_${randomUUID().replaceAll('-', '')}`;
  const create = `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`;
  await promisify(execFile)('psql', ['--quiet', '--no-psqlrc', `${server}/postgres`, '--command', create]);
  return { SECRETS_VAULT__DATABASE__URL: `${server}/${name}` };
}

/** Somebody with a picture and a PIN. */
export class Person {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    this.pin = '482915';
    this.photograph = photographs[0];
    this.email = `${name}@example.org`;
  }
}

export class World {
  /**
   * @param {Service} service
   * @param {Person} ada
   */
  constructor(service, ada) {
    this.service = service;
    this.ada = ada;
    this.issuer = `${service.url}/api/oidc/${TENANT}`;
  }

  /** @param {Record<string, string>} [settings] of the service */
  static async start(settings = {}) {
    const service = await Service.start({ ...await Service.onPortOfItsOwn(), ...SETTINGS, ...await database(), ...settings });
    await service.tenant(TENANT, 'block_config.ip_attempts_limit=1000');
    const ada = new Person('ada');
    await service.enrol(TENANT, ada);
    return new World(service, ada);
  }

  /**
   * Enrols somebody else.
   * @param {string} name
   */
  async person(name) {
    const person = new Person(name);
    await this.service.enrol(TENANT, person);
    return person;
  }

  /**
   * Registers a client by the command line, and gives what is printed, its secret included.
   * @param {string} id
   * @param {string[]} options such as `--public`
   * @returns {Promise<{client_id: string, client_secret?: string}>}
   */
  client(id, ...options) {
    return this.service.command(
      'admin', 'client', 'create', '--tenant', TENANT, '--client-id', id,
      '--redirect-uri', BACK, '--post-logout-redirect-uri', GOODBYE, ...options,
    );
  }

  /** A browser of Ada's, without anything in it. */
  browser(person = this.ada) {
    return new UserAgent(this.service, person);
  }

  end() {
    return this.service.stop();
  }
}
