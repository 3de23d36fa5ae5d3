// What a client compresses: by Node's zlib, or block by block by hand. RFC 1951, RFC 7692 section 7.2.1.
import { constants, deflateRawSync } from 'node:zlib';
import { asBytes } from './frames.mjs';

const tail = Buffer.from([0, 0, 0xff, 0xff]);

// Without the four bytes at the end, if they are there.
const withoutTail = (bytes) => (bytes.subarray(-4).equals(tail) ? bytes.subarray(0, -4) : bytes);

// Compresses messages one after the other.
export class Deflater {
  // windowBits from 9 on: zlib has no raw 8. `strategy` and `level` as zlib's.
  constructor({ windowBits = 15, takeover = true, ...options } = {}) {
    this.options = { windowBits, ...options };
    this.takeover = takeover;
    this.window = 1 << windowBits;
    this.history = Buffer.alloc(0);
  }

  // The payload of a message.
  message(payload) {
    const bytes = asBytes(payload);
    const dictionary = this.history.length > 0 ? { dictionary: this.history } : {};
    const compressed = deflateRawSync(bytes, { ...this.options, ...dictionary, finishFlush: constants.Z_SYNC_FLUSH });
    if (this.takeover) this.history = Buffer.concat([this.history, bytes]).subarray(-this.window);
    // 7.2.3.6: an empty message is an empty stored block.
    return bytes.length === 0 ? Buffer.from([0]) : withoutTail(compressed);
  }
}

export const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;

// Blocks bit by bit.
export class BlockWriter {
  bytes = [];
  bit = 0;

  put(value, count) {
    for (let i = 0; i < count; ++i, ++this.bit) {
      if ((this.bit & 7) === 0) this.bytes.push(0);
      this.bytes[this.bit >> 3] |= ((value >> i) & 1) << (this.bit & 7);
    }
  }
  // Huffman codes go with the first bit first.
  putCode(code, count) {
    for (let i = count - 1; i >= 0; --i) this.put((code >> i) & 1, 1);
  }
  align() { this.bit = this.bytes.length * 8; }

  stored(payload, { final = false, length = asBytes(payload).length, complement = length ^ 0xffff } = {}) {
    this.put(final ? 1 : 0, 1);
    this.put(0, 2);
    this.align();
    this.put(length, 16);
    this.put(complement & 0xffff, 16);
    for (const byte of asBytes(payload)) this.put(byte, 8);
    return this;
  }

  // A block of fixed codes: texts, and copies as [length, distance] with lengths from 3 to 10.
  fixed(parts, { final = false, end = true } = {}) {
    this.put(final ? 1 : 0, 1);
    this.put(1, 2);
    for (const part of parts) {
      if (Array.isArray(part)) this.copy(...part);
      else for (const byte of asBytes(part)) this.symbol(byte);
    }
    if (end) this.symbol(256);
    if (final) this.align();
    return this;
  }
  symbol(symbol) {
    if (symbol < 144) this.putCode(0x30 + symbol, 8);
    else if (symbol < 256) this.putCode(0x190 + symbol - 144, 9);
    else if (symbol < 280) this.putCode(symbol - 256, 7);
    else this.putCode(0xc0 + symbol - 280, 8);
  }
  copy(length, distance) {
    this.symbol(254 + length);
    if (distance < 5) {
      this.putCode(distance - 1, 5);
      return;
    }
    const extra = Math.floor(Math.log2(distance - 1)) - 1;
    const half = ((distance - 1) >> extra) & 1;
    this.putCode(2 * (extra + 1) + half, 5);
    this.put((distance - 1) & ((1 << extra) - 1), extra);
  }

  // As the payload of a message: behind an empty stored block, whose last four bytes are left out.
  message() {
    this.put(0, 3);
    this.align();
    return this.raw();
  }
  // As it is.
  raw() { return Buffer.from(this.bytes); }
}

export const blocks = () => new BlockWriter();
