// DEFLATE (RFC 1951) taken apart strictly, to see what a server compressed: distances within the window that was agreed
// on, whole blocks, nothing left over. Slow and plain; what Node has would not look at the window.
import { Violation } from './violation.mjs';

const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const distanceExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const bad = (what) => new Violation(`the compressed message is wrong: ${what}`, 'RFC 1951; RFC 7692 7.2');

class Bits {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;  // in bits
  }
  get left() { return this.bytes.length * 8 - this.at; }
  take(count) {
    if (count > this.left) throw bad('it ends inside of a block');
    let value = 0;
    for (let i = 0; i < count; ++i, ++this.at) value |= ((this.bytes[this.at >> 3] >> (this.at & 7)) & 1) << i;
    return value;
  }
  align() { this.at = (this.at + 7) & ~7; }
}

// Canonical codes: how many of each length, and the symbols in order.
class Huffman {
  constructor(lengths) {
    this.count = new Array(16).fill(0);
    for (const length of lengths) ++this.count[length];
    this.count[0] = 0;
    const start = [0, 0];
    for (let i = 1; i < 15; ++i) start[i + 1] = start[i] + this.count[i];
    this.symbols = [];
    lengths.forEach((length, symbol) => { if (length > 0) this.symbols[start[length]++] = symbol; });
  }
  take(bits) {
    for (let length = 1, code = 0, first = 0, index = 0; length < 16; ++length) {
      code |= bits.take(1);
      const count = this.count[length];
      if (code - first < count) return this.symbols[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw bad('a code that is none');
  }
}

const fixedLengths = new Huffman(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)));
const fixedDistances = new Huffman(new Array(30).fill(5));

function dynamicCodes(bits) {
  const [lengths, distances, codes] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  const codeLengths = new Array(19).fill(0);
  for (let i = 0; i < codes; ++i) codeLengths[lengthOrder[i]] = bits.take(3);
  const code = new Huffman(codeLengths);
  const all = [];
  while (all.length < lengths + distances) {
    const symbol = code.take(bits);
    if (symbol < 16) { all.push(symbol); continue; }
    if (symbol === 16 && all.length === 0) throw bad('a length is repeated before there is one');
    const value = symbol === 16 ? all.at(-1) : 0;
    const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    for (let i = 0; i < times; ++i) all.push(value);
  }
  if (all.length > lengths + distances) throw bad('more lengths than announced');
  return [new Huffman(all.slice(0, lengths)), new Huffman(all.slice(lengths))];
}

// Takes messages one after the other.
export class Inflater {
  // `windowBits` as agreed on; without `takeover` each message stands alone.
  constructor({ windowBits = 15, takeover = true } = {}) {
    this.window = 1 << windowBits;
    this.takeover = takeover;
    this.history = Buffer.alloc(0);
    // Of the last message: 'stored', 'fixed', 'dynamic'.
    this.blocks = [];
  }

  // The message behind a compressed payload. RFC 7692 section 7.2.2.
  message(payload) {
    const out = this.inflate(Buffer.concat([payload, Buffer.from([0, 0, 0xff, 0xff])]));
    const data = Buffer.from(out.bytes.buffer, this.history.length, out.size - this.history.length);
    if (this.takeover) this.history = Buffer.from(out.bytes.buffer, Math.max(0, out.size - this.window), Math.min(out.size, this.window));
    return data;
  }

  inflate(bytes) {
    const bits = new Bits(bytes);
    const out = new Output(this.history, this.window);
    this.blocks = [];
    while (bits.left > 0) {
      const final = bits.take(1);
      const type = bits.take(2);
      if (type === 0) this.stored(bits, out);
      else if (type === 3) throw bad('a block of the reserved type');
      else this.compressed(bits, out, type === 1 ? [fixedLengths, fixedDistances] : dynamicCodes(bits), type === 1 ? 'fixed' : 'dynamic');
      // 7.2.3.4: the next block begins with a byte.
      if (final) bits.align();
    }
    if (this.blocks.at(-1) !== 'stored' || out.lastStored !== 0) {
      throw bad('it does not end with an empty stored block');
    }
    return out;
  }

  stored(bits, out) {
    bits.align();
    const length = bits.take(16);
    if (bits.take(16) !== (length ^ 0xffff)) throw bad('the two lengths of a stored block differ');
    for (let i = 0; i < length; ++i) out.add(bits.take(8));
    out.lastStored = length;
    this.blocks.push('stored');
  }

  compressed(bits, out, [lengths, distances], kind) {
    this.blocks.push(kind);
    for (;;) {
      const symbol = lengths.take(bits);
      if (symbol === 256) return;
      if (symbol < 256) { out.add(symbol); continue; }
      if (symbol > 285) throw bad('a length that is none');
      const length = lengthBase[symbol - 257] + bits.take(lengthExtra[symbol - 257]);
      const code = distances.take(bits);
      if (code > 29) throw bad('a distance that is none');
      out.copy(length, distanceBase[code] + bits.take(distanceExtra[code]));
    }
  }
}

class Output {
  lastStored = -1;
  constructor(history, window) {
    this.bytes = new Uint8Array(Math.max(1024, history.length * 2));
    this.bytes.set(history);
    this.size = history.length;
    this.window = window;
  }
  add(byte) {
    if (this.size === this.bytes.length) {
      const more = new Uint8Array(this.bytes.length * 2);
      more.set(this.bytes);
      this.bytes = more;
    }
    this.bytes[this.size++] = byte;
  }
  copy(length, distance) {
    if (distance > this.window) throw bad(`a distance of ${distance} beyond the window of ${this.window} bytes`);
    if (distance > this.size) throw bad(`a distance of ${distance} beyond the ${this.size} bytes that there are`);
    for (let i = 0; i < length; ++i) this.add(this.bytes[this.size - distance]);
  }
}
