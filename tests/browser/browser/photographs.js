/** The photographs that `cargo xtask photographs` fetches. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../../target/photographs/', import.meta.url);

/** Their files. */
export const photographs = readFileSync(new URL('list.txt', FOLDER), 'utf8')
  .trim()
  .split('\n')
  .map((name) => fileURLToPath(new URL(name, FOLDER)));
