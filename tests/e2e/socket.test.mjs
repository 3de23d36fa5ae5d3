// The page's WebSocket library (wasm/browser/websocket.js) against a server that does what few servers do.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { e2e } from './support/e2e.mjs';
import { until } from './support/wait.mjs';

// Opens the page on a server of this test's own; gives it and the next connections to that server.
async function visitStrangeServer(world) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 1 << 20 });
  world.closers.push(() => { for (const client of server.clients) client.terminate(); server.close(); });
  await once(server, 'listening');
  const arrivals = [];
  server.on('connection', (socket) => arrivals.push(socket));
  const page = await world.visit({ name: 'Ada', endpoint: `ws://127.0.0.1:${server.address().port}/` });
  const nextSocket = () => until('the page connects', () => arrivals.shift());
  return { page, nextSocket };
}

const lastClose = (page) => page.page.evaluate(() => window.palaver.state().lastClose);

e2e('the page is told code and reason of every close', async (world) => {
  const { page, nextSocket } = await visitStrangeServer(world);
  const closes = [
    { code: 1000, reason: '' },
    { code: 1001, reason: 'Going away' },
    { code: 4321, reason: 'Tschüß, bis später 🚪' },
    { code: 3000, reason: 'x'.repeat(123) },  // the longest that RFC 6455 has room for
  ];
  for (const close of closes) {
    const socket = await nextSocket();
    await page.waitForStatus('Connected');
    socket.close(close.code, close.reason);
    await until(`close ${close.code}`, async () => (await lastClose(page))?.code === close.code);
    assert.deepEqual(await lastClose(page), close);
    await page.page.evaluate(() => window.dispatchEvent(new Event('online')));  // tries again at once
  }
  const socket = await nextSocket();
  await page.waitForStatus('Connected');
  socket.terminate();  // no close frame at all
  await until('close 1006', async () => (await lastClose(page))?.code === 1006);
}, { only: 'serve' });

e2e('large messages, empty ones and ones with a NUL arrive as they are', async (world) => {
  const { page, nextSocket } = await visitStrangeServer(world);
  const socket = await nextSocket();
  const large = `large ${'äöü😀'.repeat(10_000)} end`;
  socket.send('');
  socket.send('not JSON');
  socket.send(Buffer.from([1, 2, 3]), { binary: true });
  socket.send(JSON.stringify({ payload: 'before\u0000after' }));
  socket.send(JSON.stringify({ payload: large }));
  await page.waitForMessage('large');
  const texts = await page.messages.evaluateAll((items) => items.map((item) => item.textContent));
  assert.equal(texts.length, 2);
  assert.match(texts[0], /before.after/s);
  assert.ok(texts[1].includes(large), 'the whole of the large message');

  // And the other way. A server that answers no join is spoken to all the same after two of them.
  const sent = [];
  socket.on('message', (data) => sent.push(JSON.parse(data.toString('utf8'))));
  const composed = `composed ${'é漢😀'.repeat(2000)} end`;
  for (let joins = 0; joins < 2; ++joins) {
    socket.send('{"message": "Internal server error", "connectionId":"x", "requestId":"y"}');
  }
  await page.say(composed);
  await until('the message is sent', () => {
    if (sent.some(({ message }) => message === composed)) return true;
    if (sent.at(-1)?.message?.type !== 'join') return false;
    sent.length = 0;
    socket.send('{"message": "Internal server error", "connectionId":"x", "requestId":"y"}');
    return false;
  });
}, { only: 'serve' });
