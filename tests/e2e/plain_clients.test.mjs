// Clients that know only the sendMessage route and `payload` chat with the full page.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';

e2e('a plain page chats with ours both ways', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const plain = await world.visitPlainPage();
  await plain.post('Hello from the plain page');
  await ada.waitForMessage('Hello from the plain page');
  await ada.say('Hello plain page');
  await plain.waitForPayload('Hello plain page');
  await ada.say('two\nlines 👋 नमस्ते');
  await plain.waitForPayload('नमस्ते');
  // It is sent messages only, and not its own.
  assert.deepEqual(await plain.payloads(), ['Hello plain page', 'two\nlines 👋 नमस्ते'].map(asShownInAList));
});

// A list item shows a line feed as a blank.
const asShownInAList = (text) => text.replace('\n', ' ');

e2e('two plain pages chat with each other', async (world) => {
  const one = await world.visitPlainPage();
  const other = await world.visitPlainPage();
  await one.post('ping');
  await other.waitForPayload('ping');
  await other.post('pong');
  await one.waitForPayload('pong');
  assert.deepEqual(await one.payloads(), ['pong']);
});

e2e('wscat chats with our page both ways', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const wscat = await world.connectWscat();
  wscat.type('{"action":"sendMessage","message":"Hello from a terminal"}');
  await ada.waitForMessage('Hello from a terminal');
  await ada.say('Hello terminal');
  await wscat.waitFor('"payload":"Hello terminal"');
});

e2e('an unknown action and text that is not JSON are Forbidden, and the connection lives on', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const wscat = await world.connectWscat();
  const forbidden = /\{"message": "Forbidden", "connectionId":"[\w-]{15}=", "requestId":"[\w-]{15}="\}/g;
  wscat.type('{"action":"dance"}');
  await wscat.waitForMatches(forbidden, 1);
  wscat.type('this is not JSON');
  await wscat.waitForMatches(forbidden, 2);
  wscat.type('{"action":"sendMessage","message":"still here"}');
  await ada.waitForMessage('still here');
  await ada.say('good');
  await wscat.waitFor('"payload":"good"');
});
