// Reading back while others write: the place is kept, and what is new is marked.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';
import { until } from './support/wait.mjs';

const place = (page) => page.log.evaluate((log) => log.scrollTop);
const atEnd = (page) => page.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2);

e2e('who reads back stays there, sees that there is more, and gets to it', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  for (let line = 1; line <= 30; ++line) await bob.say(`line ${line} of a long talk`);
  await ada.waitForMessage('line 30 of');
  await until('the log follows its end', () => atEnd(ada));

  await ada.log.hover();
  await ada.page.mouse.wheel(0, -2000);
  await until('the log is at its top', async () => await place(ada) === 0);
  await bob.say('something new');
  await ada.waitForMessage('something new');
  const jump = ada.page.getByRole('button', { name: 'Jump to newest' });
  await jump.waitFor();
  assert.equal(await place(ada), 0, 'the reader was not moved');
  assert.match(await ada.page.title(), /^\(1\) #general/);
  await ada.log.getByText('New', { exact: true }).waitFor({ state: 'attached' });

  await jump.click();
  await until('the newest is in sight', () => atEnd(ada));
  await jump.waitFor({ state: 'hidden' });
  await until('nothing is unread', async () => (await ada.page.title()).startsWith('#general'));
}, { only: 'serve' });
