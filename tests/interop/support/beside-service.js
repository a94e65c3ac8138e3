/** Runs a program beside a service of its own, which it finds by the environment: `node beside-service.js COMMAND`. */

import { spawn } from 'node:child_process';
import { BINARY } from '../../browser/browser/service.js';
import { BACK, TENANT, World } from './world.js';

const [program, ...words] = process.argv.slice(2);
const world = await World.start();
const told = { binary: BINARY, issuer: world.issuer, tenant: TENANT, back: BACK, person: world.ada };
const child = spawn(program, words, {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, ...world.service.environment, INTEROP_WORLD: JSON.stringify(told) },
});
process.exitCode = await new Promise((done) => child.once('exit', (code) => done(code ?? 1)));
await world.end();
