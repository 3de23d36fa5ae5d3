// One TCP connection to the server, on which bytes are written as they are and everything that comes is checked.
import { connect } from 'node:net';
import { FrameReader } from './frame_reader.mjs';
import { asBytes, close, ping } from './frames.mjs';
import { checkAccepted, HandshakeRequest, parseHead } from './handshake.mjs';
import { quoted, Transcript, Violation, hex } from './violation.mjs';

const headEnd = Buffer.from('\r\n\r\n');
const nextTurn = () => new Promise((done) => setImmediate(done));

export class Peer {
  static async connect(place) {
    const peer = new Peer(place);
    await peer.within('TCP is connected', new Promise((done, broken) => {
      peer.socket.once('connect', done);
      peer.socket.once('error', broken);
    }));
    return peer;
  }

  constructor(place) {
    this.place = place;
    this.sent = new Transcript();
    this.seen = new Transcript();
    this.head = Buffer.alloc(0);  // of the answer to the handshake, as long as `reader` is null
    this.reader = null;
    this.events = [];
    this.wake = () => {};
    this.over = false;
    this.socket = connect({ host: place.host, port: place.port, allowHalfOpen: true, noDelay: true });
    this.socket.on('data', (bytes) => this.take(bytes));
    this.socket.on('end', () => this.finish({ type: 'end' }));
    this.socket.on('error', (error) => this.finish({ type: 'reset', error }));
  }

  // --- Writing ------------------------------------------------------------------------------------

  // In one write, or in pieces of `cut` bytes, each of which is a packet of its own.
  async write(bytes, cut = 0) {
    const step = cut > 0 ? cut : Math.max(bytes.length, 1);
    for (let at = 0; at < bytes.length; at += step) {
      // What the server does not want to read any more is none of the client's faults.
      if (this.over) return;
      const piece = bytes.subarray(at, at + step);
      this.sent.add(piece);
      const flushed = this.socket.write(piece);
      if (!flushed) await new Promise((done) => { this.socket.once('drain', done); this.socket.once('close', done); });
      else if (cut > 0) await nextTurn();
    }
  }

  // Ends the client's side of TCP.
  end() { this.socket.end(); }
  destroy() { this.socket.destroy(); }

  // --- Reading ------------------------------------------------------------------------------------

  take(bytes) {
    this.seen.add(bytes);
    try {
      if (!this.reader) {
        this.head = Buffer.concat([this.head, bytes]);
      } else {
        this.reader.push(bytes);
        for (let event = this.reader.next(); event; event = this.reader.next()) this.events.push(event);
      }
    } catch (error) {
      this.events.push({ type: 'violation', error });
    }
    this.wake();
  }

  finish(event) {
    if (!this.over) this.events.push(event);
    this.over = true;
    this.wake();
  }

  async within(what, promise) {
    const { stepMs } = this.place;
    let timer;
    const limit = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Violation(`not within ${stepMs / 1000} s: ${what}`)), stepMs);
    });
    try {
      return await Promise.race([promise, limit]);
    } finally {
      clearTimeout(timer);
    }
  }

  async until(what, question) {
    for (let answer = question(); ; answer = question()) {
      if (answer) return answer;
      await this.within(what, new Promise((done) => { this.wake = done; }));
    }
  }

  async event(what) {
    const event = await this.until(what, () => this.events.shift());
    if (event.type === 'violation') throw event.error;
    return event;
  }

  // --- The handshake --------------------------------------------------------------------------------

  // The head of the answer to what was written. Its body, or the first frames, stay in `head`.
  async answer() {
    await this.until('the server answers', () => this.head.includes(headEnd) || this.over);
    const at = this.head.indexOf(headEnd);
    if (at < 0) {
      throw new Violation(this.head.length > 0 ? 'the answer ends inside of its head' : 'the server ended TCP without an answer');
    }
    const head = parseHead(this.head.subarray(0, at + 4));
    this.head = this.head.subarray(at + 4);
    return head;
  }

  // Takes the 101 and reads frames from now on. `agree` gives the reader's inflate for what was agreed on.
  async accepted(request, agree = () => null) {
    const head = await this.answer();
    if (head.status !== 101) throw new Violation(`the handshake was answered with ${head.status}`, 'RFC 6455 4.2.2');
    checkAccepted(request, head);
    this.reader = new FrameReader({ inflate: agree(head) });
    const early = this.head;
    this.head = Buffer.alloc(0);
    this.seen = new Transcript();
    if (early.length > 0) this.take(early);
    return head;
  }

  async open(request = HandshakeRequest.to(this.place), agree = undefined) {
    await this.write(request.toBytes());
    await this.accepted(request, agree);
    this.sent = new Transcript();
  }

  // The body of a refusal, complete by Content-Length or by the end of TCP.
  async body(head) {
    const length = head.all('content-length')[0];
    await this.until('the answer is complete', () => this.over || (length !== undefined && this.head.length >= Number(length)));
    if (length !== undefined && this.head.length < Number(length)) {
      throw new Violation('the body of the answer is cut', 'RFC 9112 6.3');
    }
    return length === undefined ? this.head : this.head.subarray(0, Number(length));
  }

  // --- What must come next ---------------------------------------------------------------------------

  async expectMessage(type, payload) {
    const wanted = asBytes(payload);
    const what = `a ${type} message of ${wanted.length} bytes comes`;
    const event = await this.event(what);
    if (event.type !== type) throw new Violation(`${describe(event)}; wanted: ${what}`);
    if (!event.data.equals(wanted)) {
      throw new Violation(`the ${type} that came is not the one that was sent: ${hex(event.data)}; wanted: ${hex(wanted)}`);
    }
    return event;
  }
  expectText(payload) { return this.expectMessage('text', payload); }
  expectPong(payload = '') { return this.expectMessage('pong', payload); }

  // A close frame with one of the codes; undefined is one without a code. Then the server's end of TCP, which it must
  // not leave to us (RFC 6455 7.1.1).
  async expectClose(codes, { answer = false } = {}) {
    const event = await this.event('a close frame comes');
    const allowed = [codes].flat();
    if (event.type !== 'close') throw new Violation(`${describe(event)}; wanted: a close with ${allowed.join(' or ')}`);
    if (!allowed.includes(event.code)) {
      throw new Violation(`a close with ${event.code ?? 'no code'}; wanted: ${allowed.map((code) => code ?? 'no code').join(' or ')}`);
    }
    if (answer) await this.write(close(event.code));
    await this.expectEnd();
    return event;
  }

  async expectEnd() {
    const event = await this.event('the server ends TCP');
    if (event.type === 'reset') {
      throw new Violation(`TCP was reset (${event.error.code}) and not ended`, 'RFC 6455 7.1.1');
    }
    if (event.type !== 'end') throw new Violation(`${describe(event)}; wanted: the end of TCP`);
  }

  // That nothing else came and the connection is still good; then it is closed by the client.
  async expectStillOpen() {
    await this.write(ping('still there?'));
    await this.expectPong('still there?');
    await this.closeByClient();
  }

  async closeByClient(code = 1000) {
    await this.write(close(code));
    await this.expectClose(code);
  }
}

export function describe(event) {
  switch (event.type) {
    case 'close': return `the server closed with ${event.code ?? 'no code'} ${quoted(event.reason)}`;
    case 'end': return 'the server ended TCP without a close frame';
    case 'reset': return `TCP was reset (${event.error.code})`;
    default: return `a ${event.type} of ${event.data.length} bytes came: ${hex(event.data)}`;
  }
}
