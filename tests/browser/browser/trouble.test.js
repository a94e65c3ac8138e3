/** What is shown when something is over, missing or down. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { look } from './look.js';
import { SignInPage } from './pages/sign-in-page.js';
import { photographs } from './photographs.js';
import { SIZES, World } from './world.js';

const [photograph] = photographs;
const ada = { name: 'ada', photograph, pin: '482915' };
/** Holds the database so that nobody can write, until its input ends. */
const HOLD = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None); '
  + 'db.execute("BEGIN IMMEDIATE"); print("held", flush=True); sys.stdin.read()';

/** @type {World} */
let world;

before(async () => {
  world = await World.start();
});

afterEach(() => world.hasNoComplaints());
after(() => world.end());

/** @param {number} milliseconds */
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

test('a request expires by the clock of the service', async () => {
  const application = await world.application('brief', 'lifetimes.authorization_request=2');
  const page = await world.visitor(SIZES.narrow);
  await page.goto((await application.request()).url);
  const address = page.url();
  await page.getByRole('heading', { name: 'This sign-in has expired' }).waitFor();
  // The page counts whole seconds and may be ahead by one.
  await sleep(1_000);
  await page.goto(address);
  await page.getByRole('heading', { name: 'This sign-in is over' }).waitFor();
});

test('nothing can be sent before its script is there', async () => {
  const application = await world.application('slow');
  const page = await world.visitor(SIZES.narrow);
  /** @type {() => void} */
  let arrive = () => {};
  const arrival = new Promise((done) => {
    arrive = () => done(undefined);
  });
  await page.route('**/sign-in*.js', async (route) => {
    await arrival;
    await route.continue();
  });
  await page.goto((await application.request()).url, { waitUntil: 'commit' });
  const goOn = page.getByRole('button', { name: 'Continue' });
  await goOn.waitFor();
  assert.ok(await goOn.isDisabled());
  arrive();
  await goOn.click({ trial: true });
});

test('a proof that is handed over too late is worth nothing', async () => {
  const application = await world.application('late', 'lifetimes.sign_in_nonce=1');
  await world.service.enrol('late', ada);
  const page = await world.visitor();
  await page.goto((await application.request()).url);
  await page.route('**/api/auth/sign-in?*', async (route) => {
    await sleep(2_500);
    await route.continue();
  });
  const form = new SignInPage(page);
  await form.giveName(ada.name);
  await form.choosePicture(photograph);
  await form.secret.typePin(ada.pin);
  await page.getByRole('heading', { name: 'This sign-in is over' }).waitFor();
  const cookies = await page.context().cookies();
  assert.deepEqual(cookies.filter(({ name }) => name.startsWith('sv-session')), []);
});

for (const [name, size] of Object.entries(SIZES)) {
  test(`there is a page for what is not there, ${name}`, async () => {
    const page = await world.visitor(size);
    const answer = await page.goto(`${world.service.url}/no/such/page`);
    assert.equal(answer?.status(), 404);
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await look(page, 'no page');
    await page.goto(world.service.url);
    await look(page, 'home');
    await page.goto(`${world.service.url}/api/oidc/main/authorize?client_id=nobody`);
    await page.getByRole('heading', { name: 'This application made a mistake' }).waitFor();
    await look(page, 'wrong request');
  });

  test(`the mailbox shows the mails of this machine, ${name}`, async () => {
    const tenant = `post-${name}`;
    const page = await world.visitor(size);
    await world.application(tenant);
    await page.goto(`${world.service.url}/mailbox`);
    if (await page.getByText('No mails yet.').isVisible()) await look(page, 'mailbox empty');
    await world.service.enrol(tenant, { ...ada, name: `eve-${name}` });
    const mail = page.getByText(`eve-${name}@example.org`);
    await mail.waitFor();
    const times = await page.locator('time').allTextContents();
    for (const time of times) assert.match(time, /^\w{3} \d{1,2}, \d{4}, \d{1,2}:\d\d\s[AP]M$/);
    await look(page, 'mailbox');
  });
}

test('a database that does not answer is no fault of the person', async () => {
  const application = await world.application('outage');
  const { url } = await application.request();
  const file = join(world.service.home, 'vault', 'data', 'secrets-vault.db');
  const holder = spawn('python3', ['-c', HOLD, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await new Promise((held) => holder.stdout.once('data', held));
    const page = await world.visitor(SIZES.narrow);
    const answer = await page.goto(url);
    assert.equal(answer?.status(), 503);
    await page.getByRole('heading', { name: 'The service cannot be reached' }).waitFor();
    await look(page, 'outage');
    const gone = new Promise((done) => holder.once('exit', done));
    holder.stdin.end();
    await gone;
    await page.reload();
    await page.getByRole('textbox', { name: 'Username' }).waitFor();
  } finally {
    holder.stdin.end();
  }
});
