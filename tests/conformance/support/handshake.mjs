// The opening handshake by hand. RFC 6455 section 4.
import { createHash } from 'node:crypto';
import { Violation } from './violation.mjs';

export const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

export const acceptFor = (key) =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, 'latin1').digest('base64');

// A request as it goes out, changed step by step; each step gives a new one.
export class HandshakeRequest {
  static to({ host, port, path }) {
    return new HandshakeRequest({
      method: 'GET', target: path, version: 'HTTP/1.1', colon: ': ', end: '\r\n',
      fields: [
        ['Host', `${host}:${port}`], ['Upgrade', 'websocket'], ['Connection', 'Upgrade'],
        ['Sec-WebSocket-Key', sampleKey], ['Sec-WebSocket-Version', '13'],
      ],
    });
  }

  constructor(parts) { Object.assign(this, parts); }

  change(parts) { return new HandshakeRequest({ ...this, ...parts }); }
  without(name) { return this.change({ fields: this.fields.filter(([other]) => other !== name) }); }
  // In the place of what is there.
  with(name, value) { return this.change({ fields: this.fields.map((field) => (field[0] === name ? [name, value] : field)) }); }
  renamed(name, to) { return this.change({ fields: this.fields.map(([other, value]) => [other === name ? to : other, value]) }); }
  // Behind what is there, also a second time.
  adding(...fields) { return this.change({ fields: [...this.fields, ...fields] }); }

  get(name) { return this.fields.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1]; }
  all(name) { return this.fields.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value); }

  toBytes() {
    const lines = [`${this.method} ${this.target} ${this.version}`, ...this.fields.map(([name, value]) => `${name}${this.colon}${value}`)];
    return Buffer.from(lines.map((line) => line + this.end).join('') + this.end, 'latin1');
  }
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

// The head of an answer, strictly; `bytes` ends with its empty line.
export function parseHead(bytes) {
  const text = bytes.toString('latin1');
  const [first, ...lines] = text.slice(0, -4).split('\r\n');
  const match = /^HTTP\/1\.1 (\d{3}) ([\t -~\x80-\xff]*)$/.exec(first);
  if (!match) throw new Violation(`a status line ${JSON.stringify(first)}`, 'RFC 9112 4');
  if (/(^|[^\r])\n|\r(?!\n)/.test(text)) {
    throw new Violation('a line of the answer does not end in CR LF', 'RFC 9112 2.2');
  }
  const fields = lines.map((line) => {
    const field = /^([^:]*):[ \t]*([\t -~\x80-\xff]*?)[ \t]*$/.exec(line);
    if (!field || !token.test(field[1])) throw new Violation(`a header line ${JSON.stringify(line)}`, 'RFC 9112 5');
    return [field[1].toLowerCase(), field[2]];
  });
  return { status: Number(match[1]), fields, all: (name) => fields.filter(([other]) => other === name).map(([, value]) => value) };
}

// What a client must check of a 101. RFC 6455 section 4.1, and what RFC 9110 forbids in it.
export function checkAccepted(request, head) {
  const one = (name) => {
    const values = head.all(name);
    if (values.length !== 1) throw new Violation(`the 101 has ${values.length} headers ${name}`, 'RFC 6455 4.2.2');
    return values[0];
  };
  if (one('upgrade').toLowerCase() !== 'websocket') {
    throw new Violation('Upgrade of the 101 is not websocket', 'RFC 6455 4.1');
  }
  const tokens = head.all('connection').join(',').toLowerCase().split(',').map((value) => value.trim());
  if (!tokens.includes('upgrade')) throw new Violation('Connection of the 101 does not hold Upgrade', 'RFC 6455 4.1');
  const accept = acceptFor(request.get('Sec-WebSocket-Key').trim());
  if (one('sec-websocket-accept') !== accept) {
    throw new Violation(`Sec-WebSocket-Accept is ${one('sec-websocket-accept')}, not ${accept}`, 'RFC 6455 4.2.2');
  }
  for (const name of ['content-length', 'transfer-encoding']) {
    if (head.all(name).length > 0) throw new Violation(`the 101 has a header ${name}`, 'RFC 9110 8.6');
  }
  checkSubprotocol(request, head.all('sec-websocket-protocol'));
  checkExtensions(request, head.all('sec-websocket-extensions'));
}

function checkSubprotocol(request, chosen) {
  if (chosen.length > 1) throw new Violation('the 101 has Sec-WebSocket-Protocol more than once', 'RFC 6455 11.3.4');
  const offered = request.all('Sec-WebSocket-Protocol').join(',').split(',').map((value) => value.trim());
  if (chosen.length === 1 && (chosen[0] === '' || !offered.includes(chosen[0]))) {
    throw new Violation(`the 101 chooses a subprotocol ${JSON.stringify(chosen[0])} that was not offered`, 'RFC 6455 4.2.2');
  }
}

function checkExtensions(request, chosen) {
  const offered = request.all('Sec-WebSocket-Extensions').join(',').split(',').map((value) => value.split(';')[0].trim());
  for (const extension of chosen.join(',').split(',').filter((value) => value !== '')) {
    const name = extension.split(';')[0].trim();
    if (!offered.includes(name)) {
      throw new Violation(`the 101 names an extension ${name} that was not offered`, 'RFC 6455 4.2.2');
    }
    if (name !== 'permessage-deflate') {
      throw new Violation(`the 101 names an unknown extension ${name}`, 'RFC 6455 9.1');
    }
  }
}
