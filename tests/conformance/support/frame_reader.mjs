// A server's frames out of bytes, in any split, with every rule that a client can check. RFC 6455 sections 5 to 8,
// RFC 7692 section 6. It gives messages, control frames and the lengths of the frames; a Violation is thrown.
import { isUtf8 } from './utf8.mjs';
import { Opcode, opcodeName, rsv1 } from './frames.mjs';
import { Violation } from './violation.mjs';

// Which codes a server may send: 7.4.1, 7.4.2 and the IANA registry. 1010 is for clients.
export const isCloseCode = (code) =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);

const isControl = (opcode) => opcode >= 8;

export class FrameReader {
  // `inflate`, when compression was agreed on, gives a message's bytes out of its compressed ones.
  constructor({ inflate = null } = {}) {
    this.inflate = inflate;
    this.chunks = [];
    this.waiting = 0;
    this.needed = 2;
    this.message = null;
    this.closed = false;
    // Payload bytes of every data frame.
    this.frameLengths = [];
  }

  push(bytes) {
    if (bytes.length === 0) return;
    if (this.closed) throw new Violation('the server sent bytes behind its close frame', 'RFC 6455 5.5.1');
    this.chunks.push(bytes);
    this.waiting += bytes.length;
  }

  // The next of { type: 'text' | 'binary' | 'ping' | 'pong' | 'close', ... }; null when more bytes are needed.
  next() {
    while (!this.closed && this.waiting >= this.needed) {
      const bytes = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
      const header = this.parseHeader(bytes);
      const size = header ? header.bytes + header.length : this.needed;
      if (bytes.length < size) {
        this.needed = size;
        this.chunks = [bytes];
        continue;
      }
      this.needed = 2;
      this.chunks = size < bytes.length ? [bytes.subarray(size)] : [];
      this.waiting -= size;
      const event = this.takeFrame(header, bytes.subarray(header.bytes, size));
      if (event) return event;
    }
    if (this.closed && this.waiting > 0) {
      throw new Violation('the server sent bytes behind its close frame', 'RFC 6455 5.5.1');
    }
    return null;
  }

  // Null: more bytes are needed, `needed` says how many.
  parseHeader(bytes) {
    const header = {
      final: (bytes[0] & 0x80) !== 0, rsv: (bytes[0] >> 4) & 7, opcode: bytes[0] & 15, bytes: 2, length: bytes[1] & 0x7f,
    };
    this.checkFirstByte(header);
    if ((bytes[1] & 0x80) !== 0) throw new Violation('the server masked a frame', 'RFC 6455 5.1');
    if (isControl(header.opcode) && header.length > 125) {
      throw new Violation('a control frame is longer than 125 bytes', 'RFC 6455 5.5');
    }
    if (header.length < 126) return header;
    const lengthBytes = header.length === 126 ? 2 : 8;
    header.bytes += lengthBytes;
    if (bytes.length < header.bytes) {
      this.needed = header.bytes;
      return null;
    }
    const length = lengthBytes === 2 ? BigInt(bytes.readUInt16BE(2)) : bytes.readBigUInt64BE(2);
    if (length < (lengthBytes === 2 ? 126n : 0x10000n)) {
      throw new Violation('a length is not in its shortest form', 'RFC 6455 5.2');
    }
    if (length >= 1n << 32n) throw new Violation(`a frame announces ${length} bytes`, 'RFC 6455 5.2');
    header.length = Number(length);
    return header;
  }

  checkFirstByte({ final, rsv, opcode }) {
    if (!Object.values(Opcode).includes(opcode)) {
      throw new Violation(`the server sent ${opcodeName(opcode)}`, 'RFC 6455 5.2');
    }
    if ((rsv & ~rsv1) !== 0) throw new Violation('RSV2 or RSV3 is set', 'RFC 6455 5.2');
    if (rsv !== 0 && !this.inflate) throw new Violation('RSV1 is set, but no extension was agreed on', 'RFC 6455 5.2');
    if (isControl(opcode)) {
      if (!final) throw new Violation('a control frame is fragmented', 'RFC 6455 5.5');
      if (rsv !== 0) throw new Violation('RSV1 is set on a control frame', 'RFC 7692 6.1');
    } else if (opcode === Opcode.continuation) {
      if (!this.message) throw new Violation('a continuation of no message', 'RFC 6455 5.4');
      if (rsv !== 0) throw new Violation('RSV1 is set on a continuation', 'RFC 7692 6.1');
    } else if (this.message) {
      throw new Violation('a new message inside of another one', 'RFC 6455 5.4');
    }
  }

  takeFrame({ final, rsv, opcode }, payload) {
    if (opcode === Opcode.close) return this.takeClose(payload);
    if (isControl(opcode)) return { type: opcodeName(opcode), data: payload };
    this.frameLengths.push(payload.length);
    this.message ??= { opcode, compressed: rsv !== 0, parts: [] };
    this.message.parts.push(payload);
    return final ? this.takeMessage() : null;
  }

  takeMessage() {
    const { opcode, compressed, parts } = this.message;
    this.message = null;
    const bytes = Buffer.concat(parts);
    const data = compressed ? this.inflate(bytes) : bytes;
    if (opcode === Opcode.text && !isUtf8(data)) throw new Violation('a text message is not UTF-8', 'RFC 6455 8.1');
    return { type: opcodeName(opcode), data, compressed, wireBytes: bytes.length };
  }

  takeClose(payload) {
    this.closed = true;
    if (payload.length === 0) return { type: 'close', code: undefined, reason: '' };
    if (payload.length === 1) throw new Violation('a close frame has one byte', 'RFC 6455 5.5.1');
    const code = payload.readUInt16BE(0);
    if (!isCloseCode(code)) throw new Violation(`a close frame has the code ${code}`, 'RFC 6455 7.4');
    const reason = payload.subarray(2);
    if (!isUtf8(reason)) throw new Violation('a close reason is not UTF-8', 'RFC 6455 5.5.1');
    return { type: 'close', code, reason: reason.toString('utf8') };
  }
}
