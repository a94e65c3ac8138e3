/** The page on which a person enrols, as they use it. */

import { chooseIn } from './picture-field.js';
import { SecretField } from './secret-field.js';

export class EnrolPage {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.problem = page.getByRole('alert');
    this.secret = new SecretField(page, '#secret-step');
  }

  /**
   * @param {string} name
   * @param {string} email
   */
  async giveName(name, email) {
    await this.page.getByRole('textbox', { name: 'Username' }).fill(name);
    await this.page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
    await this.goOn();
  }

  /**
   * Chooses the picture that is to be enrolled, and waits for what is said about it.
   * @param {import('./picture-field.js').File} file
   */
  async choosePicture(file) {
    await chooseIn(this.page.locator('#picture'), file);
    await this.page.locator('#gate').waitFor();
  }

  /**
   * Chooses another copy, to try whether it is the same picture.
   * @param {import('./picture-field.js').File} file
   */
  async tryCopy(file) {
    await chooseIn(this.page.locator('#try'), file);
  }

  /** @param {string} code */
  async returnCode(code) {
    await this.page.locator('#code').fill(code);
    await this.page.keyboard.press('Enter');
  }

  async goOn() {
    await this.page.getByRole('button', { name: 'Continue' }).click();
  }
}
