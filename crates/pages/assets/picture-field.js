// Chooses a picture: by the file chooser, dropped, or pasted. The preview is an address within this browser.

import { notice, quiet } from './notice.js';
import { says } from './says.js';

export class PictureField {
  /** `choose` is called with each picture that is chosen. */
  constructor(element, choose) {
    this.element = element;
    this.input = element.querySelector('input[type=file]');
    this.image = element.querySelector('img');
    this.choose = choose;
    this.input.addEventListener('change', () => this.#take(this.input.files));
    const drop = element.querySelector('.drop');
    drop.addEventListener('dragover', (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
    drop.addEventListener('dragleave', () => drop.classList.remove('over'));
    drop.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      this.#take(event.dataTransfer.files);
    });
    document.addEventListener('paste', (event) => {
      if (this.isShown && event.clipboardData.files.length > 0) {
        event.preventDefault();
        this.#take(event.clipboardData.files);
      }
    });
  }

  get isShown() {
    return this.element.offsetParent !== null;
  }

  /** Where the preview of the chosen picture is, within this browser; null if there is none. */
  get preview() {
    return this.image.hidden ? null : this.image.src;
  }

  focus() {
    this.input.focus();
  }

  /** Forgets the picture. */
  clear() {
    this.input.value = '';
    this.image.hidden = true;
    this.element.classList.remove('chosen');
    if (this.image.src) URL.revokeObjectURL(this.image.src);
    this.image.removeAttribute('src');
  }

  #take([file]) {
    // Closing the chooser without a choice keeps what was there.
    if (!file) return;
    this.clear();
    if (!file.type.startsWith('image/')) {
      notice(says('picture-is-none'));
      return;
    }
    quiet();
    this.image.src = URL.createObjectURL(file);
    this.image.hidden = false;
    this.element.classList.add('chosen');
    this.choose(file);
  }
}
