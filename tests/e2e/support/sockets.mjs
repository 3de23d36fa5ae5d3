// Clients without a page: a raw WebSocket and a `wscat` process. Both collect what they are sent.
import { spawn } from 'node:child_process';
import WebSocket from 'ws';
import { track } from './program.mjs';
import { wscatBin } from './paths.mjs';
import { soonMs, until, within } from './wait.mjs';

export class RawClient {
  // `options` go to the socket: { headers }.
  static async connect(endpoint, options = {}) {
    const client = new RawClient(endpoint, options);
    await within(soonMs, `a socket to ${endpoint} opens`, new Promise((done, broken) => {
      client.socket.once('open', done);
      client.socket.once('error', broken);
    }));
    return client;
  }

  constructor(endpoint, options = {}) {
    this.received = [];
    this.socket = new WebSocket(endpoint, { perMessageDeflate: false, ...options });
    this.socket.on('message', (data) => this.received.push(data.toString()));
    this.closed = new Promise((done) => {
      this.socket.once('close', (code, reason) => done({ code, reason: reason.toString() }));
    });
  }

  send(text) { this.socket.send(text); }
  post(text) { this.send(JSON.stringify({ action: 'sendMessage', message: text })); }

  // The next message received after the last one taken.
  async next() {
    const text = await until('a message comes', () => this.received.length > 0 && this.received[0]);
    this.received.shift();
    return text;
  }

  // Its own id, which the gateway tells in its error frames.
  async connectionId() {
    this.send('{"action":"noSuchAction"}');
    return JSON.parse(await this.next()).connectionId;
  }

  close() { this.socket.terminate(); }
}

export class Wscat {
  static async connect(endpoint) {
    const wscat = new Wscat(endpoint);
    await wscat.waitFor('Connected');
    return wscat;
  }

  constructor(endpoint) {
    this.output = '';
    // In a terminal of its own: only there does wscat say when it is connected.
    const command = `exec '${wscatBin}' --no-color --connect '${endpoint}'`;
    this.child = track(spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null'], { stdio: 'pipe' }));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (bytes) => { this.output += bytes; });
    }
    this.exited = new Promise((done) => this.child.once('close', done));
  }

  type(line) { this.child.stdin.write(`${line}\n`); }
  // Waits for text in what it printed, in any line.
  async waitFor(text) {
    try {
      await until(`wscat prints ${text}`, () => this.output.includes(text));
    } catch (error) {
      throw new Error(`${error.message}; it printed:\n${this.output}`);
    }
  }

  // Waits until what it printed holds so many matches of the pattern.
  async waitForMatches(pattern, count) {
    await until(`wscat prints ${count} times ${pattern}`,
      () => (this.output.match(pattern) ?? []).length >= count);
  }

  async close() {
    this.child.kill('SIGTERM');
    await within(soonMs, 'wscat ends', this.exited);
  }
}
