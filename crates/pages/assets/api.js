// What the pages ask of the published API themselves; the rest is asked by the prover.

/** Sends JSON to a path of the sign-in API. Gives the answer, or null if none came. */
export function post(path, place, body) {
  return send(`auth/${path}`, place, body);
}

/** The same for the API of passkeys. */
export function postPasskeys(path, place, body) {
  return send(`passkeys/${path}`, place, body);
}

async function send(path, place, body) {
  const query = new URLSearchParams(place);
  const base = document.getElementById('page').dataset.base;
  try {
    return await fetch(`${base}/api/${path}?${query}`, {
      method: 'POST',
      // Mails that come of it speak as the page does.
      headers: { 'content-type': 'application/json', 'accept-language': document.documentElement.lang },
      body: JSON.stringify(body),
    });
  } catch {
    return null;
  }
}

/** Goes from a proof to the application: the nonce becomes a session. */
export function goToApplication(nonce, authReqId) {
  const query = new URLSearchParams({ oid_nonce: nonce, auth_req_id: authReqId });
  const base = document.getElementById('page').dataset.base;
  location.assign(`${base}/api/auth/sign-in?${query}`);
}
