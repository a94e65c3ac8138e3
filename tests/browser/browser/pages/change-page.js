/** The pages on which a person changes their picture or e-mail address, as they use them. */

import { chooseIn } from './picture-field.js';
import { EnrolPage } from './enrol-page.js';
import { SecretField } from './secret-field.js';

export class ChangePage {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.problem = page.getByRole('alert');
    this.old = new SecretField(page, '#old-secret-step');
    this.enrolment = new EnrolPage(page);
  }

  /**
   * Shows once more what the person signs in with now.
   * @param {import('./picture-field.js').File} photograph
   * @param {string} pin
   */
  async prove(photograph, pin) {
    await chooseIn(this.page.locator('#old'), photograph);
    await this.page.getByRole('heading', { name: 'And what goes with it now' }).waitFor();
    await this.old.typePin(pin);
  }

  /** @param {string} email */
  async giveEmail(email) {
    await this.page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
    await this.enrolment.goOn();
  }
}
