// Enrolling: a name, a picture that is fit, the same picture once more, a PIN or pattern twice, the mailed
// code, and then signing in with what is still at hand. Whoever replaces their own picture proves the old one first.

import { goToApplication, post } from './api.js';
import { AwaitedCode } from './awaited-code.js';
import { countdown } from './countdown.js';
import { notice, noticeOf, quiet } from './notice.js';
import { OldKey } from './old-key.js';
import { PictureField } from './picture-field.js';
import { Prover } from './prover.js';
import { says } from './says.js';
import { SecondThing } from './second-thing.js';
import { SecretField } from './secret-field.js';
import { Steps } from './steps.js';
import { isSupported } from './supported.js';

/** The share of bits up to which a new picture is too much like the old one. */
const SIMILAR = 0.2;
/** The share of bits up to which two copies count as one picture. */
const SAME_PICTURE = 0.1;

const at = (id) => document.getElementById(id);
const { tenant, expiresIn, invited, open: isOpen, userId, proved: isProved } = at('page').dataset;
const locale = document.documentElement.lang;
const linkCode = new URLSearchParams(location.hash.slice(1)).get('code');
const steps = new Steps('name-step', 'old-step', 'old-secret-step', 'picture-step', 'try-step', 'secret-step', 'second-step', 'code-step', 'link-used', 'done', 'ended');
const picture = new PictureField(at('picture'), choose);
const copy = new PictureField(at('try'), tryCopy);
const secret = at('secret') && new SecretField(at('secret'));
const prover = isSupported ? new Prover() : null;
/** What is asked for beside the link. */
const second = at('second-step') && new SecondThing({ tenant, username, goOn: (given) => enrol({ given }) });
/** What somebody replaces who is signed in. */
const old = userId && !isProved ? new OldKey(prover, steps, proveOld) : null;
/** Who waits for the code in this tab, also after the page was loaded again. */
const awaited = new AwaitedCode(tenant);
const applicant = invited ? null : awaited.applicant;

/** The request that is served, for as long as it lasts. */
let { authReqId } = at('page').dataset;
/** Whether there was one, which has ended. */
let isOver = !authReqId && new URLSearchParams(location.search).has('auth_req_id');
/** The picture that is being enrolled. */
let chosen = null;
/** What was given the first time, while it is asked for again. */
let first = null;
/** What was enrolled with, to sign in by itself. */
let enrolled = null;
let isBusy = false;

if (authReqId) countdown(at('life'), Number(expiresIn), end);
// The language switch comes back to this page with the code.
if (linkCode) document.querySelector('.languages').action += location.hash;
if (applicant) {
  if (at('username')) at('username').value = applicant.username;
  at('email').value = applicant.email;
  askCode();
} else if (isOver) {
  showEnded();
} else if (!linkCode && !isOpen) {
  steps.show('none');
  notice(says('enrol-link-incomplete'));
}

at('name-step').addEventListener('submit', (event) => {
  event.preventDefault();
  const problem = invited ? null : wrongName();
  if (problem) {
    notice(says(problem.key));
    problem.field.focus();
  } else if (old) {
    old.ask();
  } else {
    showPicture();
  }
});
at('picture-next').addEventListener('click', () => {
  copy.clear();
  steps.show('try-step');
  copy.focus();
});
at('other-picture').addEventListener('click', showPicture);
at('secret-step')?.addEventListener('submit', (event) => {
  event.preventDefault();
  takeSecret();
});
at('code-step').addEventListener('submit', (event) => {
  event.preventDefault();
  confirm();
});
at('send-again').addEventListener('click', () => enrol({ said: says('enrol-code-sent-again') }));
at('start-anew').addEventListener('click', () => {
  giveUpCode();
  if (isOver) showEnded();
  else at('username')?.focus();
});
steps.begin();

/** Proves the old key before anything else is asked for. It is proved once more together with the new one. */
async function proveOld() {
  // A picture alone is served to known devices only, and this one may not be known.
  if (!old.secret) {
    showPicture();
    return;
  }
  if (isBusy) return;
  quiet();
  busy(true, 'proving');
  try {
    await prover.signIn({ tenant, username: username(), locale, ...old.key });
    busy(false, 'proving');
    showPicture();
  } catch (error) {
    busy(false, 'proving');
    old.ask();
    noticeOf(error);
  }
}

function showPicture() {
  steps.show('picture-step');
  picture.focus();
}

function username() {
  return (at('username') ?? at('email')).value.trim();
}

function wrongName() {
  const [name, email] = [at('username'), at('email')];
  if (name && !/^[a-zA-Z0-9_.@-]+$/.test(username())) return { key: 'enrol-name-invalid', field: name };
  if (!email.value.trim() || !email.validity.valid) return { key: 'enrol-email-invalid', field: email };
  return null;
}

/** Judges a picture as soon as it is chosen. */
async function choose(file) {
  at('picture-next').disabled = true;
  at('gate').hidden = true;
  if (chosen) prover.release(chosen.id);
  chosen = null;
  const read = await readBy(picture, file);
  if (!read) return;
  const { verdict, reason } = await judge(read);
  const kind = { accept: 'good', warn: 'warn', refuse: 'bad' }[verdict];
  at('gate').className = `notice ${kind}`;
  at('gate').textContent = says(reason ?? 'enrol-picture-good');
  at('gate').hidden = false;
  if (verdict === 'refuse') {
    prover.release(read.id);
    return;
  }
  chosen = read;
  at('picture-next').disabled = false;
  at('picture-next').focus();
}

/** Whether a picture is fit, and why not, in the words of the page. */
async function judge(read) {
  const { verdict, reason } = read.gate;
  const isSimilar = old && (await prover.difference(old.picture, read.id)) <= SIMILAR;
  if (isSimilar && verdict !== 'refuse') return { verdict: 'warn', reason: 'change-similar' };
  return { verdict, reason: reason && `gate-${reason}` };
}

/** Whether another copy is the same picture. */
async function tryCopy(file) {
  const read = await readBy(copy, file);
  if (!read) return;
  const difference = await prover.difference(chosen.id, read.id);
  prover.release(read.id);
  if (difference > SAME_PICTURE) {
    copy.clear();
    notice(says('enrol-picture-differs'));
  } else if (secret) {
    askSecret();
  } else {
    first = {};
    goOn();
  }
}

/** Picture and PIN or pattern are there. */
function goOn() {
  if (!second) {
    enrol();
    return;
  }
  steps.show('second-step');
  second.focus();
}

async function readBy(field, file) {
  try {
    return await prover.read(file);
  } catch (error) {
    field.refuse(error, file);
    return null;
  }
}

function askSecret(options) {
  first = null;
  secret.clear();
  at('secret-title').textContent = says('enrol-choose-title');
  steps.show('secret-step', options);
  secret.focus();
}

async function takeSecret() {
  const given = secret.read();
  if (given.problem) {
    notice(given.problem);
    secret.focus();
  } else if (!first) {
    const weakness = await prover.weakness(given);
    if (weakness) {
      secret.clear();
      notice(says(`weak-${weakness}`));
      secret.focus();
      return;
    }
    quiet();
    first = given;
    secret.clear();
    at('secret-title').textContent = says('enrol-again-title');
    secret.focus();
  } else if (JSON.stringify(given) === JSON.stringify(first)) {
    secret.clear();
    goOn();
  } else {
    askSecret();
    notice(says('enrol-again-differs'));
  }
}

async function enrol({ said, given } = {}) {
  if (isBusy) return;
  const email = at('email')?.value.trim();
  const request = { tenant, username: username(), picture: chosen.id, authReqId, code: linkCode, locale, ...given, ...(enrolled ?? first) };
  quiet();
  busy(true);
  try {
    if (userId) await prover.change({ ...request, userId, old: old?.key ?? null });
    else if (invited) await prover.accept(request);
    else await prover.register({ ...request, email });
    enrolled = enrolled ?? first;
    first = null;
    busy(false);
    if (invited) {
      await signIn();
      return;
    }
    askCode();
    if (said) notice(said, 'good');
  } catch (error) {
    busy(false);
    refused(error);
  }
}

function refused(error) {
  const isMalformed = error.fields?.some(({ field }) => field === 'recovery_code');
  const wrong = error.fields?.find(({ field }) => field === 'username' || field === 'email');
  if (error.code === 'start_again' && userId) {
    notice(says('change-signed-out'));
  } else if (error.code === 'start_again') {
    end();
  } else if (second && (isMalformed || error.code === 'second_refused')) {
    second.refused(isMalformed ? 'second-malformed' : 'second-refused');
  } else if (error.code === 'no_match' && old) {
    enrolled = null;
    old.ask();
    noticeOf(error);
  } else if (wrong && !invited) {
    steps.show('name-step');
    notice(says(wrong.field === 'email' ? 'enrol-email-invalid' : 'enrol-name-invalid'));
  } else if (error.code === 'refused' && linkCode) {
    first = null;
    steps.show('link-used');
    notice(says('enrol-link-used'));
    at('new-link')?.focus();
  } else {
    if (!enrolled && secret) askSecret();
    noticeOf(error);
  }
}

/** Asks for the mailed code. */
function askCode() {
  const email = at('email').value.trim();
  awaited.keep({ username: username(), email });
  at('mailed-to').textContent = email;
  // After the page was loaded again there is nothing to register with once more.
  at('send-again').hidden = !enrolled;
  steps.show('code-step');
  at('code').focus();
}

/** Goes back to where a registration begins. */
function giveUpCode() {
  awaited.forget();
  enrolled = null;
  steps.show('name-step');
}

/** Returns the mailed code, and signs in. */
async function confirm() {
  if (isBusy) return;
  busy(true);
  const place = authReqId ? { auth_req_id: authReqId } : { tenant_id: tenant };
  const answer = await post('verify-email', place, { username: username(), code: at('code').value });
  busy(false);
  if (answer?.ok) {
    awaited.forget();
    await signIn();
    return;
  }
  if (answer?.status === 409) {
    giveUpCode();
    notice(says('enrol-name-taken'));
    return;
  }
  const said = { 401: enrolled ? 'enrol-code-wrong' : 'enrol-code-wrong-anew', 422: 'enrol-code-malformed' }[answer?.status];
  if (said) notice(says(said));
  else noticeOf({ code: answer ? 'unavailable' : 'unreachable' });
  at('code').focus();
}

async function signIn() {
  if (!authReqId || !enrolled) {
    done();
    return;
  }
  busy(true);
  try {
    const { nonce } = await prover.signIn({ tenant, username: username(), picture: chosen.id, authReqId, locale, ...enrolled });
    goToApplication(nonce, authReqId);
  } catch {
    busy(false);
    done();
    notice(says('enrol-sign-in-failed'));
  }
}

function done() {
  steps.show('done');
  if (at('links')) at('links').hidden = true;
  at('done').focus();
}

function busy(isIt, progress = 'progress') {
  isBusy = isIt;
  at(progress).hidden = !isIt;
  at('page').setAttribute('aria-busy', String(isIt));
  for (const button of document.querySelectorAll('#page button')) button.disabled = isIt;
  at('picture-next').disabled = isIt || !chosen;
}

/** The request is over. A registration whose code is in the mail can be finished without it. */
function end() {
  if (isBusy) return;
  authReqId = undefined;
  isOver = true;
  at('life').hidden = true;
  at('links').hidden = true;
  if (steps.shown !== 'code-step') showEnded();
}

function showEnded() {
  steps.show('ended');
  at('ended').focus();
}
