/** The package gives the bits of docs/protocol/vectors/keepic-1.json, which native code gives too. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Knowledge, PictureBuilder, vectors } from './package.js';
import { handled, specimen } from './specimen.js';

/**
 * @param {Uint8Array} rgba
 * @param {{w: number, h: number}} size
 * @param {number} rows of a strip
 */
function read(rgba, { w, h }, rows) {
  const builder = new PictureBuilder(w, h);
  for (let at = 0; at < rgba.length; at += 4 * w * rows) {
    builder.strip(rgba.subarray(at, at + 4 * w * rows));
  }
  return builder.finish();
}

const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex');

for (const vector of vectors('keepic-1.json').vectors) {
  test(`picture ${vector.seed}, ${vector.w} by ${vector.h}`, () => {
    const rgba = specimen(vector);
    assert.equal(sha256(rgba), vector.rgba_sha256, 'the test picture itself');
    const picture = read(rgba, vector, 100);
    assert.equal(Buffer.from(picture.features()).toString('hex'), vector.F);
    assert.equal(picture.quality.toFixed(4), vector.quality.toFixed(4));
    assert.deepEqual(read(rgba, vector, 7).features(), picture.features(), 'strips do not matter');

    const copy = handled(rgba, vector);
    assert.equal(sha256(copy), vector.distorted_rgba_sha256, 'the changed picture itself');
    const difference = read(copy, vector, 100).difference(picture);
    assert.equal(Math.round(difference * 1023), vector.ber.error_bits);
  });
}

test('the gate tells why a picture is not fit', () => {
  const grey = read(new Uint8Array(4 * 256 * 256).fill(120), { w: 256, h: 256 }, 256);
  assert.deepEqual([grey.verdict, grey.reason], ['refuse', 'almost_no_detail']);
  const photo = read(specimen({ seed: 1, w: 640, h: 480 }), { w: 640, h: 480 }, 480);
  assert.deepEqual([photo.verdict, photo.reason], ['accept', undefined]);
  assert.throws(() => new PictureBuilder(63, 64), { name: 'too_small' });
  assert.throws(() => new PictureBuilder(8193, 8192), { name: 'too_large' });
  assert.throws(() => new PictureBuilder(64, 64).strip(new Uint8Array(7)), { name: 'unreadable' });
});

test('what many people choose is told by a code', () => {
  const weakness = (/** @type {ConstructorParameters<typeof Knowledge>} */ ...known) =>
    new Knowledge(...known).weakness();
  const none = new Uint8Array();
  assert.equal(weakness('123456', 0, none), 'run');
  assert.equal(weakness('483915', 0, none), undefined);
  assert.equal(weakness(undefined, 3, Uint8Array.of(0, 1, 2)), 'straight_line');
  assert.equal(weakness(undefined, 3, Uint8Array.of(4, 6, 2, 1, 8)), undefined);
  assert.throws(() => weakness('12', 0, none), { name: 'pin' });
  assert.throws(() => weakness(undefined, 5, Uint8Array.of(0, 1, 2)), { name: 'pattern' });
});
