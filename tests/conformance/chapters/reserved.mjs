// Reserved bits and reserved opcodes: "MUST be 0 unless an extension is negotiated", "If an unknown opcode is received,
// the receiving endpoint MUST _Fail the WebSocket Connection_". RFC 6455 section 5.2.
import { closePayload, continuation, frame, Opcode, opcodeName, text } from '../support/frames.mjs';
import { cuts, echoed, failed } from '../support/script.mjs';

const bitNames = (rsv) => ['RSV1', 'RSV2', 'RSV3'].filter((_, i) => (rsv & (4 >> i)) !== 0).join(', ');
const payloads = { [Opcode.close]: closePayload(1000) };

const bits = [1, 2, 3, 4, 5, 6, 7].flatMap((rsv) => Object.values(Opcode).flatMap((opcode) => {
  const bad = frame({ opcode, rsv, payload: payloads[opcode] ?? 'x' });
  const name = opcodeName(opcode);
  const rule = 'RFC 6455 5.2: reserved bits';
  // A continuation needs a message.
  const before = opcode === Opcode.continuation ? [text('one', { final: false })] : [];
  return [
    { name: `${bitNames(rsv)} on a ${name} frame is refused`, rule, script: [before, bad, failed(1002)] },
    {
      name: `${bitNames(rsv)} on a ${name} frame is refused when every byte is a packet`, rule, cut: cuts.everyByte,
      script: [before, bad, failed(1002)],
    },
    {
      name: `${bitNames(rsv)} on a ${name} frame behind a good message is refused`, rule,
      script: [text('good'), echoed('good'), before, bad, failed(1002)],
    },
    ...(opcode >= 8 ? [{
      name: `${bitNames(rsv)} on a ${name} frame inside of a message is refused`, rule,
      script: [text('one', { final: false }), bad, failed(1002)],
    }] : []),
    {
      name: `${bitNames(rsv)} on an empty ${name} frame is refused`, rule,
      script: [before, frame({ opcode, rsv }), failed(1002)],
    },
  ];
}));

const opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) => {
  const rule = 'RFC 6455 5.2: reserved opcodes';
  const name = `the reserved opcode ${opcode}`;
  return [
    { name: `${name} without payload is refused`, rule, script: [frame({ opcode }), failed(1002)] },
    { name: `${name} with payload is refused`, rule, script: [frame({ opcode, payload: 'reserved' }), failed(1002)] },
    {
      name: `${name} without FIN is refused`, rule,
      script: [frame({ opcode, payload: 'reserved', final: false }), failed(1002)],
    },
    {
      name: `${name} with all reserved bits is refused`, rule,
      script: [frame({ opcode, payload: 'reserved', rsv: 7 }), failed(1002)],
    },
    {
      name: `${name} behind a good message is refused`, rule,
      script: [text('good'), echoed('good'), frame({ opcode }), failed(1002)],
    },
    {
      name: `${name} inside of a message is refused`, rule,
      script: [text('one', { final: false }), frame({ opcode }), continuation('two'), failed(1002)],
    },
    {
      name: `${name} is refused when every byte is a packet`, rule, cut: cuts.everyByte,
      script: [frame({ opcode, payload: 'reserved' }), failed(1002)],
    },
    {
      name: `${name} of 200 bytes is refused before they come`, rule,
      script: [frame({ opcode, length: 200 }), failed(1002)],
    },
  ];
});

export const reserved = [...bits, ...opcodes];
