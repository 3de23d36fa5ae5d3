// Lengths of frames and how their bytes arrive. RFC 6455 section 5.2.
import { binary, frame, Opcode, ping, text } from '../support/frames.mjs';
import { binaryMessage, cuts, echoed, failed, ponged } from '../support/script.mjs';

const lengths = [0, 1, 2, 7, 8, 124, 125, 126, 127, 128, 129, 255, 256, 1000, 4095, 4096, 4097, 16384, 32767, 32768];
// Around the border from 16 to 64 bits of length, and beyond.
const longLengths = [32769, 65534, 65535, 65536, 65537, 131072, 262144, 1048576, 4194304];

const filled = (length, seed = 0) => {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; ++i) bytes[i] = 0x21 + ((i * 7 + seed + (i >> 8)) % 94);
  return bytes;
};

const numbered = Array.from({ length: 200 }, (_, i) => `message ${i}`);
const ascii = Buffer.from(Array.from({ length: 128 }, (_, i) => i));
const likeFrame = text('x', { mask: Buffer.from('abcd') }).toString('latin1');
const echoes = [
  ...lengths.map((length) => ({
    name: `a text frame of ${length} bytes comes back`, rule: 'RFC 6455 5.2, 5.6',
    script: [text(filled(length)), echoed(filled(length))],
  })),
  ...longLengths.map((length) => ({
    name: `a text frame of ${length} bytes comes back`, rule: 'RFC 6455 5.2, 5.6', form: 'raised',
    script: [text(filled(length)), echoed(filled(length))],
  })),
  ...lengths.filter((length) => length < 300).map((length) => ({
    name: `a text frame of ${length} bytes comes back when every byte is a packet`,
    rule: 'RFC 6455 5.2', cut: cuts.everyByte,
    script: [text(filled(length)), echoed(filled(length))],
  })),
  ...[[997, 32768, 'plain'], [997, 65535, 'raised'], [997, 65536, 'raised'], [4096, 65536, 'raised'], [1460, 262144, 'raised']].map(
    ([cut, length, form]) => ({
      name: `a text frame of ${length} bytes comes back when it arrives in packets of ${cut}`,
      rule: 'RFC 6455 5.2', form, cut,
      script: [text(filled(length)), echoed(filled(length))],
    })),
  ...[0, 1, 125, 126, 127, 128, 1000, 32768].map((length) => ({
    name: `a binary frame of ${length} bytes is taken as binary`,
    rule: 'RFC 6455 5.6; API Gateway refuses it with 1003',
    script: binaryMessage(binary(filled(length)), filled(length)),
  })),
  ...[65535, 65536, 262144].map((length) => ({
    name: `a binary frame of ${length} bytes is taken as binary`,
    rule: 'RFC 6455 5.6; API Gateway refuses it with 1003', form: 'raised',
    script: binaryMessage(binary(filled(length)), filled(length)),
  })),
  ...[2, 3, 5, 13].map((cut) => ({
    name: `frames of 7, 16 and 64 bits of length come back when they arrive in packets of ${cut}`,
    rule: 'RFC 6455 5.2', cut, form: 'raised',
    script: [5, 200, 66000].map((length) => [text(filled(length)), echoed(filled(length))]),
  })),
  {
    name: 'many messages in one packet come back in order', rule: 'RFC 6455 5.4', cut: cuts.together,
    script: [numbered.map((message) => text(message)), numbered.map(echoed)],
  },
  {
    name: 'many empty messages in one packet come back', rule: 'RFC 6455 5.6', cut: cuts.together,
    script: [Array.from({ length: 100 }, () => text('')), Array.from({ length: 100 }, () => echoed(''))],
  },
  {
    name: 'a text of all ASCII characters, controls included, comes back unchanged', rule: 'RFC 6455 5.6',
    script: [text(ascii), echoed(ascii)],
  },
  {
    name: 'a text that looks like a frame comes back unchanged', rule: 'RFC 6455 5.2',
    script: [text(likeFrame), echoed(likeFrame)],
  },
];

// "the minimal number of bytes MUST be used to encode the length"
const longForms = [
  ...[0, 1, 5, 124, 125].map((length) => [length, 2]),
  ...[0, 1, 125, 126, 127, 1000, 65534, 65535].map((length) => [length, 8]),
].flatMap(([length, lengthBytes]) => [
  { kind: 'text', make: text }, { kind: 'binary', make: binary },
].map(({ kind, make }) => ({
  name: `a ${kind} frame of ${length} bytes with a length of ${lengthBytes * 8} bits is refused`,
  rule: 'RFC 6455 5.2: the shortest form', form: 'raised',
  script: [make(filled(length), { lengthBytes }), failed(1002)],
})));

const controlForms = [2, 8].map((lengthBytes) => ({
  name: `a ping of 5 bytes with a length of ${lengthBytes * 8} bits is refused`, rule: 'RFC 6455 5.2, 5.5',
  script: [ping('hello', { lengthBytes }), failed(1002)],
}));

const header = (length) => frame({ opcode: Opcode.text, length, lengthBytes: 8 });
const hugeLengths = [
  { name: 'a length with its highest bit set is refused', length: 1n << 63n, codes: [1002] },
  { name: 'a length of 2^63 + 5 is refused', length: (1n << 63n) + 5n, codes: [1002] },
  { name: 'a length of 2^64 - 1 is refused', length: (1n << 64n) - 1n, codes: [1002] },
  { name: 'a length of 2^63 - 1 is refused before the payload comes', length: (1n << 63n) - 1n, codes: [1009, 1002] },
  { name: 'a length of 2^62 is refused before the payload comes', length: 1n << 62n, codes: [1009, 1002] },
  { name: 'a length of 2^53 + 1 is refused before the payload comes', length: (1n << 53n) + 1n, codes: [1009, 1002] },
].flatMap(({ name, length, codes }) => [
  { name, rule: 'RFC 6455 5.2, 10.4', script: [header(length), failed(...codes)] },
  {
    name: `${name}, byte by byte`, rule: 'RFC 6455 5.2, 10.4', cut: cuts.everyByte,
    script: [header(length), failed(...codes)],
  },
]);

const between = {
  name: 'frames of every length come back one after the other on one connection', rule: 'RFC 6455 5.2', form: 'raised',
  script: [...lengths, ...longLengths.slice(0, 5)].map((length) => [
    text(filled(length, 3)), echoed(filled(length, 3)), ping('p'), ponged('p'),
  ]),
};

export const framing = [...echoes, between, ...longForms, ...controlForms, ...hugeLengths];
