/**
 * The prover, as pages use it. All of its work is done in a worker, so the page stays responsive.
 *
 * ```js
 * const prover = new Prover();
 * const { id, gate } = await prover.read(file);
 * const { nonce } = await prover.signIn({ tenant, username, picture: id, pin: '482915', authReqId });
 * ```
 */

import { checkCanvas, decode, strips } from './canvas.js';
import { checkFile } from './picture-file.js';
import { ProverError } from './prover-error.js';

export { ProverError };

/**
 * @typedef {object} Pattern
 * @property {number} side 3 or 4
 * @property {number[]} cells in drawing order, numbered from 0 at the top left, row by row
 *
 * @typedef {object} Secret what a person knows: a PIN, a pattern, both or neither
 * @property {string | null} [pin]
 * @property {Pattern | null} [pattern]
 *
 * @typedef {object} Read a picture that has been read
 * @property {number} id
 * @property {number} width
 * @property {number} height
 * @property {Gate} gate
 *
 * @typedef {object} Gate whether a picture is fit to enrol; any may be signed in with
 * @property {'accept' | 'warn' | 'refuse'} verdict
 * @property {string | null} reason a code: `too_small`, `almost_no_detail`, `too_dark_or_blurred`,
 *   `symmetric_or_repeating`, `mostly_blank`, `too_smooth` for a refusal, `little_detail` for a warning
 * @property {number} quality how much detail it has, 0 to 1
 *
 * @typedef {object} Person
 * @property {string} tenant
 * @property {string} username
 * @property {number} picture the id that `read` gave
 * @property {string | null} [authReqId]
 * @property {string | null} [locale] of the mails that come of it, if not the browser's
 *
 * @typedef {Person & Secret} SignIn
 * @typedef {Person & Secret & Applicant} Registration
 *
 * @typedef {object} Applicant
 * @property {string} email
 * @property {string | null} [code] of the set-up link, by which the first administrator registers
 *
 * @typedef {Person & Secret & {code: string} & SecondThing} Invitation
 *
 * @typedef {object} SecondThing what a tenant may ask for beside the link of a reset
 * @property {string | null} [recoveryCode]
 * @property {string | null} [passkeyNonce] that a passkey has given, outside of any authorization request
 *
 * @typedef {Secret & {picture: number}} Key a picture that has been read, and what goes with it
 * @typedef {Person & Secret & {userId: string, old: Key | null}} Change another key in place of the old one; none is
 *   proved where a passkey was used just now
 * @typedef {Person & Secret & {userId: string, email: string}} EmailChange
 *
 * @typedef {object} SignedIn
 * @property {string} nonce to take to `/api/auth/sign-in` within a minute
 * @property {boolean} needVerify whether the e-mail address must be confirmed first
 * @property {number} errorBits how many of the 1023 feature bits differed
 * @property {[number, number]} imageDim width and height of the picture
 */

export class Prover {
  /** Starts the worker, which loads the WebAssembly module at once. */
  constructor() {
    /** @type {Map<number, {resolve: (result: any) => void, reject: (error: ProverError) => void}>} */
    this.calls = new Map();
    this.lastCall = 0;
    /** @type {ProverError | null} why the worker cannot be used */
    this.failure = null;
    this.worker = new Worker(new URL('./prover-worker.js', import.meta.url), {
      type: 'module',
      name: 'prover',
    });
    this.worker.addEventListener('message', ({ data }) => this.#settle(data));
    this.worker.addEventListener('error', (event) => this.#fail(event.message));
  }

  /**
   * Resolves when everything is loaded. Nothing needs to wait for it.
   * @returns {Promise<void>}
   */
  ready() {
    return this.#call('ready');
  }

  /**
   * Reads a picture file and says whether it is fit to enrol. It stays in the worker.
   * @param {Blob} blob
   * @returns {Promise<Read>}
   */
  async read(blob) {
    return (await this.#call('read', blob)) ?? this.#readHere(blob);
  }

  /**
   * Forgets a picture.
   * @param {number} id
   * @returns {Promise<void>}
   */
  release(id) {
    return this.#call('release', id);
  }

  /**
   * The share of feature bits in which two pictures differ. Up to a tenth is the same picture.
   * @param {number} idA
   * @param {number} idB
   * @returns {Promise<number>}
   */
  difference(idA, idB) {
    return this.#call('difference', [idA, idB]);
  }

  /**
   * Why others would guess a PIN or pattern early: a code, or null.
   * @param {Secret} secret
   * @returns {Promise<string | null>}
   */
  weakness(secret) {
    return this.#call('weakness', secret);
  }

  /**
   * Proves that a person holds picture and PIN.
   * @param {SignIn} request
   * @returns {Promise<SignedIn>}
   */
  signIn(request) {
    return this.#call('signIn', request);
  }

  /**
   * Enrols a picture. Resolves when the code has been mailed.
   * @param {Registration} request
   * @returns {Promise<void>}
   */
  register(request) {
    return this.#call('register', request);
  }

  /**
   * Accepts an invitation or chooses another picture: enrols one by the code of a mailed link.
   * @param {Invitation} request
   * @returns {Promise<void>}
   */
  accept(request) {
    return this.#call('accept', request);
  }

  /**
   * Gives whoever is signed in another picture, PIN or pattern, after proving the old ones.
   * @param {Change} request
   * @returns {Promise<void>}
   */
  change(request) {
    return this.#call('change', request);
  }

  /**
   * Gives whoever is signed in another e-mail address, after proving the picture.
   * @param {EmailChange} request
   * @returns {Promise<void>}
   */
  changeEmail(request) {
    return this.#call('changeEmail', request);
  }

  /**
   * Reads a picture where workers have no canvas. Lets the page breathe after each strip.
   * @param {Blob} blob
   * @returns {Promise<Read>}
   */
  async #readHere(blob) {
    const canvas = (/** @type {number} */ width, /** @type {number} */ height) =>
      Object.assign(document.createElement('canvas'), { width, height });
    await checkFile(blob);
    checkCanvas(canvas);
    const bitmap = await decode(blob);
    try {
      const { width, height } = bitmap;
      const id = await this.#call('open', [width, height]);
      for (const strip of strips(bitmap, canvas)) {
        await this.#call('strip', { id, strip }, [strip.buffer]);
      }
      return await this.#call('close', id);
    } finally {
      bitmap.close();
    }
  }

  /**
   * @param {string} method
   * @param {unknown} [argument]
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  #call(method, argument, transfer = []) {
    const id = ++this.lastCall;
    return new Promise((resolve, reject) => {
      if (this.failure) throw this.failure;
      this.calls.set(id, { resolve, reject });
      this.worker.postMessage({ id, method, argument }, transfer);
    });
  }

  /** @param {{id: number, result?: unknown, error?: import('./prover-error.js').Details}} answer */
  #settle({ id, result, error }) {
    const call = this.calls.get(id);
    this.calls.delete(id);
    if (error) call?.reject(new ProverError(error));
    else call?.resolve(result);
  }

  /** @param {string} message */
  #fail(message) {
    this.failure = new ProverError({ code: 'unavailable', message });
    for (const { reject } of this.calls.values()) reject(this.failure);
    this.calls.clear();
  }
}
