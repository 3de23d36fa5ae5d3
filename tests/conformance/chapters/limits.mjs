// Our own gateway's limits, at their edges: API Gateway's 32 KiB a frame and 128 KiB a message, and others by flag.
// RFC 6455 sections 7.4.1 (1009) and 10.4.
import { binary, continuation, fragments, frame, Opcode, pieces, ping, text } from '../support/frames.mjs';
import { cuts, echoed, failed, ponged } from '../support/script.mjs';
import { Violation } from '../support/violation.mjs';

const letters = (length) => Buffer.alloc(length, 'abcdefghijklmnopqrstuvwxyz');
const joined = (list) => Buffer.concat(list);
const makers = { text, binary };

// `form` of the gateway, its longest frame and its longest message.
function edges(form, frameLimit, messageLimit) {
  const whole = Math.floor(messageLimit / frameLimit);
  const full = Array(whole).fill(letters(frameLimit));
  // So that the fragments together are exactly as long as a message may be.
  const last = messageLimit - whole * frameLimit;
  const most = last > 0 ? [...full, letters(last)] : full;
  const begun = fragments([...most, 'x']).slice(0, -1);
  return [
    { name: `a frame of ${frameLimit} bytes comes back`, script: [text(letters(frameLimit)), echoed(letters(frameLimit))] },
    {
      name: `a frame of ${frameLimit - 1} bytes comes back`,
      script: [text(letters(frameLimit - 1)), echoed(letters(frameLimit - 1))],
    },
    ...Object.entries(makers).flatMap(([kind, make]) => [
      {
        name: `a ${kind} frame of ${frameLimit + 1} bytes is refused`,
        script: [make(letters(frameLimit + 1)), failed(1009)],
      },
      {
        name: `a ${kind} frame of ${frameLimit + 1} bytes is refused before it comes`,
        script: [make('', { length: frameLimit + 1 }), failed(1009)],
      },
      {
        name: `a ${kind} frame of ${frameLimit + 1} bytes without FIN is refused`,
        script: [make('', { length: frameLimit + 1, final: false }), failed(1009)],
      },
    ]),
    {
      name: `a continuation of ${frameLimit + 1} bytes is refused before it comes`,
      script: [text('x', { final: false }), frame({ opcode: Opcode.continuation, length: frameLimit + 1 }), failed(1009)],
    },
    {
      name: `a frame of ${frameLimit + 1} bytes is refused when its header comes byte by byte`, cut: cuts.everyByte,
      script: [text('', { length: frameLimit + 1 }), failed(1009)],
    },
    {
      name: `a message of ${messageLimit} bytes in frames of ${frameLimit} comes back`,
      script: [fragments(most), echoed(joined(most))],
    },
    {
      name: `a message of ${messageLimit} bytes with empty fragments behind it comes back`,
      script: [begun, continuation('', { final: false }), ping('p'), ponged('p'), continuation(''), echoed(joined(most))],
    },
    { name: `a message of ${messageLimit + 1} bytes is refused`, script: [begun, continuation('x'), failed(1009)] },
    {
      name: `a message of ${messageLimit + 1} bytes is refused before its last byte comes`,
      script: [begun, frame({ opcode: Opcode.continuation, length: 1 }), failed(1009)],
    },
    {
      name: `a message of ${messageLimit + 1} bytes whose end is not in sight is refused`,
      script: [begun, continuation('x', { final: false }), failed(1009)],
    },
    {
      name: `a message of ${messageLimit + 1} bytes in fragments of 10 is refused`, cut: cuts.together,
      script: [fragments(pieces(letters(messageLimit + 1), 10)), failed(1009)],
    },
    {
      name: `control frames do not count towards the ${messageLimit} bytes`,
      script: [begun, Array.from({ length: 20 }, () => [ping(letters(100)), ponged(letters(100))]), continuation(''), echoed(joined(most))],
    },
    {
      name: `the count begins anew behind a message of ${messageLimit} bytes`,
      script: [fragments(most), echoed(joined(most)), fragments(most), echoed(joined(most))],
    },
  ].map((test) => ({ ...test, name: `${form}: ${test.name}`, rule: 'RFC 6455 7.4.1, 10.4', form, ours: true }));
}

const frameSizes = {
  name: 'the frames of an answer of 128 KiB are of 32 KiB at most', rule: 'API Gateway: frames of 32 KiB', ours: true,
  async run({ connect }) {
    const peer = await connect();
    await peer.open();
    await peer.write(Buffer.concat(fragments(pieces(letters(128 * 1024), 32 * 1024))));
    await peer.expectText(letters(128 * 1024));
    if (Math.max(...peer.reader.frameLengths) > 32 * 1024) {
      throw new Violation(`frames of ${peer.reader.frameLengths} bytes came`);
    }
    await peer.expectStillOpen();
  },
};

const large = [1, 4].map((mebi) => ({
  name: `a message of ${mebi} MiB comes back where flags allow it`, rule: 'RFC 6455 5.2', form: 'raised',
  script: [text(letters(mebi << 20)), echoed(letters(mebi << 20))],
}));
const slow = {
  name: 'a client that does not read while a hundred answers of 30,000 bytes wait gets them all in order',
  rule: 'RFC 6455 5.4', form: 'raised',
  async run({ connect }) {
    const peer = await connect();
    await peer.open();
    peer.socket.pause();
    const sent = Array.from({ length: 100 }, (_, i) => `${i} `.repeat(10_000).slice(0, 30_000));
    const writing = (async () => { for (const message of sent) await peer.write(text(message)); })();
    setTimeout(() => peer.socket.resume(), 200);
    for (const message of sent) await peer.expectText(message);
    await writing;
    await peer.expectStillOpen();
  },
};

export const limits = [...edges('plain', 32768, 131072), ...edges('small', 100, 1000), frameSizes, ...large, slow];
