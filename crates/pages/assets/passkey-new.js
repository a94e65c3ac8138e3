// Has the device make a passkey, and sends what it made with the page's form.

import { notice, quiet } from './notice.js';
import { knowsPasskeys, text, toOptions } from './passkey.js';
import { says } from './says.js';

const form = document.getElementById('new-passkey');
const options = JSON.parse(document.getElementById('options').textContent);

if (!knowsPasskeys) {
  form.hidden = true;
  notice(says('passkey-unsupported'));
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  quiet();
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    const { id, response } = await navigator.credentials.create({ publicKey: toOptions(options) });
    form.elements.id.value = id;
    form.elements.client_data_json.value = text(response.clientDataJSON);
    form.elements.attestation_object.value = text(response.attestationObject);
    form.submit();
  } catch (error) {
    button.disabled = false;
    notice(says(error.name === 'InvalidStateError' ? 'passkey-exists' : 'passkey-none'));
  }
});
