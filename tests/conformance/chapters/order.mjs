// What was sent before a close or a mistake was good and is answered first: whoever sends a message and then closes must
// not lose the answer by having been quick. RFC 6455 section 5.5.1: "An endpoint MAY delay sending a Close frame until its
// current message is sent".
import { binary, close, continuation, fragments, frame, ping, text } from '../support/frames.mjs';
import { binaryMessage, closed, cuts, echoed, failed, ponged } from '../support/script.mjs';

export const order = [
  ['a close', close(1000), closed(1000)],
  ['a reserved opcode', frame({ opcode: 5 }), failed(1002)],
  ['a reserved bit', text('bad', { rsv: 2 }), failed(1002)],
  ['a frame without a mask', text('bad', { mask: null }), failed(1002)],
  ['a text that is no text', text(Buffer.from([0xff])), failed(1007)],
  ['a continuation of nothing', continuation('bad'), failed(1002)],
  ['an illegal close', close(1005), failed(1002)],
  ['a binary', binary('binary'), binaryMessage([], 'binary')],
].flatMap(([what, bytes, end]) => [
  {
    name: `a text, then ${what} in the same packet: the text comes back first`, cut: cuts.together,
    script: [text('good'), bytes, echoed('good'), end],
  },
  {
    name: `a text in fragments, then ${what} in the same packet: the text comes back first`, cut: cuts.together,
    script: [fragments(['go', 'od']), bytes, echoed('good'), end],
  },
  {
    name: `five texts, then ${what} in the same packet: the texts come back first`, cut: cuts.together,
    script: [['1', '2', '3', '4', '5'].map((i) => text(i)), bytes, ['1', '2', '3', '4', '5'].map(echoed), end],
  },
  {
    name: `a ping, then ${what} in the same packet: the ping is answered first`, cut: cuts.together,
    script: [ping('good'), bytes, ponged('good'), end],
  },
]).map((test) => ({ rule: 'RFC 6455 5.5.1, 7.1.7: what came before is answered', ...test }));
