/**
 * Pictures through the browser's own decoder and a canvas (keepic-1, section 1.1). It is fast, and
 * knows formats that no decoder of ours does.
 */

import { ProverError } from './prover-error.js';

/**
 * @typedef {(width: number, height: number) => OffscreenCanvas | HTMLCanvasElement} MakeCanvas
 * @typedef {OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D} Context
 */

/** Pixels of a strip: far below every browser's limit for a canvas, and quick to copy. */
const STRIP_PIXELS = 1 << 20;

/** Side of the pattern that the canvas is tried with. */
const PATTERN_SIDE = 32;

/**
 * How far a channel may be off. Noise of one or two steps, which some browsers add, changes three
 * bits of 1023 at most; random or white pixels change half of them.
 */
const TOLERATED_NOISE = 4;

/**
 * Decodes a file into upright sRGB pixels.
 * @param {Blob} blob
 * @returns {Promise<ImageBitmap>}
 */
export async function decode(blob) {
  try {
    return await createImageBitmap(blob, {
      imageOrientation: 'from-image',
      premultiplyAlpha: 'none',
      colorSpaceConversion: 'default',
    });
  } catch (error) {
    throw new ProverError({ code: 'unreadable', message: String(error) });
  }
}

/**
 * The pixels of a picture in strips of whole rows, from the top: unscaled, unsmoothed, straight
 * alpha. Strips, because browsers limit the size of a canvas.
 * @param {ImageBitmap} bitmap
 * @param {MakeCanvas} makeCanvas
 * @returns {Generator<Uint8Array<ArrayBuffer>>}
 */
export function* strips(bitmap, makeCanvas) {
  const { width, height } = bitmap;
  const rows = Math.min(height, Math.max(1, Math.floor(STRIP_PIXELS / width)));
  const context = contextOf(makeCanvas(width, rows));
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y);
    context.clearRect(0, 0, width, rows);
    context.drawImage(bitmap, 0, y, width, count, 0, 0, width, count);
    yield pixelsOf(context, width, count);
  }
}

/**
 * Refuses a browser whose canvas does not give back what was drawn.
 * @param {MakeCanvas} makeCanvas
 */
export function checkCanvas(makeCanvas) {
  const context = contextOf(makeCanvas(PATTERN_SIDE, PATTERN_SIDE));
  const drawn = pattern();
  context.putImageData(new ImageData(drawn, PATTERN_SIDE), 0, 0);
  const shown = pixelsOf(context, PATTERN_SIDE, PATTERN_SIDE);
  if (shown.some((value, at) => Math.abs(value - drawn[at]) > TOLERATED_NOISE)) {
    throw new ProverError({
      code: 'canvas_noise',
      message: 'this browser alters the pixels of a canvas; allow this site to read canvases',
    });
  }
}

/** Opaque pixels of many colours. */
function pattern() {
  const pixels = new Uint8ClampedArray(4 * PATTERN_SIDE * PATTERN_SIDE);
  return pixels.map((_, at) => (at % 4 === 3 ? 255 : (at * 37 + (at >> 7) * 91) % 256));
}

/**
 * @param {OffscreenCanvas | HTMLCanvasElement} canvas
 * @returns {Context}
 */
function contextOf(canvas) {
  const settings = { colorSpace: /** @type {const} */ ('srgb'), willReadFrequently: true };
  const context = /** @type {Context | null} */ (canvas.getContext('2d', settings));
  if (context === null) {
    throw new ProverError({ code: 'unavailable', message: 'this browser gives no canvas' });
  }
  context.imageSmoothingEnabled = false;
  return context;
}

/**
 * @param {Context} context
 * @param {number} width
 * @param {number} height
 */
function pixelsOf(context, width, height) {
  const { data } = context.getImageData(0, 0, width, height, { colorSpace: 'srgb' });
  return new Uint8Array(data.buffer);
}
