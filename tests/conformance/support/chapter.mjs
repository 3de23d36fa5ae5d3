// A chapter of cases as tests of Node's runner. A case has
//
//   name    what is done, as a sentence
//   rule    the section that says what must come of it
//   script  what is sent and what must come (script.mjs), or
//   run     a function of ({ connect, target, place }) that throws when the rule is broken
//   form    of our own gateway that it needs (target.mjs); default: plain
//   ours    it needs flags, limits or answers of our own gateway: not run against any other server
import { describe, it } from 'node:test';
import { Peer } from './peer.mjs';
import { runScript } from './script.mjs';

// Cases that run at the same time.
const concurrency = 24;

async function runCase(target, test) {
  const place = await target.place(test.form ?? 'plain');
  const peers = [];
  const connect = async () => {
    const peer = await Peer.connect(place);
    peers.push(peer);
    return peer;
  };
  try {
    if (test.run) {
      await test.run({ connect, target, place });
    } else {
      const peer = await connect();
      await peer.open();
      await runScript(peer, target, test);
    }
  } catch (error) {
    throw explained(error, test, peers);
  } finally {
    for (const peer of peers) peer.destroy();
  }
}

function explained(error, test, peers) {
  const bytes = peers.flatMap((peer) => [`sent: ${peer.sent}`, `seen: ${peer.seen}`]);
  const what = error.name === 'Violation' ? error.message : error.stack;
  const failure = new Error([what, `rule: ${test.rule}`, ...bytes].join('\n'));
  failure.stack = failure.message;
  return failure;
}

export function chapter(target, title, cases) {
  const names = cases.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice) throw new Error(`${title} has two cases of one name: ${twice}`);
  describe(title, { concurrency }, () => {
    for (const test of cases) {
      const skip = test.ours && !target.isOurs ? 'only of our own gateway' : false;
      it(test.name, { skip, timeout: 60_000 }, () => runCase(target, test));
    }
  });
}
