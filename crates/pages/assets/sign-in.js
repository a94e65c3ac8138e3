// Signing in: a name, then a picture, then a PIN or pattern. While one is given, what came before is
// already at work: the picture is read while the person types.

import { goToApplication, post } from './api.js';
import { countdown } from './countdown.js';
import { notice, noticeOf, quiet } from './notice.js';
import { PictureField } from './picture-field.js';
import { Prover } from './prover.js';
import { says } from './says.js';
import { SecretField } from './secret-field.js';
import { Steps } from './steps.js';
import { isSupported } from './supported.js';

const at = (id) => document.getElementById(id);
export const { tenant, authReqId, expiresIn } = at('page').dataset;
const steps = new Steps('name-step', 'picture-step', 'secret-step', 'code-step', 'ended');
const picture = new PictureField(at('picture'), choose);
const secret = at('secret') && new SecretField(at('secret'));
const prover = isSupported ? new Prover() : null;
const locale = document.documentElement.lang;

/** Milliseconds after which a page that should have been left lets other tabs go on. */
const LEAVING = 10_000;

/** The picture that is being read, or has been. */
let reading = null;
let isBusy = false;
/** What is done once the mailed code has returned. */
let goOn = null;

countdown(at('life'), Number(expiresIn), end);

at('name-step').addEventListener('submit', (event) => {
  event.preventDefault();
  if (!username()) {
    notice(says('sign-in-name-missing'));
    at('username').focus();
    return;
  }
  remember(at('remember').checked);
  showPicture();
});
at('secret-step')?.addEventListener('submit', (event) => {
  event.preventDefault();
  const given = secret.read();
  if (given.problem) {
    notice(given.problem);
    secret.focus();
  } else {
    prove(given);
  }
});
at('code-step').addEventListener('submit', (event) => {
  event.preventDefault();
  confirm();
});
at('prove-picture')?.addEventListener('click', () => prove({}));
at('change-name').addEventListener('click', changeName);
at('change-name-again')?.addEventListener('click', changeName);
at('change-picture')?.addEventListener('click', () => showPicture());
at('locked-out').addEventListener('click', () => {
  at('link-username').value = username();
  at('link-dialog').showModal();
});
at('link-dialog').addEventListener('close', sendLink);
steps.begin();

export function username() {
  return at('username').value.trim();
}

function changeName() {
  steps.show('name-step');
  at('username').focus();
}

function showPicture(options) {
  at('chosen-name').textContent = username();
  for (const name of document.querySelectorAll('[data-chosen-name]')) name.textContent = username();
  steps.show('picture-step', options);
  picture.focus();
}

/** Begins to read a picture, and goes on at once. */
function choose(file) {
  forgetPicture();
  reading = prover?.read(file);
  reading?.catch((error) => {
    forgetPicture();
    showPicture();
    picture.refuse(error, file);
  });
  if (!secret) return;
  at('thumbnail').src = picture.preview;
  steps.show('secret-step');
  secret.focus();
}

function forgetPicture() {
  reading?.then(({ id }) => prover.release(id), () => {});
  reading = null;
}

async function prove(given) {
  if (!reading) {
    showPicture();
    notice(says('sign-in-picture-missing'));
    return;
  }
  if (isBusy) return;
  quiet();
  busy(true);
  try {
    const { id } = await reading;
    await alone(async () => {
      const { nonce, needVerify } = await prover.signIn({ tenant, username: username(), picture: id, authReqId, locale, ...given });
      if (needVerify) {
        busy(false);
        askCode(() => prove(given));
      } else {
        await leave(nonce);
      }
    });
  } catch (error) {
    busy(false);
    failed(error);
  }
}

/** Asks for the code that was mailed, because the address is not confirmed. */
export function askCode(next) {
  goOn = next;
  steps.show('code-step');
  at('code').focus();
}

/** Returns the mailed code, and goes on. */
async function confirm() {
  if (isBusy) return;
  busy(true);
  const answer = await post('verify-email', { auth_req_id: authReqId }, { username: username(), code: at('code').value });
  busy(false);
  if (answer?.ok) {
    goOn();
    return;
  }
  const said = { 401: 'enrol-code-wrong', 422: 'enrol-code-malformed' }[answer?.status];
  if (said) notice(says(said));
  else noticeOf({ code: answer ? 'unavailable' : 'unreachable' });
  at('code').focus();
}

/** Goes to the application. Another tab goes on once this page should have been left. */
export async function leave(nonce) {
  goToApplication(nonce, authReqId);
  await new Promise((done) => setTimeout(done, LEAVING));
}

/**
 * One tab of a browser proves and leaves at a time: a sign-in changes the cookie by which the browser is
 * known, and a proof that was made under the old one is worth nothing after that.
 */
export function alone(act) {
  return navigator.locks ? navigator.locks.request('sign-in', act) : act();
}

function failed(error) {
  // What keeps the picture from being read has been said where it was chosen.
  if (!reading) return;
  secret?.clear();
  if (error.code === 'start_again') end();
  else {
    noticeOf(error);
    secret?.focus();
  }
}

export function busy(isIt) {
  isBusy = isIt;
  at('progress').hidden = !isIt;
  at('page').setAttribute('aria-busy', String(isIt));
  for (const button of document.querySelectorAll('#page button')) button.disabled = isIt;
}

/** The request is over: nothing here can be done any more. */
function end() {
  if (isBusy) return;
  steps.show('ended');
  at('links').hidden = true;
  at('life').hidden = true;
  if (at('link-dialog').open) at('link-dialog').close('cancel');
  at('ended').focus();
}

async function sendLink() {
  const name = at('link-username').value.trim();
  if (at('link-dialog').returnValue !== 'send' || !name) return;
  const answer = await post('device-link', { auth_req_id: authReqId }, { username: name });
  if (answer?.ok) notice(says('sign-in-link-sent'), 'good');
  else if (answer?.status === 401) end();
  else noticeOf({ code: answer ? 'unavailable' : 'unreachable' });
}

/** Keeps the name for the next time, in a cookie that this page alone is sent. */
function remember(isWanted) {
  const value = isWanted ? encodeURIComponent(username()) : '';
  const age = isWanted ? 180 * 24 * 3600 : 0;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `sv-name-${tenant}=${value}; Path=${location.pathname}; Max-Age=${age}; SameSite=Lax${secure}`;
}
