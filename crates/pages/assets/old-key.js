// What somebody signs in with now, which they show before they replace it: a picture, and PIN or pattern.

import { notice } from './notice.js';
import { PictureField } from './picture-field.js';
import { SecretField } from './secret-field.js';

const at = (id) => document.getElementById(id);

export class OldKey {
  /** `goOn` is called when all is there. Nothing is proved here. */
  constructor(prover, steps, goOn) {
    this.prover = prover;
    this.steps = steps;
    this.goOn = goOn;
    /** The picture that was read. */
    this.picture = null;
    this.given = {};
    this.field = new PictureField(at('old'), (file) => this.#take(file));
    this.secret = at('old-secret') && new SecretField(at('old-secret'));
    at('old-secret-step')?.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#takeSecret();
    });
    at('old-next')?.addEventListener('click', () => this.picture && goOn());
  }

  /** What the prover is given. */
  get key() {
    return { picture: this.picture, ...this.given };
  }

  /** Asks for it, also once more. */
  ask() {
    this.secret?.clear();
    this.steps.show('old-step');
    this.field.focus();
  }

  async #take(file) {
    if (this.picture) this.prover.release(this.picture);
    this.picture = null;
    try {
      ({ id: this.picture } = await this.prover.read(file));
    } catch (error) {
      this.field.refuse(error, file);
      return;
    }
    if (!this.secret) return;
    this.steps.show('old-secret-step');
    this.secret.focus();
  }

  #takeSecret() {
    const given = this.secret.read();
    if (given.problem) {
      notice(given.problem);
      this.secret.focus();
    } else {
      this.given = given;
      this.secret.clear();
      this.goOn();
    }
  }
}
