/** Files that cannot be a key, and what the sign-in page says of each. */

import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { look } from './look.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;

/** @type {World} */
let world;
/** @type {import('playwright-core').Page} */
let page;
/** @type {SignInPage} */
let signIn;

before(async () => {
  world = await World.start();
  const application = await world.application('acme');
  const { url } = await application.request();
  page = await world.visitor(SIZES.narrow);
  await page.goto(url);
  signIn = new SignInPage(page);
  await signIn.giveName('ada');
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/**
 * @param {string} name
 * @param {string} mimeType
 * @param {Buffer} buffer
 * @param {string} said
 */
async function isRefused(name, mimeType, buffer, said) {
  await signIn.choosePicture({ name, mimeType, buffer });
  await signIn.problem.getByText(said).waitFor();
  await page.locator('#picture').waitFor();
}

/**
 * A PNG that says how large it is, and has no pixels.
 * @param {number} width
 * @param {number} height
 */
function pngOf(width, height) {
  const header = Buffer.alloc(17);
  header.write('IHDR');
  header.writeUInt32BE(width, 4);
  header.writeUInt32BE(height, 8);
  header[12] = 8;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk(header), chunk(Buffer.from('IDAT')), chunk(Buffer.from('IEND'))]);
}

/** @param {Buffer} typeAndData */
function chunk(typeAndData) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(typeAndData.length - 4);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(typeAndData));
  return Buffer.concat([length, typeAndData, sum]);
}

/** A GIF of one grey pixel. */
const STILL_GIF = Buffer.from('R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=', 'base64');

/** The beginning of a HEIC file. Chromium knows none of them. */
const HEIC = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');

test('HEIC is refused with what to do', async () => {
  const said = 'Export yours as JPEG';
  await isRefused('IMG_0001.heic', 'image/heic', HEIC, said);
  await look(page, 'sign-in HEIC');
  // Systems that do not know the type name none, and some people rename the file.
  await isRefused('IMG_0002.HEIC', '', HEIC, said);
  await isRefused('IMG_0003.jpg', 'image/jpeg', HEIC, said);
});

test('a GIF is refused as such, also one that stands still', async () => {
  await isRefused('still.gif', 'image/gif', STILL_GIF, 'GIF pictures cannot be used here');
});

test('a huge picture is said to be too large', async () => {
  await isRefused('huge.png', 'image/png', pngOf(30_000, 30_000), 'too large');
  // The header of the frame has the height and the width, and then the number of components.
  const huge = readFileSync(photograph);
  const frame = huge.findIndex((byte, at) => byte === 0xff && [0xc0, 0xc2].includes(huge[at + 1]) && huge[at + 9] === 3);
  huge.writeUInt16BE(40_000, frame + 5);
  huge.writeUInt16BE(40_000, frame + 7);
  await isRefused('huge.jpg', 'image/jpeg', huge, 'too large');
});

test('a picture of which the end is missing is said to be cut off', async () => {
  const whole = readFileSync(photograph);
  await isRefused('half.jpg', 'image/jpeg', whole.subarray(0, whole.length / 2), 'damaged or cut off');
});

test('of anything else it is said what can be used', async () => {
  const text = Buffer.from('This is no picture.');
  await isRefused('notes.png', 'image/png', text, 'Choose a JPEG, PNG or WebP picture');
  await isRefused('notes.txt', 'text/plain', text, 'That was no picture');
});
