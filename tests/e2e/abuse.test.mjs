// Those who mean harm, or are only slow: what each is told, and that the others notice nothing.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { e2e } from './support/e2e.mjs';
import { Program } from './support/program.mjs';
import { RawClient } from './support/sockets.mjs';
import { soonMs, until, within } from './support/wait.mjs';

// The status with which a handshake of a page of `origin` is answered.
async function statusFor(world, origin) {
  const client = new RawClient(world.server.endpoint, { headers: { origin } });
  const status = await within(soonMs, `an answer to ${origin}`, new Promise((done) => {
    client.socket.once('open', () => done(101));
    client.socket.once('unexpected-response', (request, response) => done(response.statusCode));
    client.socket.on('error', () => {});
  }));
  client.close();
  return status;
}

// What the program logs comes by a pipe: a moment after what it does.
const untilLogged = (world, pattern) => until(`the log has ${pattern}`, () => pattern.test(world.server.log()));

// All that a connection is told until it ends, when it sends `bytes` first.
function told(port, bytes) {
  return within(soonMs, 'the server ends the connection', new Promise((done) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => bytes && socket.write(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (text) => { answer += text; });
    socket.on('close', () => done(answer));
    socket.on('error', () => {});
  }));
}

e2e('a foreign page is refused, and the log says why', async (world) => {
  assert.equal(await statusFor(world, 'https://evil.example'), 403);
  await untilLogged(world, /handshake refused .*origin https:\/\/evil\.example is not among --allowed-origins/);
  assert.equal(await statusFor(world, 'http://localhost:5173'), 101);
  assert.equal(await statusFor(world, 'null'), 101);
  assert.equal(await statusFor(world, new URL(world.server.url).origin), 101);
});

e2e('only listed pages connect', async (world) => {
  assert.equal(await statusFor(world, 'https://shop.example'), 101);
  assert.equal(await statusFor(world, 'http://localhost:5173'), 403);
  assert.equal(await statusFor(world, 'null'), 403);
  // The server's own page still does.
  await world.visit({ name: 'Ada' });
}, { only: 'serve', serverArgs: ['--allowed-origins', 'https://shop.example'] });

e2e('the page keeps its policy: nothing is blocked, nothing complains', async (world) => {
  const complaints = [];
  const page = await world.newPage();
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  const response = await page.goto(`${world.server.url}?name=Ada`);
  const headers = response.headers();
  assert.match(headers['content-security-policy'], /default-src 'none';.*frame-ancestors 'none'/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  const ada = await world.visit({ name: 'Ada' });
  ada.page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  await ada.say('Hello');
  await ada.waitForMessage('Hello');
  assert.deepEqual(complaints, []);
}, { only: 'serve' });

e2e('who is silent or slow in the handshake is not waited for', async (world) => {
  assert.equal(await told(world.server.port, ''), '');
  assert.match(await told(world.server.port, 'GET /dev HTTP/1.1\r\nHost: x\r\n'), /^HTTP\/1\.1 408 /);
}, { only: 'serve', serverArgs: ['--handshake-timeout', '0.2'] });

e2e('a message without end closes with 1008, a flood of pings too', async (world) => {
  const slow = await world.connectRaw();
  slow.socket.send('{', { fin: false });
  assert.deepEqual(await slow.closed, { code: 1008, reason: 'Message takes too long' });
  const flood = await world.connectRaw();
  for (let i = 0; i < 60; ++i) flood.socket.ping();
  assert.deepEqual(await flood.closed, { code: 1008, reason: 'Too many control frames' });
  const fragments = await world.connectRaw();
  for (let i = 0; i < 60; ++i) fragments.socket.send('', { fin: false });
  assert.equal((await fragments.closed).code, 1008);
}, { only: 'serve',
  serverArgs: ['--message-timeout', '0.3', '--control-frame-rate', '50', '--fragments-limit', '50'] });

e2e('who does not read is closed with 1013; the others are not kept waiting', async (world) => {
  const slow = await world.connectRaw();
  const id = await slow.connectionId();
  const healthy = await world.connectRaw();
  const healthyId = await healthy.connectionId();
  slow.socket.pause();
  const post = (to, text) => fetch(`${world.server.url}dev/@connections/${to}`, { method: 'POST', body: text });
  const text = 'x'.repeat(60_000);
  await until('the queue is full', async () => (await post(id, text)).status === 429);
  await until('it is closed', async () => (await post(id, text)).status === 410);
  await untilLogged(world, new RegExp(`warning disconnected connection="?${id}"? code=1013`));
  assert.equal((await post(healthyId, 'still here')).status, 200);
  assert.equal(await healthy.next(), 'still here');
  slow.socket.resume();
  assert.equal((await slow.closed).code, 1013);
}, { only: 'serve', serverArgs: ['--send-queue-limit', '128K', '--send-queue-timeout', '0.2'] });

test('an address has so many connections and no more', { timeout: 60_000 }, async () => {
  const program = await Program.start(['serve', '--port', '0', '--connections-per-address', '2']);
  try {
    const endpoint = `ws://127.0.0.1:${program.port}/dev`;
    const two = [await RawClient.connect(endpoint), await RawClient.connect(endpoint)];
    assert.equal(await told(program.port, ''), '');
    await until('a line in the log', () =>
      /too many connections of one address.* flag=--connections-per-address/.test(program.stderr));
    for (const client of two) client.close();
    await until('there is room again', () => RawClient.connect(endpoint).then((client) => {
      client.close();
      return true;
    }, () => false));
  } finally {
    await program.stop();
  }
});

for (const [args, named] of [
  [['--threads', '0'], /--threads/],
  [['--send-queue-limit', '64K'], /--send-queue-limit.*--message-limit/],
  [['--memory-limit', '64K'], /--memory-limit.*--send-queue-limit/],
  [['--allowed-origins', 'example.org'], /--allowed-origins.*example\.org/],
]) {
  test(`${args.join(' ')} is one clear line and exit code 2`, { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await Program.run(['serve', '--port', '0', ...args]);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, named);
    assert.equal(stderr.trim().split('\n').length, 1);
  });
}
