/**
 * Why something was not done, as pages tell it apart.
 *
 * - `no_match`: picture, PIN or pattern is not the enrolled one. Nothing was told to the server.
 * - `blocked`: too many attempts; `retryAt` says until when.
 * - `start_again`: the authorization request has ended or belongs to another browser.
 * - `second_refused`: beside the link, the tenant asks for a recovery code or a passkey, and this was none.
 * - `link_sent`: a picture alone is served to known devices only, so a link was asked for by mail.
 * - `unreadable`, `too_large`, `too_small`, `animated`: the file is no picture that can be used.
 * - `canvas_noise`: the browser alters what a canvas shows, as some do against fingerprinting.
 * - `unreachable`: no answer came.
 * - `refused`: the server or the protocol says no; `fields` tells which fields are wrong, if any.
 * - `unavailable`: the server, or this browser, cannot do it at the moment.
 *
 * @typedef {'no_match' | 'blocked' | 'start_again' | 'second_refused' | 'link_sent' | 'unreadable' | 'too_large'
 *   | 'too_small' | 'animated' | 'canvas_noise' | 'unreachable' | 'refused' | 'unavailable'} Code
 *
 * @typedef {object} Field
 * @property {string} field the name of a field of the form
 * @property {string} message what is wrong with it, and what would be right
 *
 * @typedef {object} Details
 * @property {Code} code
 * @property {string} [message] a sentence for developers; pages have their own, by code
 * @property {Date | null} [retryAt]
 * @property {Field[]} [fields]
 */

export class ProverError extends Error {
  /** @param {Details} details */
  constructor({ code, message, retryAt = null, fields = [] }) {
    super(message ?? code);
    this.name = 'ProverError';
    /** @type {Code} */
    this.code = code;
    /** @type {Date | null} when it is worth trying again */
    this.retryAt = retryAt;
    /** @type {Field[]} */
    this.fields = fields;
  }

  /**
   * What can be sent between threads.
   * @returns {Details}
   */
  get details() {
    const { code, message, retryAt, fields } = this;
    return { code, message, retryAt, fields };
  }
}

/** Codes of the WebAssembly module that say more than a page needs to know. */
const CODES = /** @type {Record<string, Code>} */ ({
  no_match: 'no_match',
  too_large: 'too_large',
  too_small: 'too_small',
  unreadable: 'unreadable',
  out_of_memory: 'unavailable',
});

/**
 * Any error as one of ours. The module's errors carry their code as `name`.
 * @param {unknown} error
 * @returns {ProverError}
 */
export function asProverError(error) {
  if (error instanceof ProverError) return error;
  const { name = '', message = String(error) } = error instanceof Error ? error : {};
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
    return new ProverError({ code: 'unavailable', message });
  }
  return new ProverError({ code: CODES[name] ?? 'refused', message });
}
