// `palaver gateway` in front of a backend that is not ours.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { Program } from './support/program.mjs';
import { RawClient } from './support/sockets.mjs';
import { soonMs, until } from './support/wait.mjs';

// A backend that writes down what it is asked and answers with `status` (a function of the path).
async function withGateway(status, body) {
  const requests = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (bytes) => { text += bytes; });
    request.on('end', () => {
      requests.push({ method: request.method, path: request.url, text });
      response.writeHead(status(request.url)).end();
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const gateway = await Program.start(
    ['gateway', '--port', '0', '--backend-url', `http://127.0.0.1:${server.address().port}`]);
  try {
    await body({
      gateway,
      requests,
      endpoint: `ws://127.0.0.1:${gateway.port}/dev`,
      stopBackend: async () => {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      },
    });
    await gateway.stop();
  } finally {
    gateway.child.kill('SIGKILL');
    server.closeAllConnections();
    server.close();
  }
}

const errorFrame = (message) =>
  new RegExp(`^\\{"message": "${message}", "connectionId":"[\\w-]{15}=", "requestId":"[\\w-]{15}="\\}$`);

test('the three callbacks come as POST with the bodies of the tutorial', { timeout: 60_000 }, () =>
  withGateway(() => 200, async ({ gateway, requests, endpoint }) => {
    const client = await RawClient.connect(endpoint);
    const id = await client.connectionId();
    client.post('Hello "world" 👋\n');
    await until('the message arrives', () => requests.length >= 2);
    client.socket.close();
    await until('the disconnect arrives', () => requests.length >= 3);
    assert.deepEqual(requests.map(({ method, path }) => `${method} ${path}`),
      ['POST /connect', 'POST /sendmessage', 'POST /disconnect']);
    const whereFrom = { Id: id, Domain: `127.0.0.1:${gateway.port}`, Stage: 'dev' };
    assert.deepEqual(requests.map(({ text }) => JSON.parse(text)),
      [whereFrom, { ConnectionId: id, Message: 'Hello "world" 👋\n' }, whereFrom]);
  }));

test('a backend that refuses $connect refuses the client', { timeout: 60_000 }, () =>
  withGateway((path) => (path === '/connect' ? 403 : 200), async ({ endpoint }) => {
    await assert.rejects(RawClient.connect(endpoint), /403/);
  }));

test('a backend that fails gives the client an error frame, and the connection lives on', { timeout: 60_000 }, () =>
  withGateway((path) => (path === '/sendmessage' ? 500 : 200), async ({ gateway, requests, endpoint }) => {
    const client = await RawClient.connect(endpoint);
    client.post('one');
    assert.match(await client.next(), errorFrame('Internal server error'));
    client.post('two');
    assert.match(await client.next(), errorFrame('Internal server error'));
    assert.equal(requests.filter(({ path }) => path === '/sendmessage').length, 2);
    const id = await client.connectionId();
    await until('the log names route and connection', () =>
      gateway.log().split('\n').some((line) => line.includes('sendMessage') && line.includes(id)));
    client.close();
  }));

test('a backend that is gone gives the client an error frame', { timeout: 60_000 }, () =>
  withGateway(() => 200, async ({ endpoint, stopBackend }) => {
    const client = await RawClient.connect(endpoint);
    await client.connectionId();
    await stopBackend();
    client.post('is anybody there?');
    assert.match(await client.next(), errorFrame('(Internal server error|Endpoint request timed out)'));
    client.close();
  }));

test('SIGTERM delivers $disconnect of every connection before the end', { timeout: 60_000 }, () =>
  withGateway(() => 200, async ({ gateway, requests, endpoint }) => {
    const clients = await Promise.all([1, 2, 3].map(() => RawClient.connect(endpoint)));
    const ids = await Promise.all(clients.map((client) => client.connectionId()));
    await gateway.stop();
    const gone = requests.filter(({ path }) => path === '/disconnect').map(({ text }) => JSON.parse(text).Id);
    assert.deepEqual(gone.sort(), ids.sort());
    await until('the clients are told', () => clients.every(({ socket }) => socket.readyState === 3), soonMs);
  }));
