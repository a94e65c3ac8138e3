// Signing in with a passkey: by the button, or among the browser's suggestions for the name.

import { postPasskeys } from './api.js';
import { notice, noticeOf, quiet } from './notice.js';
import { knowsPasskeys, text, toOptions } from './passkey.js';
import { says } from './says.js';
import { alone, askCode, authReqId, busy, leave, tenant, username } from './sign-in.js';

/** Milliseconds after which suggestions are asked for anew; the server forgets them after five minutes. */
const FRESH = 4 * 60_000;

/** The suggestions that are on offer: a browser has one thing to ask at a time. */
let offer = new AbortController();

const button = document.getElementById('passkey');
if (knowsPasskeys) {
  button.addEventListener('click', useOne);
  suggest();
} else {
  button.hidden = true;
}

/** Has the browser suggest passkeys where it suggests names. */
async function suggest() {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  offer = new AbortController();
  const { signal } = offer;
  const renewal = setTimeout(() => offer.abort('stale'), FRESH);
  try {
    await signIn('', { mediation: 'conditional', signal });
  } catch (error) {
    // Nobody has asked for suggestions, so nobody misses them.
    if (error.says === 'passkey-refused') failed(error);
  }
  clearTimeout(renewal);
  if (signal.reason === 'stale') suggest();
}

async function useOne() {
  offer.abort();
  quiet();
  busy(true);
  try {
    await signIn(username(), {});
  } catch (error) {
    failed(error);
  }
  busy(false);
  suggest();
}

async function signIn(name, how) {
  const options = await answerOf(postPasskeys('auth/options', { tenant_id: tenant }, { username: name, tenant_id: tenant }));
  const credential = await navigator.credentials.get({ publicKey: toOptions(options), ...how });
  await alone(async () => {
    const form = { ...fieldsOf(credential), username: name, tenant_id: tenant };
    const { nonce, need_verify: needVerify } = await answerOf(postPasskeys('auth/verify', { auth_req_id: authReqId }, form));
    if (needVerify && username()) askCode(useOne);
    else if (needVerify) notice(says('sign-in-not-confirmed'));
    else await leave(nonce);
  });
}

function fieldsOf({ id, rawId, response }) {
  return {
    id,
    raw_id: text(rawId),
    client_data_json: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
    user_handle: text(response.userHandle),
  };
}

/** What the API has answered, or an error that says why it did not. */
async function answerOf(asked) {
  const answer = await asked;
  if (answer?.ok) return answer.json();
  const codes = { 401: 'passkey-refused', 429: 'passkey-blocked' };
  throw Object.assign(new Error('refused'), { says: codes[answer?.status], code: answer ? 'unavailable' : 'unreachable' });
}

function failed(error) {
  if (error.says) notice(says(error.says));
  else if (error.code && typeof error.code === 'string') noticeOf(error);
  else notice(says('passkey-none'));
}
