// The closing handshake. RFC 6455 sections 5.5.1, 7.1 and 7.4.
import { binary, close, continuation, frame, Opcode, ping, pong, text } from '../support/frames.mjs';
import { closed, cuts, echoed, ended, failed, halfClose, ponged } from '../support/script.mjs';
import { isCloseCode } from '../support/frame_reader.mjs';
import { Violation } from '../support/violation.mjs';

const closeBytes = (hex) => frame({ opcode: Opcode.close, payload: Buffer.from(hex.replace(/\s/g, ''), 'hex') });

// --- Codes -------------------------------------------------------------------------------------

const legalCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999, 4000, 4001, 4999];
const illegalCodes = [
  0, 1, 125, 999, 1004, 1005, 1006, 1015, 1016, 1017, 1100, 1999, 2000, 2001, 2999, 5000, 5001, 9999, 10000, 32768, 65534, 65535,
];

const codes = [
  ...legalCodes.flatMap((code) => [
    { name: `a close with ${code} is answered with ${code}`, script: [close(code), closed(code)] },
    { name: `a close with ${code} and a reason is answered with ${code}`, script: [close(code, 'reason'), closed(code)] },
  ]),
  ...illegalCodes.flatMap((code) => [
    { name: `a close with ${code} is refused`, script: [close(code), failed(1002)] },
    { name: `a close with ${code} and a reason is refused`, script: [close(code, 'reason'), failed(1002)] },
  ]),
  { name: 'a close without a code is answered', script: [close(), closed(undefined, 1000)] },
  {
    name: 'a close without a code is answered when every byte is a packet', cut: cuts.everyByte,
    script: [close(), closed(undefined, 1000)],
  },
  {
    name: 'a close is answered when every byte is a packet', cut: cuts.everyByte,
    script: [close(4321, 'slowly'), closed(4321)],
  },
].map((test) => ({ rule: 'RFC 6455 5.5.1, 7.4', ...test }));

// --- Payloads ----------------------------------------------------------------------------------

const badReasons = [
  'ff', '80', 'c0 80', 'c3', 'e2 82', 'ed a0 80', 'f4 90 80 80', 'f8 88 80 80 80', '61 62 c3',
  'ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65',
];
const payloads = [
  ...['00', '03', '31', 'ff'].map((hex) => ({
    name: `a close with the one byte ${hex} is refused`, script: [closeBytes(hex), failed(1002)],
  })),
  ...[1, 2, 50, 122, 123].map((length) => ({
    name: `a reason of ${length} bytes is accepted`, script: [close(1000, 'r'.repeat(length)), closed(1000)],
  })),
  ...[124, 125, 126, 127, 200, 65535].map((length) => ({
    name: `a reason of ${length} bytes is refused`,
    rule: 'RFC 6455 5.5: 125 bytes or less', script: [close(1000, 'r'.repeat(length)), failed(1002)],
  })),
  { name: 'a reason of two, three and four bytes a character is accepted', script: [close(1000, 'ä漢😀'), closed(1000)] },
  { name: 'a reason with NUL is accepted', script: [close(1000, 'a\0b'), closed(1000)] },
  ...badReasons.map((hex) => ({
    name: `a reason that is not UTF-8 is refused, ${hex}`, script: [closeBytes(`03e8 ${hex}`), failed(1007, 1002)],
  })),
  {
    name: 'a close without FIN is refused', rule: 'RFC 6455 5.5',
    script: [close(1000, '', { final: false }), failed(1002)],
  },
  {
    name: 'a close without FIN inside of a message is refused', rule: 'RFC 6455 5.5',
    script: [text('a', { final: false }), close(1000, '', { final: false }), failed(1002)],
  },
].map((test) => ({ rule: 'RFC 6455 5.5.1', ...test }));

// --- What comes behind a close -----------------------------------------------------------------

const behind = [
  ['a text', text('late')], ['a binary', binary('late')], ['a ping', ping('late')], ['a pong', pong('late')],
  ['a second close', close(1001)], ['an illegal close', close(1005)],
  ['a continuation of nothing', continuation('late')], ['a reserved opcode', frame({ opcode: 3 })],
  ['a frame without a mask', text('late', { mask: null })], ['a text that is no text', text(Buffer.from([0xff]))],
  ['half a frame', text('late').subarray(0, 7)], ['a hundred texts', Buffer.concat(Array(100).fill(text('late')))],
  ['64 KiB of nothing', Buffer.alloc(65536)],
].flatMap(([what, bytes]) => [
  {
    name: `${what} behind a close, in one packet, is ignored`, cut: cuts.together,
    script: [close(1000), bytes, closed(1000)],
  },
  { name: `${what} in a packet behind a close is ignored`, script: [close(1000), bytes, closed(1000)] },
]).map((test) => ({ rule: 'RFC 6455 5.5.1: after a close frame nothing is processed', ...test }));

// --- A close at odd moments --------------------------------------------------------------------

const moments = [
  { name: 'a close at once behind the handshake is answered', script: [close(1000), closed(1000)] },
  { name: 'a close behind a message is answered', script: [text('hello'), echoed('hello'), close(1000), closed(1000)] },
  {
    name: 'a close behind a ping is answered, and the ping is', cut: cuts.together,
    script: [ping('p'), close(1000), ponged('p'), closed(1000)],
  },
  {
    name: 'a close inside of an unfinished message is answered',
    script: [text('begin', { final: false }), close(1001, 'away'), closed(1001)],
  },
  {
    name: 'a close inside of an unfinished message, then the rest of it: no message comes back',
    script: [text('begin', { final: false }), close(1000), continuation('end'), closed(1000)], cut: cuts.together,
  },
  {
    name: 'a close inside of an unfinished character is answered',
    script: [text(Buffer.from([0xe2]), { final: false }), close(1000), closed(1000)],
  },
  { name: 'a close behind an unsolicited pong is answered', script: [pong('p'), close(1000), closed(1000)] },
  {
    name: 'the end of TCP right behind a close: the close is still answered', cut: cuts.together,
    script: [close(1000), halfClose(), closed(1000)],
  },
  {
    name: 'the end of TCP without a close: the server ends TCP too', rule: 'RFC 6455 7.1.5',
    script: [halfClose(), ended()],
  },
  {
    name: 'the end of TCP inside of a frame: the server ends TCP too', rule: 'RFC 6455 7.1.5',
    script: [text('hello').subarray(0, 8), halfClose(), ended()],
  },
  {
    name: 'the end of TCP inside of a message: the server ends TCP too', rule: 'RFC 6455 7.1.5',
    script: [text('hello', { final: false }), ping('p'), ponged('p'), halfClose(), ended()],
  },
].map((test) => ({ rule: 'RFC 6455 5.5.1, 7.1', ...test }));

// --- The end of TCP ----------------------------------------------------------------------------

const tcp = [
  {
    name: 'after the closing handshake the server ends TCP although the client does not', rule: 'RFC 6455 7.1.1',
    script: [text('x'), echoed('x'), close(1000), closed(1000)],
  },
  {
    name: 'a client that goes on sending after it was refused still gets the close frame',
    rule: 'RFC 6455 7.1.1: no reset before the close is read',
    async run({ connect }) {
      const peer = await connect();
      await peer.open();
      await peer.write(frame({ opcode: 3 }));
      for (let i = 0; i < 20; ++i) await peer.write(text('x'.repeat(10_000)));
      await peer.expectClose(1002);
    },
  },
  {
    name: 'a close reason that the server sends is short enough and UTF-8', rule: 'RFC 6455 5.5.1',
    async run({ connect }) {
      const peer = await connect();
      await peer.open();
      await peer.write(text(Buffer.from([0xff])));
      const { code, reason } = await peer.expectClose(1007);
      if (!isCloseCode(code) || Buffer.byteLength(reason) > 123) throw new Violation(`the reason is ${reason}`);
    },
  },
];

export const closing = [...codes, ...payloads, ...behind, ...moments, ...tcp];
