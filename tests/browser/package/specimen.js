/**
 * The test pictures of "keepic-1", which need no files. Written from the description in the vectors'
 * own terms, not from the Rust code.
 */

/** Cells on each side of a mosaic, and how strongly it counts. */
const MOSAICS = [[3, 30], [7, 24], [17, 20], [41, 20], [83, 16]];

/**
 * @param {{seed: number, w: number, h: number, alpha?: boolean}} vector
 * @returns {Uint8Array} RGBA
 */
export function specimen({ seed, w, h, alpha = false }) {
  const next = xorshift(seed);
  const channels = ['red', 'green', 'blue'].map(() => MOSAICS.map(([cells, weight]) => (
    { cells, weight, lattice: Uint8Array.from({ length: (cells + 1) ** 2 }, next) }
  )));
  const rgba = new Uint8Array(4 * w * h);
  const cell = (/** @type {number} */ at, /** @type {number} */ cells, /** @type {number} */ n) =>
    Math.floor((at * cells) / n);
  for (let y = 0, at = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (const mosaics of channels) {
        let sum = 0;
        for (const { cells, weight, lattice } of mosaics) {
          sum += weight * lattice[cell(y, cells, h) * (cells + 1) + cell(x, cells, w)];
        }
        rgba[at++] = Math.min(Math.floor(sum / 110), 255);
      }
      rgba[at++] = alpha ? 255 - cell(x, 200, w) : 255;
    }
  }
  return rgba;
}

/**
 * The same picture after some handling: a little duller, with a white mark in a corner.
 * @param {Uint8Array} rgba
 * @param {{w: number, h: number}} vector
 */
export function handled(rgba, { w, h }) {
  const markWidth = Math.floor(w / 40);
  const markHeight = Math.floor(h / 100);
  return rgba.map((value, at) => {
    const pixel = at >> 2;
    if (at % 4 === 3) return value;
    if (pixel % w < markWidth && Math.floor(pixel / w) < markHeight) return 255;
    return Math.floor((value * 9) / 10) + 7;
  });
}

/** @param {number} seed */
function xorshift(seed) {
  let state = Math.max(seed, 1);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 24;
  };
}
