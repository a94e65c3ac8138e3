// Whether this browser can prove anything.

import { notice } from './notice.js';
import { says } from './says.js';

export const isSupported = typeof WebAssembly === 'object' && typeof Worker === 'function';

if (!isSupported) notice(says('prover-unsupported'));
