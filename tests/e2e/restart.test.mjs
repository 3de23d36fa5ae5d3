// Servers stop and start while people write: nothing that was composed is lost, nothing comes twice.
import { e2e } from './support/e2e.mjs';
import { soonMs } from './support/wait.mjs';

// A backend that was started anew, behind a gateway that was not, cannot reach who is silent: API Gateway
// has no call to ask who is connected. A page repeats its join (SessionOptions::refresh_every), and is
// known again then.
const againKnownMs = 30_000 + soonMs;

// Stops the parts in one way or another, writes meanwhile, starts them again, and reads.
async function surviveRestart(world, parts, end) {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  const before = ['before: from Ada', 'before: from Bob'];
  await ada.say(before[0]);
  await bob.waitForMessage(before[0]);
  await bob.say(before[1]);
  await ada.waitForMessage(before[1]);

  for (const part of parts) await world.server[end](part);
  const down = ['while down: one', 'while down: two', 'while down: three'];
  for (const text of down) await ada.say(text);
  // They are shown to their author at once, before any server knows of them.
  await ada.waitForExactly(down);
  for (const part of parts) await world.server.startPart(part);

  await ada.waitForAllSent();
  await bob.waitForExactly(down, againKnownMs);
  await bob.say('after: from Bob');
  await ada.waitForMessage('after: from Bob');
  await ada.say('after: from Ada');
  await bob.waitForMessage('after: from Ada');

  const whole = [...before, ...down, 'after: from Bob', 'after: from Ada'];
  for (const page of [ada, bob]) {
    await page.waitForExactly(whole);
    await page.waitForStatus('Connected');
  }
  // A newcomer reads what was written after the restart from the server itself.
  const eve = await world.visit({ name: 'Eve' });
  await eve.waitForExactly([...down, 'after: from Bob', 'after: from Ada']);
}

e2e('the server restarts: what was written meanwhile arrives once and in order',
  (world) => surviveRestart(world, ['server'], 'stopPart'), { only: 'serve' });
e2e('the server crashes: what was written meanwhile arrives once and in order',
  (world) => surviveRestart(world, ['server'], 'killPart'), { only: 'serve' });
for (const parts of [['gateway'], ['backend'], ['gateway', 'backend']]) {
  e2e(`${parts.join(' and ')} restart: what was written meanwhile arrives once and in order`,
    (world) => surviveRestart(world, parts, 'stopPart'), { only: 'gateway + backend' });
}
e2e('gateway and backend crash: what was written meanwhile arrives once and in order',
  (world) => surviveRestart(world, ['gateway', 'backend'], 'killPart'), { only: 'gateway + backend' });

e2e('the page says when it is not connected, and when it is again', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  await world.server.stopPart(world.server.parts[0]);
  await ada.waitForStatus(/Offline|Connecting/);
  await world.server.startPart(world.server.parts[0]);
  await ada.waitForStatus('Connected');
});
