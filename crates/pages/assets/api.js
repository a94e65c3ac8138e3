// What the pages ask of the published API themselves; the rest is asked by the prover.

/** Sends JSON to a path of the API. Gives the answer, or null if none came. */
export async function post(path, place, body) {
  const query = new URLSearchParams(place);
  const base = document.getElementById('page').dataset.base;
  try {
    return await fetch(`${base}/api/auth/${path}?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
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
