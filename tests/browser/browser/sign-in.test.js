/** People sign in to an application with the page that browsers are sent to. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { copyOf } from './copies.js';
import { look } from './look.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph, anotherPhotograph] = photographs;
const ada = { name: 'ada', photograph, pin: '482915' };
const bob = { name: 'bob', photograph, pattern: '4,6,2,1,8' };
/** The same points as people number them. */
const BOBS_POINTS = [5, 7, 3, 2, 9];

/** @type {World} */
let world;
/** @type {import('./application.js').Application} */
let application;

before(async () => {
  world = await World.start();
  application = await world.application('acme', 'block_config.ip_attempts_limit=1000');
  await world.service.enrol('acme', ada);
  await world.service.enrol('acme', bob);
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/**
 * A visitor who has been sent to the sign-in page.
 * @param {{width: number, height: number}} [size]
 */
async function sent(size) {
  const request = await application.request();
  const page = await world.visitor(size);
  await page.goto(request.url);
  return { request, page, signIn: new SignInPage(page) };
}

/**
 * The application knows who has come back.
 * @param {Pick<Awaited<ReturnType<typeof sent>>, 'request' | 'page'>} visit
 * @param {{name: string}} person
 */
async function cameBack({ request, page }, { name }) {
  await page.waitForURL(`${application.redirectUri}?*`);
  const { claims, userinfo } = await application.redeem(page.url(), request);
  assert.equal(userinfo.sub, claims.sub);
  assert.equal(userinfo.email, `${name}@example.org`);
}

for (const [name, size] of Object.entries(SIZES)) {
  test(`a copy of the picture and the PIN on the pad sign in, ${name}`, async () => {
    const copy = await copyOf(world.browser, photograph, { width: 1080, quality: 0.6 });
    const visit = await sent(size);
    const { page, signIn } = visit;
    await look(page, 'sign-in name');
    await signIn.giveName(ada.name);
    await look(page, 'sign-in picture');
    await signIn.choosePicture(copy);
    await look(page, 'sign-in PIN');
    await signIn.secret.tapPin(ada.pin);
    await signIn.confirm();
    await cameBack(visit, ada);
  });

  test(`a pattern signs in, by pointer and by keyboard, ${name}`, async () => {
    for (const way of /** @type {const} */ (['drawPattern', 'pressPattern'])) {
      const visit = await sent(size);
      const { page, signIn } = visit;
      await signIn.giveName(bob.name);
      await signIn.choosePicture(photograph);
      await signIn.secret.turnToPattern();
      await signIn.secret[way](BOBS_POINTS);
      await look(page, 'sign-in pattern');
      await signIn.confirm();
      await cameBack(visit, bob);
    }
  });

  test(`a wrong PIN and a wrong picture are told in the same words, ${name}`, async () => {
    const { page, signIn } = await sent(size);
    await signIn.giveName(ada.name);
    await signIn.choosePicture(photograph);
    await signIn.secret.typePin('482916');
    await signIn.problem.getByText('Picture or PIN does not match').waitFor();
    await look(page, 'sign-in no match');
    await signIn.changePicture();
    await signIn.choosePicture(anotherPhotograph);
    await signIn.secret.typePin(ada.pin);
    await signIn.problem.getByText('Picture or PIN does not match').waitFor();
  });
}

test('two tabs sign in, one after the other', async () => {
  const first = await sent();
  const request = await application.request();
  const page = await first.page.context().newPage();
  await page.goto(request.url);
  const second = { request, page, signIn: new SignInPage(page) };
  for (const { signIn } of [first, second]) {
    await signIn.giveName(ada.name);
    await signIn.choosePicture(photograph);
  }
  for (const tab of [second, first]) {
    await tab.page.bringToFront();
    await tab.signIn.secret.typePin(ada.pin);
    await cameBack(tab, ada);
  }
});

test('a request that has ended gives a way on', async () => {
  const visit = await sent();
  const { page, signIn } = visit;
  const address = page.url();
  await signIn.giveName(ada.name);
  await signIn.choosePicture(photograph);
  await signIn.secret.typePin(ada.pin);
  await cameBack(visit, ada);
  await page.goto(address);
  await page.getByRole('heading', { name: 'This sign-in is over' }).waitFor();
  await look(page, 'sign-in request used');
});

test('a page that stays open too long says so and leads back', async () => {
  const request = await application.request();
  const page = await world.visitor(SIZES.narrow);
  await page.clock.install();
  await page.goto(request.url);
  await page.clock.fastForward('02:00:00');
  await page.getByRole('heading', { name: 'This sign-in has expired' }).waitFor();
  await look(page, 'sign-in expired');
});

test('the nonce of a sign-in is refused in another browser', async () => {
  const { page, signIn } = await sent();
  const handOver = page.waitForRequest('**/api/auth/sign-in?*');
  await page.route('**/api/auth/sign-in?*', (route) => route.abort());
  await signIn.giveName(ada.name);
  await signIn.choosePicture(photograph);
  await signIn.secret.typePin(ada.pin);
  const stranger = await world.visitor();
  const answer = await stranger.goto((await handOver).url());
  assert.equal(answer?.status(), 401);
  const cookies = await stranger.context().cookies();
  assert.deepEqual(cookies.filter(({ name }) => name.startsWith('sv-session')), []);
});

test('after too many attempts the page says until when', async () => {
  const { page, signIn } = await sent(SIZES.narrow);
  await signIn.giveName('eve');
  await signIn.choosePicture(photograph);
  const said = signIn.problem;
  for (let attempts = 0; attempts < 20; attempts += 1) {
    await signIn.secret.typePin('482916');
    await said.getByText(/does not match|too many/).waitFor();
    if (await said.getByText('too many').isVisible()) break;
  }
  assert.match((await said.textContent()) ?? '', /Try again after \d\d:\d\d/);
  await look(page, 'sign-in blocked');
});
