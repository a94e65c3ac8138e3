/** The page on which somebody asks for a link to choose another picture, as they use it. */

export class ForgotPage {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * @param {string} name
   * @param {string} email
   */
  async ask(name, email) {
    await this.page.getByRole('textbox', { name: 'Username' }).fill(name);
    await this.page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
    await this.page.getByRole('button', { name: 'Send the link' }).click();
  }
}
