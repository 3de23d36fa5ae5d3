// Puts the server through hours in short: people who stay, people who come and go, whole processes of clients
// that are killed, readers too slow for what they are sent, certificates renewed, and the server itself stopped,
// killed and started again. The tool tools/soak says how to call it; docs/reliability.md what it checks.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Ledger, Person } from './person.mjs';
import { renewCertificate, Server } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    program: { type: 'string' },
    minutes: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    seed: { type: 'string' },
    valgrind: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.minutes) * 60;
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const slow = values.valgrind;

const rooms = 4;
const stayingInRoom = 4;
// Room for what one turn of a busy loop may bring for a healthy client, and little enough for slow ones to meet it.
const sendQueueBytes = 256 * 1024;
// How long what is on its way may take on a busy machine.
const settleMs = slow ? 60_000 : 15_000;
// What memory may grow by between the second and the last third of the long life: noise of the allocator. In a
// short one the rooms' histories are still filling up, and a sanitizer's own memory grows.
const memorySlack = seconds > 60 ? { share: 0.15, bytes: 6 * 1024 * 1024 } : { share: 1, bytes: 32 * 1024 * 1024 };

// Mulberry32: small, and the same everywhere.
let state = seed >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const below = (limit) => Math.floor(random() * limit);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

const began = Date.now();
const say = (text) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}`);
const faults = [];
const totals = { lives: 0, deliveries: 0, accepted: 0, churners: 0, slowClosed: 0, reloads: 0 };

async function until(what, happened, ms = settleMs) {
  const deadline = Date.now() + ms;
  while (!happened()) {
    if (Date.now() > deadline) {
      faults.push(`not within ${ms / 1000} s: ${what}`);
      return false;
    }
    await pause(20);
  }
  return true;
}

// From one start of the server to its end.
class Life {
  constructor(number, { ms, tls, ending }) {
    Object.assign(this, { number, ms, tls, ending, ledger: new Ledger(), churners: [], slow: [], memory: [] });
  }

  async live() {
    const args = ['serve', '--host', '127.0.0.1', '--port', '0', '--threads', values.threads, '--log-level', 'info',
      '--send-queue-limit', `${sendQueueBytes}`, '--web-root', here];
    if (this.tls) {
      this.folder = mkdtempSync(join(tmpdir(), 'palaver-soak-'));
      renewCertificate(this.folder);
      args.push('--tls-cert', join(this.folder, 'cert.pem'), '--tls-key', join(this.folder, 'key.pem'));
    }
    const command = values.valgrind
      ? ['valgrind', '--quiet', '--leak-check=full', '--errors-for-leak-kinds=definite,indirect,possible',
        '--error-exitcode=99', values.program]
      : [values.program];
    say(`life ${this.number}: ${this.tls ? 'TLS' : 'plain'}, ${(this.ms / 1000).toFixed(0)} s, then ${this.ending}`);
    this.server = await Server.start(command, args);
    this.endpoint = `${this.tls ? 'wss' : 'ws'}://127.0.0.1:${this.server.port}/dev`;
    try {
      await this.arrive();
      this.atRest = this.server.descriptors() - this.everybodyStaying();
      await this.beBusy();
      await (this.ending === 'SIGKILL' ? this.beKilled() : this.endInOrder());
    } finally {
      if (this.server.alive) await this.server.kill();
      for (const churner of this.churners) churner.kill('SIGKILL');
      for (const person of [...this.staying, ...this.slow]) person.breakOff();
      if (this.folder) rmSync(this.folder, { recursive: true });
      faults.push(...this.ledger.faults.map((text) => `life ${this.number}: ${text}`));
      totals.lives += 1;
      totals.deliveries += this.ledger.deliveries;
      totals.accepted += this.ledger.acceptances;
    }
  }

  everybodyStaying() { return this.staying.filter((person) => person.open).length; }

  async arrive() {
    this.staying = [];
    for (let i = 0; i < rooms * stayingInRoom; ++i) {
      this.staying.push(new Person(this.endpoint, {
        name: `stays-${i}`, room: `room-${i % rooms}`, ledger: this.ledger, compressed: i % 4 === 3,
      }));
    }
    await until('everybody joins', () => this.staying.every((person) => person.joined));
  }

  addChurner() {
    const name = `${this.number}-${totals.churners++}`;
    this.churners.push(fork(join(here, 'churner.mjs'), [this.endpoint, name, `${rooms}`], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }));
  }

  addSlowReader() {
    const person = new Person(this.endpoint, { name: `slow-${this.slow.length}`, room: `room-${below(rooms)}`, ledger: this.ledger });
    person.socket.on('open', () => setTimeout(() => person.pause(), 100));
    this.slow.push(person);
  }

  async beBusy() {
    const end = Date.now() + this.ms;
    let second = 0;
    for (let turn = 0; Date.now() < end; ++turn) {
      const burst = below(50) === 0 ? 20 : 1;
      for (let i = 0; i < burst; ++i) this.staying[below(this.staying.length)].say(below(6) === 0 ? 16_000 : below(200));
      if (Date.now() >= end - this.ms + second * 1000) await this.everySecond(second++);
      await pause(slow ? 50 : 4);
      if (!this.server.alive) throw new Error(`the server has ended; it said:\n${this.server.said}`);
    }
  }

  async everySecond(second) {
    if (this.churners.length < 2) this.addChurner();
    if (second % 3 === 2) this.churners.splice(below(this.churners.length), 1)[0].kill('SIGKILL');
    if (second % 2 === 1 && this.slow.length < 20) this.addSlowReader();
    // Some read again after a while and catch up; the others find everything up to their close at the end.
    for (const [index, person] of this.slow.entries()) if (index % 3 === 2 && second % 5 === 4) person.resume();
    if (this.tls && second % 3 === 1) {
      renewCertificate(this.folder);
      this.server.reload();
      totals.reloads += 1;
    }
    this.memory.push(this.server.memory());
    if (second % 10 === 0) {
      say(`  ${this.ledger.acceptances} accepted, ${this.ledger.deliveries} heard by those who stay, `
        + `${mib(this.memory.at(-1))}, ${this.server.descriptors()} descriptors`);
    }
  }

  // In the middle of everything. What was accepted long enough before had been heard.
  async beKilled() {
    const promised = new Map(this.ledger.newest);
    await pause(slow ? 5000 : 1000);
    this.checkNobodyWasCutOff();
    await this.server.kill();
    await until('the last bytes are read', () => this.staying.every((person) => person.closing));
    for (const person of this.staying) {
      if (person.sequence < (promised.get(person.room) ?? 0)) {
        this.ledger.fault(`${person.name} had heard ${person.sequence} when the server was killed, not ${promised.get(person.room)}, accepted a second before`);
      }
    }
  }

  async endInOrder() {
    for (const churner of this.churners) churner.kill('SIGKILL');
    await until('what was said is answered', () => this.ledger.waitingFor() === 0);
    await until('what was accepted is heard', () => this.staying.every((person) => this.ledger.isUpToDate(person)));
    this.checkNobodyWasCutOff();
    for (const person of this.slow) person.resume();
    await until('those who read slowly catch up, or are closed',
      () => this.slow.every((person) => person.closing || (person.joined && this.ledger.isUpToDate(person))));
    for (const { closing } of this.slow) {
      if (!closing) continue;
      totals.slowClosed += 1;
      if (closing.code !== 1013 && closing.code !== 1006) this.ledger.fault(`a slow reader was closed with ${closing.code}`);
    }
    for (const person of this.slow) person.breakOff();
    await until('descriptors are those of the beginning',
      () => this.server.descriptors() <= this.atRest + this.everybodyStaying());
    this.checkMemory();
    const end = await this.server.stop();
    if (end !== 0) this.ledger.fault(`the server ended with ${end}; it said:\n${this.server.said}`);
    for (const person of this.staying) {
      if (person.closing?.code !== 1001) this.ledger.fault(`a stop closed with ${person.closing?.code}, not with 1001`);
    }
  }

  checkNobodyWasCutOff() {
    const gone = this.staying.filter((person) => person.closing);
    if (gone.length > 0) this.ledger.fault(`people were cut off; the server said at last:\n${this.server.said.slice(-1000)}`);
    for (const { name, closing, trouble } of gone) {
      this.ledger.fault(`${name} was cut off: ${JSON.stringify(closing)} ${trouble ?? ''}`);
    }
  }

  checkMemory() {
    if (values.valgrind || this.memory.length < 6) return;
    const third = Math.floor(this.memory.length / 3);
    const before = median(this.memory.slice(third, 2 * third));
    const after = median(this.memory.slice(2 * third));
    say(`  memory: ${mib(before)} in the second third, ${mib(after)} in the last`);
    if (after > before * (1 + memorySlack.share) + memorySlack.bytes) {
      this.ledger.fault(`memory grew from ${mib(before)} to ${mib(after)}`);
    }
  }
}

// The first life is long, for memory; then they end in turns, with and without TLS.
function livesOf(total) {
  if (values.valgrind) return [{ ms: total * 1000, tls: true, ending: 'SIGTERM' }];
  const lives = [{ ms: total * 600, tls: false, ending: 'SIGTERM' }];
  const count = Math.max(2, Math.min(8, Math.floor((total * 0.4) / 10)));
  for (let i = 0; i < count; ++i) {
    lives.push({ ms: (total * 400) / count, tls: i % 2 === 0, ending: i % 4 < 2 ? 'SIGKILL' : 'SIGTERM' });
  }
  return lives;
}

say(`seed ${seed}, ${values.threads} threads, ${seconds} s`);
let number = 0;
for (const plan of livesOf(seconds)) {
  try {
    await new Life(++number, plan).live();
  } catch (error) {
    faults.push(`life ${number}: ${error.stack}`);
  }
}
say(`${totals.lives} lives of the server; ${totals.accepted} messages accepted, ${totals.deliveries} heard by those who stay; `
  + `${totals.churners} processes of clients killed; ${totals.slowClosed} slow readers closed; ${totals.reloads} reloads`);
for (const fault of faults) console.log(`FAULT   ${fault}`);
say(faults.length === 0 ? 'passed: every promise was kept' : `FAILED: ${faults.length} promises broken, seed ${seed}`);
process.exit(faults.length === 0 ? 0 : 1);
