// The README's picture, and the same talk in a narrow window and on a dense screen: build/screenshots/.
// tools/screenshot runs this file alone.
import assert from 'node:assert/strict';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { e2e } from './support/e2e.mjs';
import { root } from './support/paths.mjs';

const folder = join(root, 'build/screenshots');

const talk = [
  ['Ada', 'Good morning! Is the gateway up?'],
  ['Grace', 'Since seven. Three callbacks, no cloud ☁️'],
  ['Ada', 'And it speaks every script:\nनमस्ते · مرحبا · 你好 · こんにちは · 👩🏽‍🚀'],
  ['Grace', 'Yes. Now the plain page writes to us, too.'],
  ['Ada', 'Then I will write the backend this afternoon.'],
];

e2e('pictures of a talk', async (world) => {
  await mkdir(folder, { recursive: true });
  const people = {
    Ada: await world.visit({ name: 'Ada' }, { contextOptions: { deviceScaleFactor: 2, viewport: { width: 960, height: 600 } } }),
    Grace: await world.visit({ name: 'Grace' }, { contextOptions: { viewport: { width: 390, height: 760 } } }),
  };
  await people.Ada.waitForPerson('Grace');
  for (const [who, text] of talk) {
    await people[who].say(text);
    for (const page of Object.values(people)) await page.waitForMessage(text.split('\n')[0]);
  }
  await people.Ada.message.fill('See you th');
  for (const [who, file] of [['Ada', 'chat.png'], ['Grace', 'chat-narrow.png']]) {
    // The painting follows the DOM by a frame or two.
    await people[who].page.evaluate(() => new Promise((done) => {
      requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)));
    }));
    await people[who].page.screenshot({ path: join(folder, file) });
    assert.ok((await stat(join(folder, file))).size > 10_000);
  }
}, { only: 'serve' });
