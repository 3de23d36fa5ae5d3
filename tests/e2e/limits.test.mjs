// Messages larger than the gateway takes.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';

e2e('a message over 32 KiB gets a clear error, and nothing is lost', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  const large = 'large '.repeat(6000);  // 36,000 bytes
  await ada.say(large);
  await ada.alert.waitFor({ state: 'attached' });
  assert.match(await ada.alert.innerText(), /36,\d\d\d bytes.*at most 32,768/, 'the error names both sizes');
  assert.equal(await ada.message.inputValue(), large, 'the text is still in the composer');
  await ada.waitForStatus('Connected');

  await ada.say('short again');
  await bob.waitForMessage('short again');
  await bob.say('and back');
  await ada.waitForMessage('and back');
  assert.deepEqual(await bob.shownOf(['large', 'short again', 'and back']), ['short again', 'and back']);
});

e2e('a message just under 32 KiB arrives whole', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const raw = await world.connectRaw();
  const text = `begin ${'x'.repeat(32_000)} end`;
  await ada.say(text);
  assert.equal(JSON.parse(await raw.next()).payload, text);
});

e2e('a frame over 32 KiB closes the connection with 1009', async (world) => {
  const raw = await world.connectRaw();
  raw.post('y'.repeat(33_000));
  assert.equal((await raw.closed).code, 1009);
});
