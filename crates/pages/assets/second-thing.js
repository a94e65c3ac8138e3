// What goes with a reset link where the tenant asks for a second thing: a recovery code, or a passkey.

import { notice, quiet } from './notice.js';
import { knowsPasskeys } from './passkey.js';
import { ask, handIn, sayWhy } from './passkey-proof.js';
import { says } from './says.js';

const at = (id) => document.getElementById(id);

export class SecondThing {
  /** `goOn` takes `{recoveryCode}` or `{passkeyNonce}`. A nonce is good for a minute, so this comes last. */
  constructor({ tenant, username, goOn }) {
    this.code = at('recovery-code');
    at('second-step').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#take(goOn);
    });
    const button = at('second-passkey');
    if (button && knowsPasskeys) button.addEventListener('click', () => this.#usePasskey(tenant, username(), goOn));
    else if (button) button.hidden = true;
  }

  focus() {
    this.code.focus();
  }

  /** Says that it was not taken, and asks for another. */
  refused(key) {
    notice(says(key));
    this.code.select();
  }

  #take(goOn) {
    quiet();
    const recoveryCode = this.code.value.trim();
    if (recoveryCode) goOn({ recoveryCode });
    else this.refused('second-malformed');
  }

  async #usePasskey(tenant, username, goOn) {
    quiet();
    try {
      const shown = await ask(tenant, username);
      const { nonce } = await handIn(shown, { tenant_id: tenant });
      goOn({ passkeyNonce: nonce });
    } catch (error) {
      sayWhy(error);
    }
  }
}
