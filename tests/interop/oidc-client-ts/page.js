/** A page without a server of its own that signs people in with `oidc-client-ts`. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { serve } from '../support/loopback.js';

const LIBRARY = fileURLToPath(new URL('../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js', import.meta.url));
const HTML = '<!doctype html><title>Application</title><script src="/library.js"></script>';
/** What a frame shows that has come back: it hands its address to the page around it. */
const SILENT = `${HTML}<script>
  new oidc.UserManager({ authority: 'any', client_id: 'any', redirect_uri: 'any' }).signinSilentCallback();
</script>`;

export class Page {
  /** @param {Awaited<ReturnType<typeof serve>>} server */
  constructor({ port, close }) {
    /** Of the same site as the service, so that the browser lets a frame see its cookies. */
    this.origin = `http://localhost:${port}`;
    this.back = `${this.origin}/back`;
    this.silent = `${this.origin}/silent`;
    this.goodbye = `${this.origin}/goodbye`;
    this.close = close;
  }

  static async serve() {
    const library = await readFile(LIBRARY);
    const server = await serve(({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://application');
      response.setHeader('Content-Type', pathname === '/library.js' ? 'text/javascript' : 'text/html');
      if (pathname === '/library.js') response.end(library);
      else response.end(pathname === '/silent' ? SILENT : HTML);
    });
    return new Page(server);
  }

  /**
   * The settings of the library's `UserManager`.
   * @param {string} authority
   * @param {string} clientId
   * @param {string} scope
   */
  settings(authority, clientId, scope) {
    return {
      authority,
      client_id: clientId,
      redirect_uri: this.back,
      silent_redirect_uri: this.silent,
      post_logout_redirect_uri: this.goodbye,
      scope,
      loadUserInfo: true,
      automaticSilentRenew: false,
    };
  }
}
