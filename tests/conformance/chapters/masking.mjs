// Masks. RFC 6455 section 5.1: "The server MUST close the connection upon receiving a frame that is not masked", 5.3.
import { close, closePayload, continuation, fragments, frame, Opcode, opcodeName, ping, text } from '../support/frames.mjs';
import { closed, cuts, echoed, failed, ponged } from '../support/script.mjs';

const letters = 'The quick brown fox jumps over the lazy dog. '.repeat(5);
const unmasked = { mask: null };
const payloadOf = (opcode, length) =>
  (opcode === Opcode.close && length > 0 ? closePayload(1000, 'x'.repeat(length - 2)) : Buffer.alloc(length, 'x'));

const refused = [
  ...Object.values(Opcode).filter((opcode) => opcode !== Opcode.continuation).flatMap((opcode) => [0, 2, 4, 100].map((length) => ({
    name: `a ${opcodeName(opcode)} frame of ${length} bytes without a mask is refused`, rule: 'RFC 6455 5.1',
    script: [frame({ opcode, payload: payloadOf(opcode, length), ...unmasked }), failed(1002)],
  }))),
  {
    name: 'a continuation without a mask is refused',
    script: [text('one', { final: false }), continuation('two', unmasked), failed(1002)],
  },
  {
    name: 'a frame without a mask behind a good message is refused',
    script: [text('good'), echoed('good'), text('bad', unmasked), failed(1002)],
  },
  {
    name: 'a frame without a mask is refused when every byte is a packet', cut: cuts.everyByte,
    script: [text('bad', unmasked), failed(1002)],
  },
  {
    name: 'a frame without a mask is refused before its payload comes',
    script: [text('', { length: 1000, ...unmasked }), failed(1002)],
  },
  { name: 'a frame of 300 bytes without a mask is refused', script: [text('x'.repeat(300), unmasked), failed(1002)] },
].map((test) => ({ rule: 'RFC 6455 5.1', ...test }));

const keys = ['00000000', 'ffffffff', '00ff00ff', '01020304', '80808080', 'deadbeef', '00000001'];
const accepted = [
  ...keys.flatMap((key) => [
    {
      name: `a text masked with ${key} comes back`,
      script: [text(letters, { mask: Buffer.from(key, 'hex') }), echoed(letters)],
    },
    {
      name: `a ping masked with ${key} is answered`,
      script: [ping('hello', { mask: Buffer.from(key, 'hex') }), ponged('hello')],
    },
    {
      name: `an empty text masked with ${key} comes back`,
      script: [text('', { mask: Buffer.from(key, 'hex') }), echoed('')],
    },
    {
      name: `a close masked with ${key} is answered`,
      script: [close(1000, 'bye', { mask: Buffer.from(key, 'hex') }), closed(1000)],
    },
  ]),
  { name: 'every fragment has a mask of its own', script: [fragments([...letters]), echoed(letters)] },
  {
    name: 'two frames in a row may have the same mask',
    script: [text('one', { mask: Buffer.from('same') }), text('two', { mask: Buffer.from('same') }), echoed('one'), echoed('two')],
  },
  {
    name: 'the masked bytes of a text need not be text',
    script: [text('hello', { mask: Buffer.from('ff80c0fe', 'hex') }), echoed('hello')],
  },
  // Whatever piece the server unmasks at once, the mask must go on where it was.
  ...[1, 2, 3, 5, 6, 7, 9, 11, 13, 63].map((cut) => ({
    name: `a mask goes on across packets of ${cut} bytes`, cut, script: [text(letters), echoed(letters)],
  })),
  ...Array.from({ length: 20 }, (_, length) => ({
    name: `a text of ${length} bytes is unmasked to its end`,
    script: [text(letters.slice(0, length)), echoed(letters.slice(0, length))],
  })),
].map((test) => ({ rule: 'RFC 6455 5.3', ...test }));

export const masking = [...refused, ...accepted];
