// People who use the chat page talk to each other.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';

e2e('two pages chat both ways and see who wrote', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  await ada.say('Hello Bob');
  assert.match(await (await bob.waitForMessage('Hello Bob')).innerText(), /Ada/);
  await bob.say('Hello Ada');
  assert.match(await (await ada.waitForMessage('Hello Ada')).innerText(), /Bob/);
  // Each page also shows what it said itself, once.
  for (const page of [ada, bob]) await page.waitForExactly(['Hello Bob', 'Hello Ada']);
});

e2e('every script and emoji arrive as they were written', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Боб' });
  const texts = [
    'مرحبا بالعالم',
    'नमस्ते दुनिया',
    '你好，世界。こんにちは世界、안녕 세상',
    'Family 👨‍👩‍👧‍👦, flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿, thumb 👍🏽, accent é̂',
    '<b>not bold</b> & "quoted" \\ {"payload":1}',
  ];
  for (const text of texts) await ada.say(text);
  for (const text of texts) {
    const item = await bob.waitForMessage(text);
    assert.ok((await item.innerText()).includes(text), `shown as written: ${text}`);
  }
});

e2e('Shift+Enter breaks the line and Enter sends', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  await ada.message.click();
  await ada.page.keyboard.type('first line');
  await ada.page.keyboard.press('Shift+Enter');
  await ada.page.keyboard.type('second line');
  assert.equal(await ada.message.inputValue(), 'first line\nsecond line');
  await ada.page.keyboard.press('Enter');
  assert.match(await (await bob.waitForMessage('first line')).innerText(), /first line\s*\n\s*second line/);
  assert.equal(await ada.message.inputValue(), '', 'the composer is empty after sending');
});

e2e('the Send button sends, and blank text is not a message', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  await ada.say('   ');
  await ada.message.fill('by the button');
  await ada.sendButton.click();
  await bob.waitForMessage('by the button');
  assert.equal(await bob.messages.count(), 1);
});

e2e('the list of people follows who comes, is renamed and leaves', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  for (const page of [ada, bob]) {
    await page.waitForPerson('Ada');
    await page.waitForPerson('Bob');
  }
  await bob.enter(bob.name, 'Robert');
  await ada.waitForPerson('Robert');
  await bob.say('new name');
  assert.match(await (await ada.waitForMessage('new name')).innerText(), /Robert/);
  await bob.page.context().close();
  await ada.waitForPersonGone('Robert');
  await ada.waitForPerson('Ada');
});

e2e('rooms are apart, and changing the room takes one there', async (world) => {
  const ada = await world.visit({ name: 'Ada', room: 'general' });
  const bob = await world.visit({ name: 'Bob', room: 'kitchen' });
  const eve = await world.visit({ name: 'Eve', room: 'general' });
  await bob.say('only in the kitchen');
  await bob.waitForMessage('only in the kitchen');
  await ada.say('only in general');
  await eve.waitForMessage('only in general');
  assert.equal(await ada.messageWith('kitchen').count(), 0);
  assert.equal(await bob.messageWith('general').count(), 0);
  await eve.waitForPerson('Ada');

  await ada.enter(ada.room, 'kitchen');
  // What was said there before is there, and what general said is not.
  await ada.waitForMessage('only in the kitchen');
  assert.equal(await ada.messageWith('only in general').count(), 0);
  await bob.waitForPerson('Ada');
  await eve.waitForPersonGone('Ada');
  await ada.say('now I am here');
  await bob.waitForMessage('now I am here');
});

e2e('who comes later reads what was said before', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const said = ['one', 'two', 'three'].map((word) => `said early: ${word}`);
  for (const text of said) await ada.say(text);
  await ada.waitForExactly(said);
  const bob = await world.visit({ name: 'Bob' });
  await bob.waitForExactly(said);
});
