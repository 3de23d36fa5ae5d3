// SIGTERM and SIGINT: clients are told, callbacks are delivered, the exit code is 0.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';
import { soonMs, within } from './support/wait.mjs';

e2e('a clean stop closes with 1001, and the page says so', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const raw = await world.connectRaw();
  await world.server.stop();  // checks the exit codes
  const { code } = await within(soonMs, 'the socket is closed', raw.closed);
  assert.equal(code, 1001);
  await ada.waitForStatus(/Offline|Connecting/);
});

e2e('SIGINT stops as cleanly as SIGTERM', async (world) => {
  const raw = await world.connectRaw();
  const [part] = world.server.parts;
  const program = world.server.programs()[part];
  program.child.kill('SIGINT');
  assert.equal((await within(soonMs, 'the socket is closed', raw.closed)).code, 1001);
  const { code, signal } = await within(soonMs, 'the program ends', program.exited);
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, program.log());
  world.server.keep(part, null);
});
