// Chooses a picture: by the file chooser, dropped, or pasted. The preview is an address within this browser.

import { notice, noticeOf, quiet } from './notice.js';
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

  /** Takes a picture away that cannot be used, and says why: `error` is what the prover says. */
  async refuse(error, file) {
    this.clear();
    const trouble = await import('./picture-trouble.js').catch(() => null);
    const code = await trouble?.causeOf(error.code, file).catch(() => error.code);
    // Another one may have been chosen meanwhile.
    if (this.preview) return;
    noticeOf(code && code !== error.code ? { code } : error);
  }

  #take([file]) {
    // Closing the chooser without a choice keeps what was there.
    if (!file) return;
    this.clear();
    // Many systems do not know the type of HEIC. Whether the browser does comes out when it is read.
    if (!file.type.startsWith('image/') && !/\.hei[cf]$/i.test(file.name)) {
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
