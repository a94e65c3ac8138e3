/** The package that browsers load, in this process. */

import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { initSync } from '../../../crates/client-wasm/pkg/client_wasm.js';

export * from '../../../crates/client-wasm/pkg/client_wasm.js';

// Debian's node has it under this name only.
globalThis.crypto ??= /** @type {Crypto} */ (webcrypto);

const folder = new URL('../../../crates/client-wasm/pkg/', import.meta.url);

initSync({ module: readFileSync(new URL('client_wasm_bg.wasm', folder)) });

/**
 * A file of published vectors.
 * @param {string} name
 */
export function vectors(name) {
  const file = new URL(`../../../docs/protocol/vectors/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}
