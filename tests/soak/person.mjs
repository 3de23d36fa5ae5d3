// Somebody in a room who checks every event that comes: a room's events are numbered without a gap, so
// what is lost, doubled or out of order shows at once, and a text is the one that its author sent.
import { createHash } from 'node:crypto';
import WebSocket from 'ws';

// The text that goes with an id: who hears it can tell that no byte has changed.
export function textOf(id, length) {
  const stamp = createHash('sha1').update(id).digest('hex');
  return `${id} ${length} `.concat(stamp.repeat(Math.ceil(length / stamp.length)).slice(0, length));
}

export class Person {
  // `options`: { name, room, ledger, compressed, agent options of the socket }.
  constructor(endpoint, { name, room, ledger, compressed = false, socketOptions = {} }) {
    Object.assign(this, { name, room, ledger });
    this.said = 0;
    this.sequence = null; // until it has joined
    this.closing = null;
    this.socket = new WebSocket(endpoint, {
      perMessageDeflate: compressed, rejectUnauthorized: false, handshakeTimeout: 30_000, ...socketOptions,
    });
    this.socket.on('open', () => this.send({ type: 'join', room, name, key: `key-of-${name}` }));
    this.socket.on('message', (data) => this.hear(data.toString()));
    this.socket.on('error', (error) => { this.trouble = error.message; });
    this.socket.on('close', (code, reason) => { this.closing = { code, reason: reason.toString() }; });
  }

  get joined() { return this.sequence !== null; }
  get open() { return this.socket.readyState === WebSocket.OPEN; }

  send(message, details) {
    if (this.open) this.socket.send(JSON.stringify({ action: 'sendMessage', message, details }));
  }
  say(length) {
    if (!this.joined || !this.open) return;
    const id = `${this.name}-${++this.said}`;
    this.send(textOf(id, length), { id, room: this.room });
    this.ledger.said(this, id);
  }

  hear(text) {
    const event = JSON.parse(text);
    if (event.action === 'joined') {
      this.sequence = event.sequence;
      return;
    }
    if (!this.joined) return;
    if (event.action === 'messageRefused' || !event.action) {
      this.ledger.fault(`${this.name} was refused: ${text.slice(0, 200)}`);
      return;
    }
    if (event.sequence !== this.sequence + 1) {
      this.ledger.fault(`${this.name} in ${this.room} heard ${event.sequence} after ${this.sequence}: ${text.slice(0, 120)}`);
    }
    this.sequence = event.sequence;
    if (event.action === 'messageAccepted') this.ledger.accepted(this, event.id, event.sequence);
    if (event.action === 'newMessage') {
      const [id, length] = event.payload.split(' ', 2);
      if (id !== event.id || event.payload !== textOf(id, Number(length))) {
        this.ledger.fault(`${this.name} heard something else than ${event.id} said`);
      }
      this.ledger.heard(this);
    }
  }

  pause() { this.socket.pause(); }
  resume() { this.socket.resume(); }
  leave() { this.socket.close(1000); }
  breakOff() { this.socket.terminate(); }
}

// What was promised to whom, and what went wrong.
export class Ledger {
  constructor() {
    this.faults = [];
    this.deliveries = 0;
    this.acceptances = 0;
    this.unanswered = new Map(); // id -> who said it
    this.newest = new Map(); // room -> the highest sequence that was accepted, and when
  }
  fault(text) {
    if (this.faults.length < 20) this.faults.push(text);
  }
  said(person, id) { this.unanswered.set(id, person); }
  accepted(person, id, sequence) {
    this.acceptances += 1;
    this.unanswered.delete(id);
    const newest = this.newest.get(person.room);
    if (!newest || newest < sequence) this.newest.set(person.room, sequence);
  }
  heard() { this.deliveries += 1; }
  // Of those who are still connected.
  waitingFor() {
    for (const [id, person] of this.unanswered) if (!person.open) this.unanswered.delete(id);
    return this.unanswered.size;
  }
  // Whether this person has heard, without a gap, up to everything that was accepted in the room.
  isUpToDate(person) { return person.sequence >= (this.newest.get(person.room) ?? 0); }
}
