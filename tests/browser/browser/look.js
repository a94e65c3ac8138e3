/** Looks at a page: a screenshot, and the rules of accessibility. */

import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../target/screenshots/', import.meta.url));
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

mkdirSync(FOLDER, { recursive: true });

/**
 * Keeps a screenshot of each scheme of colours, and finds no violation in either.
 * @param {import('playwright-core').Page} page
 * @param {string} state what the page shows, in a few words
 */
export async function look(page, state) {
  const width = page.viewportSize()?.width;
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overhang <= 0, `${state}, ${width} px: ${overhang} px wider than the window`);
  const name = state.replaceAll(' ', '-');
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${FOLDER}${name}-${width}-${colorScheme}.png`, fullPage: true, animations: 'disabled' });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    assert.deepEqual(found, [], `${state}, ${width} px, ${colorScheme}`);
  }
}
