// https and wss: `palaver --tls-cert --tls-key` with clients that know nothing of it.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import {
  ApiGatewayManagementApiClient, DeleteConnectionCommand, GetConnectionCommand, PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { newContext } from './support/browser.mjs';
import { Certificate } from './support/certificates.mjs';
import { ChatPage } from './support/chat_page.mjs';
import { webRoot } from './support/paths.mjs';
import { Program } from './support/program.mjs';
import { RawClient } from './support/sockets.mjs';
import { soonMs, until, within } from './support/wait.mjs';

const brief = { timeout: 60_000 };

// Runs `body` with `palaver serve` over TLS, which must then stop cleanly.
function overTls(name, body, moreArgs = []) {
  test(name, brief, async () => {
    const certificate = await Certificate.create();
    const program = await Program.start(['serve', '--port', '0', '--web-root', webRoot, ...certificate.args, ...moreArgs]);
    const clients = [];
    const world = {
      certificate,
      program,
      port: program.port,
      endpoint: `wss://localhost:${program.port}/dev`,
      connect: async (options = {}) => {
        const client = await RawClient.connect(world.endpoint, { ca: certificate.ca, ...options });
        clients.push(client);
        return client;
      },
    };
    try {
      await body(world);
      for (const client of clients) client.close();
      await program.stop();
    } catch (error) {
      throw new Error(`${error.stack}\nthe program said:\n${program.log()}`);
    } finally {
      program.child.kill('SIGKILL');
    }
  });
}

// A TLS connection, its handshake done; fails with the reason otherwise.
function secured(options) {
  return within(soonMs, 'a TLS handshake', new Promise((done, broken) => {
    const socket = connectTls({ host: 'localhost', servername: 'localhost', ...options }, () => done(socket));
    // TLS 1.2 gives the ticket inside the handshake.
    socket.on('session', (ticket) => { socket.ticket = ticket; });
    socket.once('error', broken);
  }));
}

const getText = (url, options) => new Promise((done, broken) => {
  get(url, { agent: false, ...options }, async (answer) => {
    let body = '';
    for await (const piece of answer) body += piece;
    done({ status: answer.statusCode, body });
  }).once('error', broken);
});

const fingerprintOf = (certificate) => new X509Certificate(certificate.ca).fingerprint256;

overTls('the first lines and the 426 name https and wss', async ({ program, port, certificate, endpoint }) => {
  assert.equal(program.url, `https://localhost:${port}`);
  assert.ok(program.stdout.includes(`\nopen https://localhost:${port}/\n`), program.stdout);
  assert.ok(program.stdout.includes(`\n${endpoint}\n`), program.stdout);
  assert.doesNotMatch(program.stdout, /http:|ws:/);
  const { status, body } = await getText(`${program.url}/dev`, { ca: certificate.ca });
  assert.equal(status, 426);
  assert.ok(body.includes(`connect to ${endpoint}`), body);
});

overTls('two wss clients chat, frames of every size arrive whole', async ({ connect }) => {
  const ada = await connect();
  const bob = await connect();
  for (const text of ['hello', 'x'.repeat(20_000), '世界']) {
    ada.post(text);
    assert.equal(JSON.parse(await bob.next()).payload, text);
  }
});

overTls('a page from https talks wss, with another page', async ({ program }) => {
  const pages = [];
  for (const name of ['Ada', 'Bob']) {
    const context = await newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(`${program.url}/?name=${name}`);
    const chat = new ChatPage(page);
    await chat.waitForStatus('Connected');
    pages.push({ context, chat });
  }
  const [ada, bob] = pages.map(({ chat }) => chat);
  await ada.say('over wss');
  await bob.waitForMessage('over wss');
  for (const { context } of pages) await context.close();
});

overTls("AWS's SDK posts, looks and closes over https", async ({ program, certificate, connect }) => {
  const client = await connect();
  const ConnectionId = await client.connectionId();
  const management = new ApiGatewayManagementApiClient({
    endpoint: `${program.url}/dev`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: { httpsAgent: new Agent({ ca: certificate.ca }) },
  });
  await management.send(new PostToConnectionCommand({ ConnectionId, Data: 'from the SDK' }));
  assert.equal(await client.next(), 'from the SDK');
  assert.equal((await management.send(new GetConnectionCommand({ ConnectionId }))).Identity.SourceIp, '127.0.0.1');
  await management.send(new DeleteConnectionCommand({ ConnectionId }));
  await within(soonMs, 'the close', client.closed);
  management.destroy();
});

overTls('SIGHUP loads another certificate; open connections go on', async ({ program, certificate, port, connect }) => {
  const before = await connect();
  const first = fingerprintOf(certificate);
  certificate.renew();
  program.child.kill('SIGHUP');
  await until('the reload', () => program.stderr.includes('certificate loaded'));
  const after = await connect();
  const socket = await secured({ port, ca: certificate.ca });
  assert.equal(socket.getPeerCertificate().fingerprint256, fingerprintOf(certificate));
  assert.notEqual(fingerprintOf(certificate), first);
  socket.destroy();
  after.post('from after');
  assert.equal(JSON.parse(await before.next()).payload, 'from after');

  // A file that is no certificate: the old one stays.
  await writeFile(certificate.cert, 'nonsense');
  program.child.kill('SIGHUP');
  await until('the complaint', () => program.stderr.includes('the certificate stays as it was'));
  (await secured({ port, rejectUnauthorized: false })).destroy();
});

overTls('a certificate that changed is loaded without a signal', async ({ program, certificate, port }) => {
  certificate.renew();
  await until('the reload', () => program.stderr.includes('certificate loaded'));
  (await secured({ port, ca: certificate.ca })).destroy();
});

for (const version of ['TLSv1.2', 'TLSv1.3']) {
  overTls(`sessions resume by ticket (${version})`, async ({ port, certificate }) => {
    const options = { port, ca: certificate.ca, minVersion: version, maxVersion: version };
    const first = await secured(options);
    assert.equal(first.getProtocol(), version);
    assert.equal(first.isSessionReused(), false);
    first.resume();
    await until('a ticket', () => first.ticket);
    first.destroy();
    const second = await secured({ ...options, session: first.ticket });
    assert.equal(second.isSessionReused(), true);
    second.destroy();
  });
}

overTls('TLS 1.1 is refused', async ({ port, certificate }) => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  await assert.rejects(secured({ port, ca: certificate.ca, ...old }), /alert protocol version/i);
});

overTls('ALPN: http/1.1, and nothing else', async ({ port, certificate }) => {
  const offer = (ALPNProtocols) => secured({ port, ca: certificate.ca, ALPNProtocols });
  for (const [offered, chosen] of [[['h2', 'http/1.1'], 'http/1.1'], [undefined, false]]) {
    const socket = await offer(offered);
    assert.equal(socket.alpnProtocol, chosen);
    socket.destroy();
  }
  await assert.rejects(offer(['h2']), /no application protocol/i);
});

overTls('a client that does not finish its handshake is closed at the deadline', async ({ port }) => {
  for (const bytes of ['', '\x16\x03\x01']) {
    const begin = Date.now();
    const socket = connectTcp(port, 'localhost');
    socket.on('error', () => {});
    socket.resume();
    if (bytes) socket.write(bytes, 'latin1');
    await within(soonMs, 'the close', once(socket, 'close'));
    assert.ok(Date.now() - begin >= 450, 'not before its time');
  }
}, ['--handshake-timeout', '0.5']);

overTls('a client without TLS is closed', async ({ port }) => {
  const socket = connectTcp(port, 'localhost');
  socket.on('error', () => {});
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => { answer += text; });
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await within(soonMs, 'the close', once(socket, 'close'));
  assert.doesNotMatch(answer, /HTTP/);
});

test('files that cannot be used are one clear line each, with exit code 2', brief, async () => {
  const mine = await Certificate.create();
  const other = await Certificate.create();
  mine.run('openssl pkey -in key.pem -aes256 -passout pass:secret -out encrypted.pem');
  await writeFile(join(mine.folder, 'empty.pem'), '');
  const missing = join(mine.folder, 'missing.pem');
  const rows = [
    [['--tls-cert', mine.cert], /^palaver: --tls-cert needs --tls-key FILE/],
    [['--tls-key', mine.key], /^palaver: --tls-key needs --tls-cert FILE/],
    [['--tls-cert', mine.cert, '--tls-key', other.key], /^palaver: --tls-cert, --tls-key: .* does not match the key in /],
    [['--tls-cert', missing, '--tls-key', mine.key], /^palaver: --tls-cert: .*missing\.pem cannot be read: No such file/],
    [['--tls-cert', mine.cert, '--tls-key', missing], /^palaver: --tls-key: .*missing\.pem cannot be read: No such file/],
    [['--tls-cert', join(mine.folder, 'empty.pem'), '--tls-key', mine.key], /^palaver: --tls-cert: .* holds no certificate/],
    [['--tls-cert', mine.cert, '--tls-key', mine.cert], /^palaver: --tls-key: .* holds no private key/],
    [['--tls-cert', mine.cert, '--tls-key', join(mine.folder, 'encrypted.pem')], /^palaver: --tls-key: .* is encrypted; /],
  ];
  for (const [args, line] of rows) {
    const { code, stdout, stderr } = await Program.run(['serve', '--port', '0', ...args]);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, line);
    assert.equal(stderr.indexOf('\n'), stderr.length - 1, `one line, not:\n${stderr}`);
  }
});

test('an expired certificate is served with a warning', brief, async () => {
  const certificate = await Certificate.create();
  // openssl req takes no dates of the past; x509 does.
  certificate.run('openssl x509 -in cert.pem -signkey key.pem -days -1 -out expired.pem && mv expired.pem cert.pem');
  const program = await Program.start(['serve', '--port', '0', ...certificate.args]);
  try {
    assert.match(program.stderr, /warning the certificate has expired file=\S+ valid-until=\d{4}-/);
    (await secured({ port: program.port, rejectUnauthorized: false })).destroy();
  } finally {
    await program.stop();
  }
});

test('the backend listens with TLS as well', brief, async () => {
  const certificate = await Certificate.create();
  const program = await Program.start(['backend', '--port', '0', ...certificate.args]);
  try {
    assert.equal((await getText(`${program.url}/healthz`, { ca: certificate.ca })).body, 'ok\n');
  } finally {
    await program.stop();
    await rm(certificate.folder, { recursive: true });
  }
});
