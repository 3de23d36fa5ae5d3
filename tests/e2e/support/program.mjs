// One running palaver process: started on a port, watched, stopped.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { palaverBin } from './paths.mjs';
import { soonMs, within } from './wait.mjs';

// Whatever happens to a test, its processes end with it.
const alive = new Set();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
// Node waits for ever for what a failed test left open; nobody else should.
after(() => {
  setTimeout(() => {
    console.error('a test left something open; ending its file');
    process.exit(1);
  }, 10_000).unref();
});

export function track(child) {
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
}

// A port of the loopback interface that is free. Below the range that the kernel hands out by itself (Linux: from
// 32768), so that no connection and no server on port 0 takes it before it is used.
export async function freePort() {
  for (;;) {
    const port = randomInt(16_000, 32_000);
    const probe = createServer();
    const free = await new Promise((done) => {
      probe.once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
    });
    if (free) return port;
  }
}

export class Program {
  // Starts palaver and waits for its first line. `args` begins with the subcommand.
  static async start(args) {
    const program = new Program(args);
    await within(soonMs, `palaver ${args.join(' ')} is listening`, program.listening);
    return program;
  }

  // Starts palaver and waits for its end: for calls that must not come to listening.
  static async run(args) {
    const program = new Program(args);
    program.listening.catch(() => {});
    const { code } = await within(soonMs, `palaver ${args.join(' ')} ends`, program.exited);
    return { code, stdout: program.stdout, stderr: program.stderr };
  }

  constructor(args) {
    if (!existsSync(palaverBin)) throw new Error(`${palaverBin} is not built; tools/test builds it`);
    this.args = args;
    this.stdout = '';
    this.stderr = '';
    this.child = track(spawn(palaverBin, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
    this.child.stdout.on('data', (bytes) => { this.stdout += bytes; });
    this.child.stderr.on('data', (bytes) => { this.stderr += bytes; });
    this.exited = new Promise((done, broken) => {
      this.child.once('error', broken);
      this.child.once('close', (code, signal) => done({ code, signal }));
    });
    const firstLine = new Promise((done) => createInterface({ input: this.child.stdout }).once('line', done));
    this.listening = Promise.race([firstLine, this.exited.then(() => null)]).then((line) => {
      const match = /^listening on (https?:\/\/.+:(\d+))$/.exec(line ?? '');
      if (!match) throw new Error(`palaver ${args.join(' ')} did not listen; it said:\n${this.log()}`);
      this.url = match[1];
      this.port = Number(match[2]);
    });
  }

  log() { return this.stdout + this.stderr; }

  // Asks it to stop and waits for a clean end.
  async stop() {
    this.child.kill('SIGTERM');
    const { code, signal } = await within(soonMs, `palaver ${this.args[0]} ends after SIGTERM`, this.exited);
    assert.equal(code, 0, `exit code of palaver ${this.args[0]} (signal ${signal}); it said:\n${this.log()}`);
  }

  // Ends it without a word, as a crash would.
  async kill() {
    this.child.kill('SIGKILL');
    await within(soonMs, `palaver ${this.args[0]} is gone`, this.exited);
  }
}
