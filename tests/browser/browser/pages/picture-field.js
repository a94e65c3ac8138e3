/** Chooses pictures by the browser's file chooser. */

/** @typedef {string | {name: string, mimeType: string, buffer: Buffer}} File */

/**
 * @param {import('playwright-core').Locator} field
 * @param {File} file
 */
export async function chooseIn(field, file) {
  const chooser = field.page().waitForEvent('filechooser');
  await field.getByLabel('Choose your picture').click();
  await (await chooser).setFiles(file);
}
