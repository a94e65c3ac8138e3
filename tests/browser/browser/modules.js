/** The prover's modules as the service serves them: in one folder, under its content policy. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const CRATE = new URL('../../../crates/client-wasm/', import.meta.url);
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

export const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
  + "connect-src 'self'; img-src 'self' blob:";

/**
 * Serves an empty page at `/` and the modules under `/assets/test/`.
 * @returns {Promise<{origin: string, close: () => void}>}
 */
export async function serveModules() {
  const server = createServer(async ({ url = '/' }, response) => {
    response.setHeader('Content-Security-Policy', POLICY);
    const file = /^\/assets\/test\/([a-z_-]+(\.js|\.wasm))$/.exec(url);
    if (url === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>Modules</title>');
    } else if (file) {
      const [, name, extension] = file;
      response.setHeader('Content-Type', TYPES[/** @type {'.js' | '.wasm'} */ (extension)]);
      response.end(await read(name));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** @param {string} name */
function read(name) {
  const folder = name.startsWith('client_wasm') ? 'pkg/' : 'js/';
  return readFile(new URL(folder + name, CRATE));
}
