// Pings and pongs. RFC 6455 sections 5.5.2 and 5.5.3.
import { continuation, frame, Opcode, ping, pong, text } from '../support/frames.mjs';
import { cuts, echoed, failed, ponged } from '../support/script.mjs';
import { Violation } from '../support/violation.mjs';

const sizes = [0, 1, 2, 4, 8, 64, 123, 124, 125];
const bytes = (length, first = 0) => Buffer.from(Array.from({ length }, (_, i) => (first + i * 5) & 0xff));
const list = (count, make) => Array.from({ length: count }, (_, i) => make(i));

const answered = [
  ...sizes.flatMap((size) => [
    {
      name: `a ping of ${size} bytes is answered with the same bytes`, rule: 'RFC 6455 5.5.3',
      script: [ping(bytes(size)), ponged(bytes(size))],
    },
    {
      name: `a ping of ${size} bytes is answered when every byte is a packet`,
      rule: 'RFC 6455 5.5.3', cut: cuts.everyByte,
      script: [ping(bytes(size)), ponged(bytes(size))],
    },
  ]),
  {
    name: 'a ping of bytes that are no text is answered', rule: 'RFC 6455 5.5.2',
    script: [ping(Buffer.from('00fffeff80c0', 'hex')), ponged(Buffer.from('00fffeff80c0', 'hex'))],
  },
  {
    name: 'ten pings, each sent after the answer to the last, are answered', rule: 'RFC 6455 5.5.3',
    script: list(10, (i) => [ping(`ping ${i}`), ponged(`ping ${i}`)]),
  },
  {
    name: 'ten pings at once are answered in order', rule: 'RFC 6455 5.5.3',
    script: [list(10, (i) => ping(`ping ${i}`)), list(10, (i) => ponged(`ping ${i}`))],
  },
  {
    name: 'ten pings in one packet are answered in order', rule: 'RFC 6455 5.5.3', cut: cuts.together,
    script: [list(10, (i) => ping(`ping ${i}`)), list(10, (i) => ponged(`ping ${i}`))],
  },
  {
    name: 'ten pings are answered when every byte is a packet', rule: 'RFC 6455 5.5.3', cut: cuts.everyByte,
    script: [list(10, (i) => ping(`ping ${i}`)), list(10, (i) => ponged(`ping ${i}`))],
  },
  {
    name: 'ping, text, ping: each is answered', rule: 'RFC 6455 5.5.2',
    script: [ping('before'), ponged('before'), text('between'), echoed('between'), ping('behind'), ponged('behind')],
  },
];

// "If an endpoint receives a Ping frame and has not yet sent Pong frame(s) in response to previous Ping frame(s), the
// endpoint MAY elect to send a Pong frame for only the most recently processed Ping frame."
const flood = {
  name: 'of a thousand pings in one packet the last one is answered, and the answers are in order',
  rule: 'RFC 6455 5.5.3',
  async run({ connect }) {
    const peer = await connect();
    await peer.open();
    await peer.write(Buffer.concat(list(1000, (i) => ping(`${i}`))));
    for (let last = -1; last < 999;) {
      const event = await peer.event('a pong comes');
      if (event.type !== 'pong' || !(Number(event.data.toString()) > last)) {
        throw new Violation(`after the pong ${last} came ${event.type} ${event.data}`);
      }
      last = Number(event.data.toString());
    }
    await peer.expectStillOpen();
  },
};

const inside = [
  ...sizes.map((size) => ({
    name: `a ping of ${size} bytes between two fragments is answered before the message`, rule: 'RFC 6455 5.4',
    script: [text('one ', { final: false }), ping(bytes(size)), ponged(bytes(size)), continuation('two'), echoed('one two')],
  })),
  {
    name: 'a ping behind every one of ten fragments is answered', rule: 'RFC 6455 5.4',
    script: [
      text('0', { final: false }),
      list(9, (i) => [ping(`ping ${i}`), ponged(`ping ${i}`), continuation(`${i + 1}`, { final: i === 8 })]), echoed('0123456789'),
    ],
  },
  {
    name: 'pings between fragments in one packet are answered before the message',
    rule: 'RFC 6455 5.4', cut: cuts.together,
    script: [text('one ', { final: false }), ping('a'), ping('b'), continuation('two'), ponged('a'), ponged('b'), echoed('one two')],
  },
  {
    name: 'a ping between the two halves of a character is answered', rule: 'RFC 6455 5.4, 5.6',
    script: [text(Buffer.from([0xc3]), { final: false }), ping('half'), ponged('half'), continuation(Buffer.from([0xa4])), echoed('ä')],
  },
];

const refused = [
  ...[126, 127, 128, 255, 256, 65535, 65536].flatMap((length) => [['ping', ping], ['pong', pong]].flatMap(([name, make]) => [
    {
      name: `a ${name} of ${length} bytes is refused`, rule: 'RFC 6455 5.5: 125 bytes or less',
      script: [make(Buffer.alloc(length, '*')), failed(1002)],
    },
    {
      name: `a ${name} that announces ${length} bytes is refused before they come`,
      rule: 'RFC 6455 5.5: 125 bytes or less',
      script: [make('', { length }), failed(1002)],
    },
  ])),
  ...[['ping', Opcode.ping], ['pong', Opcode.pong]].flatMap(([name, opcode]) => [
    {
      name: `a ${name} without FIN is refused`, rule: 'RFC 6455 5.5: not fragmented',
      script: [frame({ opcode, final: false, payload: 'x' }), failed(1002)],
    },
    {
      name: `an empty ${name} without FIN is refused`, rule: 'RFC 6455 5.5: not fragmented',
      script: [frame({ opcode, final: false }), failed(1002)],
    },
    {
      name: `a ${name} without FIN inside of a message is refused`, rule: 'RFC 6455 5.5: not fragmented',
      script: [text('one', { final: false }), frame({ opcode, final: false, payload: 'x' }), failed(1002)],
    },
  ]),
  {
    name: 'the fragments of a ping are refused', rule: 'RFC 6455 5.5: not fragmented', cut: cuts.together,
    script: [ping('one', { final: false }), continuation('two'), failed(1002)],
  },
];

const unsolicited = [
  ...sizes.map((size) => ({
    name: `a pong of ${size} bytes that nobody asked for gets no answer`,
    rule: 'RFC 6455 5.5.3', script: [pong(bytes(size))],
  })),
  {
    name: 'a hundred pongs that nobody asked for get no answer', rule: 'RFC 6455 5.5.3', cut: cuts.together,
    script: [list(100, (i) => pong(`${i}`))],
  },
  {
    name: 'a pong that nobody asked for, then a ping: only the ping is answered', rule: 'RFC 6455 5.5.3',
    script: [pong('unasked'), ping('asked'), ponged('asked')],
  },
  {
    name: 'a pong between two fragments gets no answer and harms nothing', rule: 'RFC 6455 5.4',
    script: [text('one ', { final: false }), pong('unasked'), continuation('two'), echoed('one two')],
  },
  {
    name: 'a pong when every byte is a packet gets no answer',
    rule: 'RFC 6455 5.5.3', cut: cuts.everyByte, script: [pong('unasked')],
  },
];

export const pingPong = [...answered, flood, ...inside, ...refused, ...unsolicited];
