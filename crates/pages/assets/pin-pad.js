// A PIN: typed into its field by a keyboard, or tapped on the pad.

import { says } from './says.js';

export class PinPad {
  constructor(panel) {
    this.input = panel.querySelector('input');
    panel.querySelector('.pad').addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (button) this.#press(button.dataset);
    });
    this.input.addEventListener('input', () => this.#set(this.input.value));
  }

  /** The digits; or what is wrong with them. */
  read() {
    const pin = this.input.value;
    const fewest = this.input.minLength;
    return pin.length < fewest ? { problem: says('pin-short', { count: fewest }) } : { pin };
  }

  clear() {
    this.#set('');
  }

  focus() {
    this.input.focus();
  }

  #press({ digit, pad }) {
    const value = this.input.value;
    if (pad === 'clear') this.#set('');
    else if (pad === 'back') this.#set(value.slice(0, -1));
    else this.#set(value + digit);
  }

  #set(value) {
    this.input.value = value.replace(/[^0-9]/g, '').slice(0, Number(this.input.maxLength));
  }
}
