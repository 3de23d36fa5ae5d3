// Messages in fragments. RFC 6455 section 5.4.
import { binary, close, continuation, fragments, frame, Opcode, ping, pieces, pong, text } from '../support/frames.mjs';
import { binaryMessage, closed, cuts, echoed, failed, ponged } from '../support/script.mjs';

const letters = (length) => Buffer.from(Array.from({ length }, (_, i) => 0x61 + (i % 26)));
const part = { final: false };

const whole = [
  ...[2, 3, 10, 100, 1000].map((count) => ({
    name: `a text in ${count} fragments comes back whole`, rule: 'RFC 6455 5.4',
    script: [fragments(pieces(letters(count * 3), 3)), echoed(letters(count * 3))],
  })),
  ...[2, 10, 1000].map((count) => ({
    name: `a text in ${count} fragments in one packet comes back whole`, rule: 'RFC 6455 5.4', cut: cuts.together,
    script: [fragments(pieces(letters(count), 1)), echoed(letters(count))],
  })),
  {
    name: 'a text in fragments comes back whole when every byte is a packet', rule: 'RFC 6455 5.4', cut: cuts.everyByte,
    script: [fragments(pieces(letters(60), 7)), echoed(letters(60))],
  },
  ...[64, 256, 1024, 4096, 16384, 65536].map((size) => ({
    name: `a text of 1 MiB in fragments of ${size} bytes comes back whole`,
    rule: 'RFC 6455 5.4', form: 'raised', cut: cuts.together,
    script: [fragments(pieces(letters(1 << 20), size)), echoed(letters(1 << 20))],
  })),
  {
    name: 'a binary in two fragments is taken as binary', rule: 'RFC 6455 5.4; API Gateway refuses it with 1003',
    script: binaryMessage(fragments(['one ', 'two'], { opcode: Opcode.binary }), 'one two'),
  },
  {
    name: 'a binary whose fragments are no UTF-8 is taken as binary',
    rule: 'RFC 6455 5.6; API Gateway refuses it with 1003',
    script: binaryMessage(
      fragments([Buffer.from([0xff]), Buffer.from([0xc0, 0x80])], { opcode: Opcode.binary }), Buffer.from([0xff, 0xc0, 0x80])),
  },
  {
    name: 'a ping inside of a fragmented binary is answered', rule: 'RFC 6455 5.4; API Gateway refuses it with 1003',
    script: [binary('one ', part), ping('p'), ponged('p'), binaryMessage(continuation('two'), 'one two')],
  },
  {
    name: 'fragmented messages one behind the other come back in order', rule: 'RFC 6455 5.4', cut: cuts.together,
    script: [fragments(['a', 'b']), fragments(['c', '', 'd']), text('e'), fragments(['f', 'g']), ...['ab', 'cd', 'e', 'fg'].map(echoed)],
  },
];

const empty = [
  { name: 'a message of two empty fragments comes back empty', pieces: ['', ''] },
  { name: 'a message of a hundred empty fragments comes back empty', pieces: Array(100).fill('') },
  { name: 'an empty first fragment harms nothing', pieces: ['', 'text'] },
  { name: 'an empty last fragment harms nothing', pieces: ['text', ''] },
  { name: 'an empty fragment in the middle harms nothing', pieces: ['te', '', 'xt'] },
  {
    name: 'a thousand empty fragments around a letter harm nothing',
    pieces: [...Array(500).fill(''), 'x', ...Array(500).fill('')],
  },
].flatMap(({ name, pieces: list }) => [
  { name, rule: 'RFC 6455 5.4', script: [fragments(list), echoed(list.join(''))] },
  {
    name: `${name}, in one packet`, rule: 'RFC 6455 5.4', cut: cuts.together,
    script: [fragments(list), echoed(list.join(''))],
  },
]);

const between = [
  {
    name: 'pings and pongs between all fragments: the pings are answered, the message comes back',
    rule: 'RFC 6455 5.4', cut: cuts.together,
    script: [
      text('a', part), ping('1'), pong('x'), continuation('b', part), pong('y'), ping('2'), continuation('', part), ping('3'),
      continuation('c'),
      ponged('1'), ponged('2'), ponged('3'), echoed('abc'),
    ],
  },
  {
    name: 'a close inside of a message is answered, and the message is dropped', rule: 'RFC 6455 5.4, 5.5.1',
    script: [text('one', part), close(1000), closed(1000)],
  },
];

const rule = 'RFC 6455 5.4: order of fragments';
const good = [text('good'), echoed('good')];
const starts = Object.entries({ text, binary });
const pairs = starts.flatMap((first) => starts.map((second) => [...first, ...second]));
const illegal = [
  ...[true, false].flatMap((final) => [
    {
      name: `a continuation ${final ? 'with' : 'without'} FIN as the first frame is refused`,
      script: [continuation('x', { final })],
    },
    {
      name: `an empty continuation ${final ? 'with' : 'without'} FIN as the first frame is refused`,
      script: [continuation('', { final })],
    },
    {
      name: `a continuation ${final ? 'with' : 'without'} FIN behind a whole message is refused`,
      script: [good, continuation('x', { final })],
    },
    {
      name: `a continuation ${final ? 'with' : 'without'} FIN behind a message in fragments is refused`,
      script: [fragments(['go', 'od']), echoed('good'), continuation('x', { final })],
    },
    {
      name: `a continuation ${final ? 'with' : 'without'} FIN behind a ping is refused`,
      script: [ping('p'), ponged('p'), continuation('x', { final })],
    },
  ]),
  ...pairs.flatMap(([first, begin, second, again]) => [true, false].flatMap((final) => [
    {
      name: `a ${second} frame ${final ? 'with' : 'without'} FIN inside of a ${first} message is refused`,
      script: [begin('one', part), again('two', { final })],
    },
    {
      name: `a ${second} frame ${final ? 'with' : 'without'} FIN behind a continuation of a ${first} message is refused`,
      script: [begin('one', part), continuation('two', part), again('three', { final })],
    },
    {
      name: `an empty ${second} frame ${final ? 'with' : 'without'} FIN inside of an empty ${first} message is refused`,
      script: [begin('', part), again('', { final })],
    },
  ])),
  {
    name: 'a new message behind a ping inside of a message is refused',
    script: [text('one', part), ping('p'), ponged('p'), text('two')],
  },
].flatMap(({ name, script }) => [
  { name, rule, script: [script, failed(1002)] },
  { name: `${name}, byte by byte`, rule, cut: cuts.everyByte, script: [script, failed(1002)] },
]);

const announced = {
  name: 'a continuation of no message is refused before its payload comes', rule,
  script: [frame({ opcode: Opcode.continuation, length: 1000 }), failed(1002)],
};

export const fragmentation = [...whole, ...empty, ...between, ...illegal, announced];
