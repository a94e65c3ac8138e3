// Showing a passkey to the API.

import { postPasskeys } from './api.js';
import { notice, noticeOf } from './notice.js';
import { text, toOptions } from './passkey.js';
import { says } from './says.js';

/** What the device shows for `username`, or for whoever its passkey is if that is empty, as the API reads it. */
export async function ask(tenant, username, how = {}) {
  const place = { tenant_id: tenant };
  const options = await answerOf(postPasskeys('auth/options', place, { username, ...place }));
  const credential = await navigator.credentials.get({ publicKey: toOptions(options), ...how });
  return { ...fieldsOf(credential), username, ...place };
}

/** Hands it in. Gives the nonce, and whether the address must be confirmed first. */
export async function handIn(shown, place) {
  const { nonce, need_verify: needVerify } = await answerOf(postPasskeys('auth/verify', place, shown));
  return { nonce, needVerify };
}

/** Says why there is no proof. */
export function sayWhy(error) {
  if (error.says) notice(says(error.says));
  else if (error.code && typeof error.code === 'string') noticeOf(error);
  else notice(says('passkey-none'));
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
