/** What a test of the pages begins with: a service, a tenant, an application and a browser. */

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

  static async start() {
    return new World(await Service.start(), await start());
  }

  /**
   * A new tenant with an application.
   * @param {string} tenant
   * @param {string[]} settings
   */
  async application(tenant, ...settings) {
    await this.service.tenant(tenant, ...settings);
    const application = await Application.start(this.service, tenant, 'app');
    this.applications.push(application);
    return application;
  }

  /**
   * A visitor with a browser of their own, who speaks English.
   * @param {{width: number, height: number}} [size]
   */
  async visitor(size = SIZES.wide) {
    const context = await this.browser.newContext({ viewport: size, locale: 'en-GB' });
    context.on('weberror', (error) => this.complaints.push(String(error.error())));
    context.on('console', (message) => {
      if (/Content Security Policy|Permissions policy/i.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    context.setDefaultTimeout(PATIENCE);
    return context.newPage();
  }

  async end() {
    await this.browser.close();
    for (const application of this.applications) application.close();
    await this.service.stop();
  }
}
