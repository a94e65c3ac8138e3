// Passkeys between the API, which speaks JSON, and the browser, which speaks bytes.

/** Whether this browser knows passkeys. */
export const knowsPasskeys = Boolean(window.PublicKeyCredential);

/** Options for `navigator.credentials` from `PublicKeyCredential…OptionsJSON`. */
export function toOptions({ challenge, user, excludeCredentials, ...rest }) {
  const options = { ...rest, challenge: bytes(challenge) };
  if (user) options.user = { ...user, id: bytes(user.id) };
  if (excludeCredentials) {
    options.excludeCredentials = excludeCredentials.map(({ id, ...known }) => ({ ...known, id: bytes(id) }));
  }
  return options;
}

/** Bytes of a credential as the API reads them: base64url; nothing stays nothing. */
export function text(buffer) {
  if (!buffer) return null;
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
