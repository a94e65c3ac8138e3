// The one place of a page that says what happened.

import { moment, says } from './says.js';

const place = document.getElementById('notice');

/** Says something that went wrong, or with `kind` "good", something that went well. */
export function notice(text, kind = 'bad') {
  place.className = `notice ${kind}`;
  place.textContent = text;
  place.hidden = false;
  place.scrollIntoView({ block: 'nearest' });
}

/** Takes back what was said. */
export function quiet() {
  place.hidden = true;
  place.textContent = '';
}

/** Says what an error of the prover means. */
export function noticeOf(error) {
  if (error.code === undefined) console.error(error);
  const time = error.retryAt ? moment(error.retryAt) : moment(new Date(Date.now() + 60_000));
  notice(says(`prover-${error.code ?? 'unavailable'}`, { time }));
}
