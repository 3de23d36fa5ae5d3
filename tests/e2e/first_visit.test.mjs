// The first minute of a newcomer.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';

e2e('a newcomer types and is heard, without choosing anything', async (world) => {
  const listener = await world.visit({ name: 'Listener', room: 'general' });
  const newcomer = await world.visit();
  assert.match(await newcomer.page.title(), /palaver/i);
  const guestName = await newcomer.name.inputValue();
  assert.match(guestName, /\S/, 'a name was made up');
  assert.equal(await newcomer.room.inputValue(), 'general');
  // Nothing is clicked: the composer has the focus.
  await newcomer.page.keyboard.type('is anybody here?');
  await newcomer.page.keyboard.press('Enter');
  const item = await listener.waitForMessage('is anybody here?');
  assert.ok((await item.innerText()).includes(guestName));
  await listener.waitForPerson(guestName);
});

e2e('the page finds a stage that is not dev by itself', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  await ada.say('On another stage');
  await bob.waitForMessage('On another stage');
}, { only: 'serve', serverArgs: ['--stage', 'prod-1'] });

e2e('two newcomers are not called the same', async (world) => {
  const one = await world.visit();
  const other = await world.visit();
  assert.notEqual(await one.name.inputValue(), await other.name.inputValue());
}, { only: 'serve' });

e2e('the name is remembered by the browser, and a reload stays in the room', async (world) => {
  const ada = await world.visit();
  await ada.enter(ada.name, 'Ada');
  await ada.enter(ada.room, 'kitchen');
  await ada.waitForPerson('Ada');
  await ada.say('before the reload');
  await ada.waitForMessage('before the reload');
  await ada.page.reload();
  await ada.waitForMessage('before the reload');
  assert.equal(await ada.room.inputValue(), 'kitchen');
  await ada.page.goto(world.server.url);
  await ada.waitForPerson('Ada');
  assert.equal(await ada.name.inputValue(), 'Ada');
  assert.equal(await ada.room.inputValue(), 'general');
}, { only: 'serve' });
