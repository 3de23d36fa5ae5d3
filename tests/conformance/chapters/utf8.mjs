// Text is UTF-8. RFC 6455 sections 5.6 and 8.1, RFC 3629.
//
// Strict: a server must close while the message that is wrong is incomplete, as soon as the byte has come with which
// no text can go on.
import { firstBadByte } from '../support/utf8.mjs';
import { close, continuation, fragments, pieces, ping, text } from '../support/frames.mjs';
import { closed, cuts, echoed, failed, ponged } from '../support/script.mjs';

const bytes = (hex) => Buffer.from(hex.replace(/\s/g, ''), 'hex');
const codePoint = (number) => `U+${number.toString(16).toUpperCase().padStart(4, '0')}`;

// --- Valid -------------------------------------------------------------------------------------

const codePoints = [
  0x00, 0x01, 0x7f, 0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xcfff, 0xd000, 0xd7ff, 0xe000, 0xfdd0, 0xfdef, 0xfeff, 0xfffd, 0xfffe, 0xffff,
  0x10000, 0x1fffe, 0x1ffff, 0x3ffff, 0x40000, 0xfffff, 0x100000, 0x10fffe, 0x10ffff,
];
const validTexts = [
  ...codePoints.map((number) => ({ what: codePoint(number), sample: `a${String.fromCodePoint(number)}z` })),
  { what: 'Greek', sample: 'κόσμε' },
  { what: 'many scripts', sample: 'Hello-µ@ßöäüàá-Ӝ-ไทย-日本語-한국어-עברית-العربية' },
  { what: 'an emoji of several code points', sample: '👩‍👩‍👧‍👦🏳️‍🌈' },
  { what: 'combining characters', sample: 'Z̸̢a̷̧l̵̛g̶̨o̴͝' },
  { what: 'a byte order mark at the start', sample: '\ufefftext' },
  { what: 'characters of 1, 2, 3 and 4 bytes in turn', sample: 'aé漢😀'.repeat(20) },
];
const valid = validTexts.flatMap(({ what, sample }) => [
  { name: `${what} comes back`, script: [text(sample), echoed(sample)] },
  { name: `${what} comes back when every byte is a packet`, cut: cuts.everyByte, script: [text(sample), echoed(sample)] },
  { name: `${what} comes back when every byte is a fragment`, script: [fragments(pieces(sample, 1)), echoed(sample)] },
]).map((test) => ({ rule: 'RFC 6455 5.6, 8.1', ...test }));

const everyCut = { sample: Buffer.from('ab é 漢 😀 z') };
const cutAnywhere = Array.from({ length: everyCut.sample.length + 1 }, (_, at) => ({
  name: `a text cut into two fragments at byte ${at} comes back`,
  rule: 'RFC 6455 5.6: a fragment may end inside of a character',
  script: [fragments([everyCut.sample.subarray(0, at), everyCut.sample.subarray(at)]), echoed(everyCut.sample)],
}));
const pingedInside = [1, 2, 3].map((at) => ({
  name: `a ping behind byte ${at} of a character of four is answered`, rule: 'RFC 6455 5.4, 5.6',
  script: [
    text(Buffer.from('😀').subarray(0, at), { final: false }), ping(bytes('ff')), ponged(bytes('ff')),
    continuation(Buffer.from('😀').subarray(at)), echoed('😀'),
  ],
}));
const large = {
  name: 'a text of 30,000 bytes of all lengths of characters comes back', rule: 'RFC 6455 8.1', cut: 1021,
  script: [text('aé漢😀'.repeat(3000)), echoed('aé漢😀'.repeat(3000))],
};

// --- Invalid -----------------------------------------------------------------------------------

const invalidTexts = [
  ['a continuation byte alone, 80', '80'], ['a continuation byte alone, BF', 'bf'], ['two continuation bytes alone', '80bf'],
  ['continuation bytes of all values', '80818283848586878889a0b0bf'],
  ['the byte FE', 'fe'], ['the byte FF', 'ff'], ['the byte FE in a text', '61fe62'], ['FE FE FF FF', 'fefeffff'],
  ['C0 80: U+0000 overlong', 'c080'], ['C0 AF: a slash overlong', 'c0af'], ['C1 BF: U+007F overlong', 'c1bf'],
  ['E0 80 80: U+0000 overlong', 'e08080'], ['E0 80 AF: a slash overlong', 'e080af'], ['E0 9F BF: U+07FF overlong', 'e09fbf'],
  ['F0 80 80 80: U+0000 overlong', 'f0808080'], ['F0 80 80 AF: a slash overlong', 'f08080af'],
  ['F0 8F BF BF: U+FFFF overlong', 'f08fbfbf'],
  ['F8 80 80 80 AF: five bytes', 'f8808080af'], ['FC 80 80 80 80 AF: six bytes', 'fc80808080af'],
  ['F8 88 80 80 80: five bytes', 'f888808080'],
  ['FC 84 80 80 80 80: six bytes', 'fc8480808080'], ['FB BF BF BF BF: five bytes', 'fbbfbfbfbf'],
  ['FD BF BF BF BF BF: six bytes', 'fdbfbfbfbfbf'],
  ['ED A0 80: the first surrogate', 'eda080'], ['ED AD BF: a high surrogate', 'edadbf'],
  ['ED AE 80: a private high surrogate', 'edae80'],
  ['ED AF BF: the last high surrogate', 'edafbf'], ['ED B0 80: the first low surrogate', 'edb080'],
  ['ED BE 80: a low surrogate', 'edbe80'],
  ['ED BF BF: the last surrogate', 'edbfbf'], ['a pair of surrogates, CESU-8', 'eda080edb080'],
  ['another pair of surrogates', 'edaf80edbfbf'],
  ['F4 90 80 80: U+110000', 'f4908080'], ['F4 BF BF BF', 'f4bfbfbf'], ['F5 80 80 80', 'f5808080'],
  ['F7 BF BF BF: U+1FFFFF', 'f7bfbfbf'],
  ['C2 without its second byte, then a letter', 'c261'], ['DF without its second byte, then a letter', 'df61'],
  ['E1 80 without its third byte, then a letter', 'e18061'], ['EF BF without its third byte, then a letter', 'efbf61'],
  ['E1 without its second byte, then a letter', 'e161'],
  ['F1 80 80 without its fourth byte, then a letter', 'f1808061'], ['F1 80 without its third byte, then a letter', 'f18061'],
  ['F1 without its second byte, then a letter', 'f161'], ['a lead byte behind a lead byte', 'c3c3a4'],
  ['a lead of three behind a lead of two', 'c3e282ac'],
  ['one continuation byte too many behind two bytes', 'c3a4a4'],
  ['one continuation byte too many behind three bytes', 'e282acac'],
  ['one continuation byte too many behind four bytes', 'f09f988080'], ['Latin-1', '47 72 fc df 65'],
  ['UTF-16', 'fffe 4100 4200'],
].map(([what, hex]) => ({ what, wrong: Buffer.concat([Buffer.from('κόσμε'), bytes(hex), Buffer.from('edited')]) }));

const tail = Buffer.from(' and so on '.repeat(10));
const rule = 'RFC 6455 8.1';
const invalid = invalidTexts.flatMap(({ what, wrong }) => {
  const bad = firstBadByte(wrong);
  const upTo = wrong.subarray(0, bad + 1);
  return [
    { name: `${what} is refused`, rule, script: [text(wrong), failed(1007)] },
    {
      name: `${what} is refused when every byte is a packet`, rule, cut: cuts.everyByte,
      script: [text(wrong), failed(1007)],
    },
    { name: `${what} is refused when every byte is a fragment`, rule, script: [fragments(pieces(wrong, 1)), failed(1007)] },
    {
      name: `${what} is refused while the frame is incomplete`, rule: `${rule}, at once`,
      script: [text(upTo, { length: wrong.length + tail.length }), failed(1007)],
    },
    {
      name: `${what} is refused while the message is incomplete`, rule: `${rule}, at once`,
      script: [
        text(upTo.subarray(0, bad), { final: false }), ping('still good'), ponged('still good'),
        continuation(upTo.subarray(bad), { final: false }), failed(1007),
      ],
    },
  ];
});

// A message may not end inside of a character.
const cutTexts = ['c3', 'e2', 'e282', 'f0', 'f09f', 'f09f98', 'f4', 'f48f', 'f48fbf', 'ed', 'ed9f', 'e0', 'e0a0'];
const incomplete = cutTexts.flatMap((hex) => [
  { name: `a text that ends with ${hex} is refused`, script: [text(bytes(`6162${hex}`)), failed(1007)] },
  { name: `a text that is ${hex} only is refused`, script: [text(bytes(hex)), failed(1007)] },
  {
    name: `a text whose last fragment ends with ${hex} is refused`,
    script: [text('ab', { final: false }), continuation(bytes(hex)), failed(1007)],
  },
  {
    name: `a text that ends inside of a character in the fragment before an empty last one is refused, ${hex}`,
    script: [text(bytes(hex), { final: false }), ping('p'), ponged('p'), continuation(''), failed(1007)],
  },
  {
    name: `a character is not completed by the next message, ${hex}`,
    script: [text(bytes(hex)), text(bytes('80')), failed(1007)],
  },
]).map((test) => ({ rule, ...test }));

// Validators look at several bytes at once: no place may be special.
const wrongBytes = [['ff', 'FF'], ['c3', 'a C3 without its second byte'], ['80', '80']];
const places = Array.from({ length: 36 }, (_, at) => at).flatMap((at) => wrongBytes.map(([hex, what]) => {
  const wrong = Buffer.alloc(37, 'x');
  bytes(hex).copy(wrong, at);
  return { name: `${what} as byte ${at} of 37 is refused`, rule, script: [text(wrong), failed(1007)] };
}));
const late = [1000, 16383, 32767].map((at) => {
  const wrong = Buffer.alloc(32768, 'x');
  wrong[at] = 0xff;
  return { name: `FF as byte ${at} of 32768 is refused`, rule, script: [text(wrong), failed(1007)] };
});
const afterGood = {
  name: 'good messages before a wrong one come back', rule,
  script: [text('good'), echoed('good'), text('gut'), echoed('gut'), text(bytes('ff')), failed(1007)],
};
const fresh = {
  name: 'each message is checked anew', rule,
  script: [text('ä'), echoed('ä'), fragments([bytes('c3'), bytes('a4')]), echoed('ä'), text('漢'), echoed('漢'), close(1000), closed(1000)],
};

export const utf8 = [
  ...valid, ...cutAnywhere, ...pingedInside, large, ...invalid, ...incomplete, ...places, ...late, afterGood, fresh,
];
