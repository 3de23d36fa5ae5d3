// index.html opened by a double click after the build.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ChatPage } from './support/chat_page.mjs';
import { e2e } from './support/e2e.mjs';
import { root } from './support/paths.mjs';

const onDisk = pathToFileURL(join(root, 'index.html')).href;

e2e('the page from disk chats with a served one', async (world) => {
  const served = await world.visit({ name: 'Served' });
  const disk = await world.visit({ name: 'Disk', endpoint: world.server.endpoint }, { url: onDisk });
  await disk.say('Hello from a file');
  assert.match(await (await served.waitForMessage('Hello from a file')).innerText(), /Disk/);
  await served.say('Hello file');
  await disk.waitForMessage('Hello file');
});

e2e('the endpoint can be changed in the page', async (world) => {
  const served = await world.visit({ name: 'Served' });
  const page = await world.newPage();
  // Port 9 of the loopback interface: nobody listens there.
  await page.goto(`${onDisk}?name=Disk&endpoint=${encodeURIComponent('ws://127.0.0.1:9/dev')}`);
  const disk = new ChatPage(page);
  await disk.waitForStatus(/Offline|Connecting/);
  await disk.connectTo(world.server.endpoint);
  await disk.waitForStatus('Connected');
  await disk.say('found you');
  await served.waitForMessage('found you');
}, { only: 'serve' });
