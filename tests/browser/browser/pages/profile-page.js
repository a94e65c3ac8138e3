/** The profile and its passkeys, as a person uses them. */

import assert from 'node:assert/strict';

export class ProfilePage {
  /**
   * @param {import('playwright-core').Page} page
   * @param {string} url
   */
  constructor(page, url) {
    this.page = page;
    this.url = url;
  }

  async open() {
    await this.page.goto(this.url);
    await this.page.getByRole('heading', { name: 'Your profile' }).waitFor();
  }

  /**
   * Has the device make a passkey.
   * @param {string} name
   * @param {() => Promise<void>} [look] sees the page before it is sent
   */
  async add(name, look) {
    await this.page.getByRole('button', { name: 'Add a passkey' }).click();
    await this.page.getByRole('textbox', { name: 'Name' }).fill(name);
    await look?.();
    await this.page.getByRole('button', { name: 'Continue' }).click();
  }

  /**
   * What the passkeys are called.
   * @param {string[]} expected
   */
  async names(...expected) {
    await this.page.getByRole('heading', { name: 'Your passkeys' }).waitFor();
    const fields = await this.page.getByRole('textbox', { name: 'Name' }).all();
    assert.deepEqual(await Promise.all(fields.map((field) => field.inputValue())), expected);
  }

  /**
   * Gives the only passkey another name.
   * @param {string} name
   */
  async rename(name) {
    await this.page.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.sent(this.page.getByRole('button', { name: 'Rename' }));
  }

  /**
   * Deletes the only passkey.
   * @param {() => Promise<void>} look sees what it asks before
   */
  async remove(look) {
    await this.page.locator('summary').click();
    await look();
    await this.sent(this.page.getByRole('button', { name: 'Delete this passkey' }));
  }

  /**
   * Presses a button, and waits for the page that comes.
   * @param {import('playwright-core').Locator} button
   */
  async sent(button) {
    const arrived = this.page.waitForEvent('load');
    await button.click();
    await arrived;
  }
}
