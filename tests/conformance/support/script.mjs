// Cases written as what is sent and what must come, in order:
//
//   { name: 'a ping is answered', rule: 'RFC 6455 5.5.2', script: [ping('x'), ponged('x')] }
//
// A Buffer is sent; the rest must come. A script that does not end with the end of the connection goes on: the
// connection must still be good, nothing else may have come, and closing it must work.
import { describe } from './peer.mjs';
import { Violation } from './violation.mjs';

const step = (run, ends = false) => ({ run, ends });

// A text message equal to the payload.
export const echoed = (payload) => step((peer) => peer.expectText(payload));
export const ponged = (payload) => step((peer) => peer.expectPong(payload));
// The server fails the connection: a close frame with one of the codes, and TCP ended without waiting for ours (7.1.7).
export const failed = (...codes) => step((peer) => peer.expectClose(codes), true);
// The server's answer to our close frame.
export const closed = (...codes) => step((peer) => peer.expectClose(codes), true);
export const halfClose = () => step(async (peer) => peer.end());
// TCP ends without a close frame, or after any.
export const ended = () => step(async (peer) => {
  const event = await peer.event('the server ends TCP');
  if (event.type === 'close') await peer.expectEnd();
  else if (event.type !== 'end') throw new Violation(`${describe(event)}; wanted: the end of TCP`);
}, true);

// A binary message, which the server gives back or, as API Gateway does, refuses.
export const binaryMessage = (frames, payload) => [
  ...[frames].flat(),
  step(async (peer, target) => {
    if (target.binary === 'echo') await peer.expectMessage('binary', payload);
    else await peer.expectClose(1003, { answer: true });
  }, 'refused'),
];

// How a case's bytes are cut into packets.
export const cuts = { byFrame: 'by frame', together: 'together', everyByte: 1 };

export async function runScript(peer, target, { script, cut = cuts.byFrame }) {
  const steps = script.flat(Infinity);
  let ended = false;
  for (let at = 0; at < steps.length;) {
    if (Buffer.isBuffer(steps[at])) {
      let bytes = steps[at++];
      while (cut !== cuts.byFrame && Buffer.isBuffer(steps[at])) bytes = Buffer.concat([bytes, steps[at++]]);
      await peer.write(bytes, typeof cut === 'number' ? cut : 0);
      continue;
    }
    const { run, ends } = steps[at++];
    await run(peer, target);
    ended ||= ends === true || (ends === 'refused' && target.binary === 'refuse');
    if (ended) break;
  }
  if (!ended) await peer.expectStillOpen();
}
