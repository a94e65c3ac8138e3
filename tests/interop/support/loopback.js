/** Servers on this machine. */

import { createServer } from 'node:http';

/**
 * Serves on a free port.
 * @param {import('node:http').RequestListener} listener
 */
export async function serve(listener) {
  const server = createServer(listener);
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { port, origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** A port that is free now. */
export async function freePort() {
  const { port, close } = await serve(() => {});
  close();
  return port;
}
