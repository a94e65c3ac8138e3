/** What is refused of a file before it is decoded. */

import { ProverError } from './prover-error.js';

/** The longest file that is read, as in the native client. */
const MAX_FILE_BYTES = 64 << 20;

/**
 * Refuses a file that is too long, or animated: decoders disagree on which still picture stands for
 * a moving one, and a picture that differs from one browser to the next would lock its owner out.
 * @param {Blob} blob
 */
export async function checkFile(blob) {
  if (blob.size > MAX_FILE_BYTES) {
    throw new ProverError({ code: 'too_large', message: 'the file is larger than 64 MiB' });
  }
  if (isAnimated(new Uint8Array(await blob.arrayBuffer()))) {
    throw new ProverError({ code: 'animated', message: 'the picture is, or may be, animated' });
  }
}

/**
 * Whether a file is, or may be, animated.
 * @param {Uint8Array} file
 */
export function isAnimated(file) {
  if (starts(file, 'GIF8')) return true;
  if (starts(file, '\x89PNG')) return hasAnimationControl(file);
  if (starts(file, 'RIFF') && textAt(file, 8, 4) === 'WEBP') return hasAnimationFlag(file);
  if (textAt(file, 4, 4) === 'ftyp') return isSequence(file);
  return false;
}

/**
 * PNG: a chunk `acTL`, which stands before the pixels.
 * @param {Uint8Array} file
 */
function hasAnimationControl(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 8; at + 8 <= file.length; at += 12 + view.getUint32(at)) {
    const chunk = textAt(file, at + 4, 4);
    if (chunk === 'acTL') return true;
    if (chunk === 'IDAT') return false;
  }
  return false;
}

/**
 * WebP: a flag of the extended header.
 * @param {Uint8Array} file
 */
function hasAnimationFlag(file) {
  return textAt(file, 12, 4) === 'VP8X' && (file[20] & 0b10) !== 0;
}

/**
 * AVIF and HEIC: one of the brands of image sequences.
 * @param {Uint8Array} file
 */
function isSequence(file) {
  const length = new DataView(file.buffer, file.byteOffset, file.byteLength).getUint32(0);
  const brands = textAt(file, 8, Math.min(length, 256) - 8).match(/.{4}/gs) ?? [];
  return brands.some((brand) => ['avis', 'msf1', 'hevc', 'hevx'].includes(brand));
}

/**
 * @param {Uint8Array} file
 * @param {string} text
 */
function starts(file, text) {
  return textAt(file, 0, text.length) === text;
}

/**
 * @param {Uint8Array} file
 * @param {number} at
 * @param {number} length
 */
function textAt(file, at, length) {
  return String.fromCharCode(...file.subarray(at, at + length));
}
