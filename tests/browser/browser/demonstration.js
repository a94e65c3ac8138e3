/** `secrets-vault demo`, as somebody starts it who wants to see it. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BINARY } from './service.js';

export class Demonstration {
  /**
   * @param {import('node:child_process').ChildProcess} process
   * @param {string} url
   */
  constructor(process, url) {
    this.process = process;
    /** What it prints for the browser. */
    this.url = url;
  }

  /** Starts it, and reads the URL from what it prints. */
  static async start() {
    const demo = spawn(BINARY, ['demo'], { stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const line of createInterface(demo.stdout)) {
      if (!line.trim().startsWith('http://localhost:')) continue;
      demo.stdout.resume();
      return new Demonstration(demo, line.trim());
    }
    throw new Error('the demonstration ended before it printed a URL');
  }

  /** Stops it as Ctrl-C does. */
  async stop() {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGINT');
    await ended;
  }
}
