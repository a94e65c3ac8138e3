// Another e-mail address: the new one, the picture and PIN or pattern once more, and the mailed code.

import { post } from './api.js';
import { notice, noticeOf, quiet } from './notice.js';
import { OldKey } from './old-key.js';
import { Prover } from './prover.js';
import { says } from './says.js';
import { Steps } from './steps.js';
import { isSupported } from './supported.js';

const at = (id) => document.getElementById(id);
const { tenant, userId, username } = at('page').dataset;
const locale = document.documentElement.lang;
const steps = new Steps('email-step', 'old-step', 'old-secret-step', 'code-step', 'done');
const prover = isSupported ? new Prover() : null;
const key = new OldKey(prover, steps, change);

at('email-step').addEventListener('submit', (event) => {
  event.preventDefault();
  if (email() && at('email').validity.valid) {
    key.ask();
  } else {
    notice(says('enrol-email-invalid'));
    at('email').focus();
  }
});
at('code-step').addEventListener('submit', (event) => {
  event.preventDefault();
  confirm();
});
steps.begin();

function email() {
  return at('email').value.trim();
}

async function change() {
  quiet();
  busy(true);
  try {
    await prover.changeEmail({ tenant, locale, username, userId, email: email(), ...key.key });
    busy(false);
    at('mailed-to').textContent = email();
    steps.show('code-step');
    at('code').focus();
  } catch (error) {
    busy(false);
    const isTaken = error.code === 'refused' && error.fields.length === 0;
    if (error.code === 'start_again') {
      notice(says('change-signed-out'));
    } else if (error.fields?.some(({ field }) => field === 'email') || isTaken) {
      steps.show('email-step');
      notice(says('email-refused'));
    } else {
      key.ask();
      noticeOf(error);
    }
  }
}

async function confirm() {
  busy(true);
  // A name that was the address has gone along with it.
  const name = username.includes('@') ? email() : username;
  const answer = await post('verify-email', { tenant_id: tenant }, { username: name, code: at('code').value });
  busy(false);
  if (answer?.ok) {
    steps.show('done');
    at('done').focus();
    return;
  }
  const said = { 401: 'enrol-code-wrong', 422: 'enrol-code-malformed' }[answer?.status];
  if (said) notice(says(said));
  else noticeOf({ code: answer ? 'unavailable' : 'unreachable' });
  at('code').focus();
}

function busy(isIt) {
  at('progress').hidden = !isIt;
  at('page').setAttribute('aria-busy', String(isIt));
  for (const button of document.querySelectorAll('#page button')) button.disabled = isIt;
}
