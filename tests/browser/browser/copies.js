/** Copies of a photograph, such as a messenger makes them. */

import { readFileSync } from 'node:fs';

/**
 * A smaller JPEG of lower quality, made by the browser.
 * @param {import('playwright-core').Browser} browser
 * @param {string} file
 * @param {{width: number, quality: number}} how
 */
export async function copyOf(browser, file, how) {
  const page = await browser.newPage();
  try {
    const original = readFileSync(file).toString('base64');
    const base64 = await page.evaluate(async ({ original, how: { width, quality } }) => {
      const bytes = Uint8Array.from(atob(original), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const height = Math.round((bitmap.height * width) / bitmap.width);
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.imageSmoothingQuality = 'high';
      context.drawImage(bitmap, 0, 0, width, height);
      const copy = await canvas.convertToBlob({ type: 'image/jpeg', quality });
      const letters = Array.from(new Uint8Array(await copy.arrayBuffer()), (byte) => String.fromCharCode(byte));
      return btoa(letters.join(''));
    }, { original, how });
    return { name: 'copy.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
  } finally {
    await page.close();
  }
}
