// Makes this browser known, by the code in the link's fragment.

import { post } from './api.js';
import { notice, noticeOf } from './notice.js';
import { says } from './says.js';

const { tenant } = document.getElementById('page').dataset;
const code = new URLSearchParams(location.hash.slice(1)).get('code');
const step = document.getElementById('follow-step');

if (!code) {
  step.hidden = true;
  notice(says('enrol-link-incomplete'));
}

document.getElementById('follow').addEventListener('click', async ({ target }) => {
  target.disabled = true;
  const answer = await post('device-link/follow', { tenant_id: tenant }, { code });
  target.disabled = false;
  if (answer?.ok) {
    step.hidden = true;
    notice(says('device-link-good'), 'good');
  } else if (answer && answer.status < 500) {
    step.hidden = true;
    notice(says('device-link-used'));
  } else {
    noticeOf({ code: answer ? 'unavailable' : 'unreachable' });
  }
});
