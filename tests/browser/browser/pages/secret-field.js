/** What is asked for beside the picture: a PIN, by pad or keyboard, or a pattern, by pointer or keyboard. */

export class SecretField {
  /**
   * @param {import('playwright-core').Page} page
   * @param {string} [step] where the field is, on a page with more than one of them
   */
  constructor(page, step = 'body') {
    this.page = page;
    this.place = page.locator(step);
    this.pin = this.place.getByRole('textbox', { name: 'PIN', exact: true });
  }

  /**
   * Types a PIN and presses Enter.
   * @param {string} pin
   */
  async typePin(pin) {
    await this.pin.pressSequentially(pin);
    await this.page.keyboard.press('Enter');
  }

  /**
   * Taps a PIN on the pad.
   * @param {string} pin
   */
  async tapPin(pin) {
    const pad = this.place.getByRole('group', { name: 'Digits' });
    for (const digit of pin) await pad.getByRole('button', { name: digit, exact: true }).click();
  }

  /** Turns to the pattern, where a PIN comes first. */
  async turnToPattern() {
    await this.place.getByRole('tab', { name: 'Pattern' }).click();
  }

  /**
   * Draws a pattern with the pointer, in one stroke.
   * @param {number[]} points numbered from 1
   */
  async drawPattern(points) {
    const { mouse } = this.page;
    await this.#point(points[0]).scrollIntoViewIfNeeded();
    for (const [at, point] of points.entries()) {
      const box = await this.#point(point).boundingBox();
      if (!box) throw new Error(`point ${point} is not shown`);
      await mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
      if (at === 0) await mouse.down();
    }
    await mouse.up();
  }

  /**
   * Enters a pattern with the keyboard, point by point.
   * @param {number[]} points numbered from 1
   */
  async pressPattern(points) {
    for (const point of points) {
      await this.#point(point).focus();
      await this.page.keyboard.press('Space');
    }
  }

  /** @param {number} point */
  #point(point) {
    return this.place.getByRole('button', { name: `Point ${point}`, exact: true });
  }
}
