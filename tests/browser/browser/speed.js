/**
 * Measures how long a person waits in Chromium, and prints rows for docs/benchmarks.md: section, what,
 * goal, median, middle half. `cargo xtask bench` runs it on the release build.
 */

import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { World } from './world.js';

const SIGN_INS = 11;
const PIN = '482915';
/** Between two digits, in milliseconds: a person who hurries. */
const PAUSE = 250;
/** A photograph of 13 megapixels. */
const [photograph] = photographs;

const world = await World.start();
try {
  const application = await world.application('acme', 'block_config.ip_attempts_limit=1000');
  await world.service.enrol('acme', { name: 'ada', photograph, pin: PIN });
  const samples = [];
  for (let at = 0; at < SIGN_INS; at += 1) samples.push(await signIn(application));
  print('From the last digit to the proof on its way', 400, samples.map(({ wait }) => wait));
  print('Longest time that the page did not answer', 50, samples.map(({ blocked }) => blocked));
} finally {
  await world.end();
}

/** @param {import('./application.js').Application} application */
async function signIn(application) {
  const page = await world.visitor();
  let blocked = 0;
  await page.exposeFunction('tellBlocked', (/** @type {number} */ time) => {
    blocked = Math.max(blocked, time);
  });
  await page.addInitScript(() => {
    const tell = Reflect.get(globalThis, 'tellBlocked');
    const each = (/** @type {PerformanceEntry} */ task) => tell(task.duration);
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type: 'longtask' });
  });
  await page.goto((await application.request()).url);
  const form = new SignInPage(page);
  await form.giveName('ada');
  await form.choosePicture(photograph);
  await form.secret.pin.pressSequentially(PIN.slice(0, -1), { delay: PAUSE });
  const proof = page.waitForRequest('**/api/auth/authenticate*');
  const start = Date.now();
  await form.secret.typePin(PIN.slice(-1));
  const request = await proof;
  await request.response();
  const wait = request.timing().startTime - start;
  await page.waitForURL(`${application.redirectUri}?*`);
  await page.context().close();
  return { wait, blocked };
}

/**
 * @param {string} what
 * @param {number} goal in milliseconds
 * @param {number[]} samples
 */
function print(what, goal, samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const quarter = (/** @type {number} */ count) =>
    `${Math.round(sorted[Math.floor(((sorted.length - 1) * count + 2) / 4)])} ms`;
  const isMet = sorted[Math.floor(sorted.length / 2)] < goal;
  const verdict = `below ${goal} ms: ${isMet ? 'met' : 'missed'}`;
  const row = ['The browser', what, verdict, quarter(2), `${quarter(1)} to ${quarter(3)}`];
  process.stdout.write(`${row.join('\t')}\n`);
}
