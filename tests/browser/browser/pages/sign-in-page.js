/** The sign-in page, as a person uses it. */

import { chooseIn } from './picture-field.js';
import { SecretField } from './secret-field.js';

export class SignInPage {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.problem = page.getByRole('alert');
    this.secret = new SecretField(page);
  }

  /** @param {string} name */
  async giveName(name) {
    await this.page.getByRole('textbox', { name: 'Username' }).fill(name);
    await this.page.getByRole('button', { name: 'Continue' }).click();
  }

  /** @param {import('./picture-field.js').File} file */
  async choosePicture(file) {
    await chooseIn(this.page.locator('#picture'), file);
  }

  /** Gives up the picture for another one. */
  async changePicture() {
    await this.page.getByRole('button', { name: 'Change picture' }).click();
  }

  async confirm() {
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** Turns to the page on which people enrol. */
  async createAccount() {
    await this.page.getByRole('link', { name: 'Create an account' }).click();
  }
}
