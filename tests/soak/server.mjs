// The server under test, as a process: started, watched, told to reload, ended in both ways.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const startMs = 60_000; // valgrind takes its time
const stopMs = 60_000;

export class Server {
  // `command`: what is put before the arguments, the program or valgrind and the program.
  static async start(command, args) {
    const server = new Server(command, args);
    const line = await Promise.race([server.firstLine, pause(startMs, '')]);
    const match = /^listening on https?:\/\/.+:(\d+)$/.exec(line);
    if (!match) {
      server.child.kill('SIGKILL');
      throw new Error(`the server did not listen; it said:\n${server.said}`);
    }
    server.port = Number(match[1]);
    return server;
  }

  constructor([program, ...before], args) {
    this.said = '';
    this.child = spawn(program, [...before, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', () => this.child.kill('SIGKILL'));
    this.child.stderr.on('data', (bytes) => { this.said = (this.said + bytes).slice(-20_000); });
    this.ended = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
    this.firstLine = Promise.race([
      new Promise((done) => { createInterface({ input: this.child.stdout }).once('line', done); }),
      this.ended.then(() => ''),
    ]);
  }

  get alive() { return this.child.exitCode === null && this.child.signalCode === null; }

  // Bytes that belong to the process alone.
  memory() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)[1]) * 1024;
  }
  descriptors() { return readdirSync(`/proc/${this.child.pid}/fd`).length; }
  reload() { this.child.kill('SIGHUP'); }

  // Its exit code, or what ended it instead.
  async stop() {
    this.child.kill('SIGTERM');
    const end = await Promise.race([this.ended, pause(stopMs, null)]);
    if (end) return end.code ?? end.signal;
    await this.kill();
    return `no end within ${stopMs / 1000} s`;
  }
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

// A new certificate and key over the old ones, signed by itself.
export function renewCertificate(folder) {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '7', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { cwd: folder, stdio: 'ignore' });
}
