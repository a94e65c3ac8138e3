/** The sign-in API, as the prover uses it. */

import { ProverError } from './prover-error.js';

/**
 * @typedef {object} Place
 * @property {string} tenant
 * @property {string | null} [authReqId]
 * @property {string | null} [locale] of the mails that come of it, if not the browser's
 */

/** These modules are served from two folders below the public URL. */
const API = new URL('../../api/auth/', import.meta.url);

/** Where a picture is enrolled by the code of a link. */
export const ACCEPT = 'reset-password/code';

/**
 * Sends a form and gives the answer's JSON.
 * @param {string} path below `/api/auth/`
 * @param {Place} place
 * @param {object} form
 * @returns {Promise<any>}
 */
export async function post(path, { tenant, authReqId, locale }, form) {
  const url = new URL(path, API);
  if (authReqId) url.searchParams.set('auth_req_id', authReqId);
  else url.searchParams.set('tenant_id', tenant);
  return read(path, await send('POST', url, form, locale));
}

/**
 * Gives a user another e-mail address.
 * @param {Place} place
 * @param {string} userId
 * @param {object} form
 */
export async function putEmail({ tenant, locale }, userId, form) {
  const path = `tenants/${encodeURIComponent(tenant)}/users/${encodeURIComponent(userId)}/email`;
  return read(path, await send('PUT', new URL(`../${path}`, API), form, locale));
}

/**
 * @param {string} path
 * @param {Response} answer
 */
async function read(path, answer) {
  const body = await answer.json().catch(() => null);
  if (answer.ok) return body;
  throw refusal(path, answer, body);
}

/**
 * @param {'POST' | 'PUT'} method
 * @param {URL} url
 * @param {object} form
 * @param {string | null} [locale]
 */
async function send(method, url, form, locale) {
  const headers = {
    'Content-Type': 'application/json',
    ...(locale && { 'Accept-Language': locale }),
  };
  try {
    return await fetch(url, {
      method,
      headers,
      body: JSON.stringify(form),
      credentials: 'same-origin',
      redirect: 'error',
    });
  } catch (error) {
    throw new ProverError({ code: 'unreachable', message: String(error) });
  }
}

/**
 * @param {string} path
 * @param {Response} answer
 * @param {any} body
 */
function refusal(path, answer, body) {
  const detail = body?.detail;
  const fields = Array.isArray(detail) ? detail.map(fieldOf) : [];
  const message = typeof detail === 'string' ? detail : fields[0]?.message;
  return new ProverError({ code: codeOf(path, answer.status), message, retryAt: retryAt(answer), fields });
}

/**
 * @param {string} path
 * @param {number} status
 * @returns {import('./prover-error.js').Code}
 */
function codeOf(path, status) {
  // A begin proves nothing yet, so only the authorization request can be what is not accepted.
  if (status === 401 && path === 'challenge') return 'start_again';
  if (status === 403 && path === ACCEPT) return 'second_refused';
  if (status === 429) return 'blocked';
  if (status >= 500) return 'unavailable';
  return 'refused';
}

/** @param {Response} answer */
function retryAt(answer) {
  const seconds = Number(answer.headers.get('Retry-After'));
  return seconds > 0 ? new Date(Date.now() + seconds * 1000) : null;
}

/** @param {{loc: string[], msg: string}} wrong */
function fieldOf({ loc, msg }) {
  return { field: loc.slice(1).join('.'), message: msg };
}
