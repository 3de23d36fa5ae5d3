// permessage-deflate with clients of others: the npm package `ws` and Chromium.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';
import { RawClient } from './support/sockets.mjs';

const longText = 'What was said is said again, and that is what compresses. '.repeat(60);

async function connectCompressing(world, options = {}) {
  const client = await RawClient.connect(world.server.endpoint, { perMessageDeflate: { threshold: 0, ...options } });
  world.closers.push(() => client.close());
  return client;
}

// What `receiver` is sent when `sender` says something, and how many bytes that took.
async function said(sender, receiver, text) {
  const before = receiver.socket._socket.bytesRead;
  sender.post(text);
  const { payload } = JSON.parse(await receiver.next());
  return { payload, bytes: receiver.socket._socket.bytesRead - before };
}

e2e('clients that compress chat with clients that do not, and with our page', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const zipped = await connectCompressing(world);
  const plain = await world.connectRaw();
  assert.equal(zipped.socket.extensions, 'permessage-deflate');
  assert.equal(plain.socket.extensions, '');
  const toPlain = await said(zipped, plain, longText);
  assert.equal(toPlain.payload, longText);
  assert.ok(toPlain.bytes > longText.length);
  await ada.waitForMessage(longText.trim());
  const toZipped = await said(plain, zipped, `${longText}!`);
  assert.equal(toZipped.payload, `${longText}!`);
  assert.ok(toZipped.bytes < longText.length / 4, `${toZipped.bytes} bytes`);
  assert.equal((await said(plain, zipped, 'a short one')).payload, 'a short one');
});

e2e('a client may ask for a small window', async (world) => {
  const small = await connectCompressing(world, { serverMaxWindowBits: 9, clientMaxWindowBits: 9 });
  const plain = await world.connectRaw();
  for (const text of [longText, longText.toUpperCase(), longText]) {
    assert.equal((await said(plain, small, text)).payload, text);
    assert.equal((await said(small, plain, text)).payload, text);
  }
});

e2e('with takeover a message is smaller when it was sent before', async (world) => {
  const one = await connectCompressing(world);
  const other = await connectCompressing(world);
  const numbers = Array.from({ length: 400 }, (_, i) => i * i).join(' ');
  const first = await said(one, other, numbers);
  const second = await said(one, other, numbers);
  assert.equal(second.payload, numbers);
  assert.ok(second.bytes < first.bytes / 4, `${first.bytes}, then ${second.bytes} bytes`);
}, { serverArgs: ['--compression-takeover', 'both'] });

const extensionsIn = (world, page) => page.evaluate((endpoint) => new Promise((done, broken) => {
  const socket = new WebSocket(endpoint);
  socket.onopen = () => { done(socket.extensions); socket.close(); };
  socket.onerror = () => broken(new Error('no socket'));
}), world.server.endpoint);

e2e('Chromium agrees on compression', async (world) => {
  assert.equal(await extensionsIn(world, await world.newPage()),
    'permessage-deflate; server_no_context_takeover; client_no_context_takeover');
}, { only: 'serve' });

e2e('--compression off declines every offer', async (world) => {
  assert.equal(await extensionsIn(world, await world.newPage()), '');
  assert.equal((await connectCompressing(world)).socket.extensions, '');
}, { only: 'serve', serverArgs: ['--compression', 'off'] });
