/** `crypto.getRandomValues` under control of a test, so that published messages come out again. */

import { createHash } from 'node:crypto';

/** @typedef {(bytes: Uint8Array) => void} Source */

/**
 * Runs `use` while every draw is answered by `source`.
 * @template T
 * @param {Source} source
 * @param {() => T} use
 * @returns {T}
 */
export function drawingFrom(source, use) {
  const { crypto } = globalThis;
  const original = crypto.getRandomValues;
  Object.defineProperty(crypto, 'getRandomValues', {
    configurable: true,
    value: (/** @type {Uint8Array} */ bytes) => (source(bytes), bytes),
  });
  try {
    return use();
  } finally {
    Object.defineProperty(crypto, 'getRandomValues', { configurable: true, value: original });
  }
}

/**
 * SHA-512 of a seed and a counter, one digest after the other, as the vectors' client draws.
 * @param {bigint} seed
 * @returns {Source}
 */
export function seeded(seed) {
  let left = Buffer.alloc(0);
  let counter = 0n;
  return (bytes) => {
    while (left.length < bytes.length) {
      const input = Buffer.alloc(16);
      input.writeBigUInt64BE(seed, 0);
      input.writeBigUInt64BE(counter++, 8);
      left = Buffer.concat([left, createHash('sha512').update(input).digest()]);
    }
    bytes.set(left.subarray(0, bytes.length));
    left = left.subarray(bytes.length);
  };
}

/**
 * One text after the other, given in hexadecimal, each for one draw of its length.
 * @param {string[]} texts
 * @returns {Source}
 */
export function script(...texts) {
  return (bytes) => {
    const next = Buffer.from(texts.shift() ?? '', 'hex');
    if (next.length !== bytes.length) {
      throw new Error(`${bytes.length} random bytes were drawn where ${next.length} were expected`);
    }
    bytes.set(next);
  };
}
