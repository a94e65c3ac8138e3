// Signing in with a passkey: by the button, or among the browser's suggestions for the name.

import { notice, quiet } from './notice.js';
import { knowsPasskeys } from './passkey.js';
import { ask, handIn, sayWhy } from './passkey-proof.js';
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
    if (error.says === 'passkey-refused') sayWhy(error);
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
    sayWhy(error);
  }
  busy(false);
  suggest();
}

async function signIn(name, how) {
  const shown = await ask(tenant, name, how);
  await alone(async () => {
    const { nonce, needVerify } = await handIn(shown, { auth_req_id: authReqId });
    if (needVerify && username()) askCode(useOne);
    else if (needVerify) notice(says('sign-in-not-confirmed'));
    else await leave(nonce);
  });
}
