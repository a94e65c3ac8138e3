/** What a test of the pages begins with: a service, a tenant, an application and a browser. */

import assert from 'node:assert/strict';
import { Application } from './application.js';
import { start } from './chromium.js';
import { Service } from './service.js';

export const SIZES = /** @type {const} */ ({
  wide: { width: 1280, height: 900 },
  narrow: { width: 360, height: 740 },
});

/** How long anything may take on a busy machine, in milliseconds. */
const PATIENCE = 20_000;

export class World {
  /**
   * @param {Service} service
   * @param {import('playwright-core').Browser} browser
   */
  constructor(service, browser) {
    this.service = service;
    this.browser = browser;
    /** @type {Application[]} */
    this.applications = [];
    /** @type {string[]} what pages and the content policy complained about */
    this.complaints = [];
  }

  /** @param {Record<string, string>} [settings] of the service */
  static async start(settings) {
    return new World(await Service.start(settings), await start());
  }

  /**
   * A new tenant with an application.
   * @param {string} tenant
   * @param {string[]} settings
   */
  async application(tenant, ...settings) {
    await this.service.tenant(tenant, ...settings);
    return this.anotherApplication(tenant, 'app');
  }

  /**
   * An application at a tenant that is there already.
   * @param {string} tenant
   * @param {string} id
   * @param {string[]} options of its registration
   */
  async anotherApplication(tenant, id, ...options) {
    const application = await Application.start(this.service, tenant, id, ...options);
    this.applications.push(application);
    return application;
  }

  /**
   * A visitor with a browser of their own, who speaks English unless `options` say otherwise.
   * @param {{width: number, height: number}} [size]
   * @param {import('playwright-core').BrowserContextOptions} [options]
   */
  async visitor(size = SIZES.wide, options = {}) {
    const context = await this.browser.newContext({ viewport: size, locale: 'en-GB', ...options });
    await context.exposeFunction('complain', (/** @type {string} */ what) => this.complaints.push(what));
    await context.addInitScript(() => {
      const complain = Reflect.get(globalThis, 'complain');
      document.addEventListener('securitypolicyviolation', ({ documentURI, violatedDirective, blockedURI }) => {
        complain(`${documentURI}: ${violatedDirective} forbids ${blockedURI}`);
      });
    });
    context.on('weberror', (error) => this.complaints.push(String(error.error())));
    context.on('console', (message) => {
      if (/Content Security Policy|Permissions policy/i.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    context.setDefaultTimeout(PATIENCE);
    return context.newPage();
  }

  /** Fails the test in which a page broke a rule of its content policy, or a script threw. */
  hasNoComplaints() {
    assert.deepEqual(this.complaints.splice(0), []);
  }

  async end() {
    await this.browser.close();
    for (const application of this.applications) application.close();
    await this.service.stop();
  }
}
