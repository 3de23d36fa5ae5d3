// The program itself: its flags, its errors, and what its HTTP side refuses.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { e2e } from './support/e2e.mjs';
import { Program } from './support/program.mjs';
import { soonMs, within } from './support/wait.mjs';

const brief = { timeout: 60_000 };

// Sends bytes as they are and gives all that comes back until the server closes.
function exchangeRaw(port, bytes) {
  return within(soonMs, 'the server answers and closes', new Promise((done) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (text) => { answer += text; });
    socket.on('close', () => done(answer));
    socket.on('error', () => {});
  }));
}

async function refusedPlainly(args, named) {
  const { code, stdout, stderr } = await Program.run(args);
  assert.notEqual(code, 0, 'exit code');
  assert.equal(stdout, '');
  const lines = stderr.trim().split('\n');
  assert.equal(lines.length, 1, `one line, not:\n${stderr}`);
  assert.match(lines[0], named);
}

test('--help explains the three forms and their flags', brief, async () => {
  const { code, stdout } = await Program.run(['--help']);
  assert.equal(code, 0);
  for (const word of ['serve', 'gateway', 'backend']) assert.match(stdout, new RegExp(`\\b${word}\\b`));
  const serve = await Program.run(['serve', '--help']);
  for (const flag of ['--host', '--port', '--stage', '--web-root', '--log-level']) {
    assert.ok(serve.stdout.includes(flag), `${flag} in serve --help`);
  }
  assert.ok((await Program.run(['gateway', '--help'])).stdout.includes('--backend-url'));
  assert.ok((await Program.run(['backend', '--help'])).stdout.includes('--management-url'));
});

test('a bad flag is one clear line', brief, () =>
  refusedPlainly(['serve', '--prot', '8080'], /--prot/));
test('a port that is none is one clear line', brief, () =>
  refusedPlainly(['serve', '--port', 'eighty'], /--port/));
test('a port too high is one clear line', brief, () =>
  refusedPlainly(['serve', '--port', '70000'], /--port/));
test('a backend address that is none is one clear line', brief, () =>
  refusedPlainly(['gateway', '--port', '0', '--backend-url', 'nonsense'], /--backend-url/));

test('a busy port is one clear line', brief, async () => {
  const first = await Program.start(['serve', '--port', '0']);
  try {
    await refusedPlainly(['serve', '--port', String(first.port)], new RegExp(`\\b${first.port}\\b`));
  } finally {
    await first.stop();
  }
});

test('plain `palaver` is `palaver serve`, and finds the web client by itself', brief, async () => {
  const program = await Program.start(['--port', '0']);
  try {
    const answer = await fetch(program.url);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /<title>/);
  } finally {
    await program.stop();
  }
});

e2e('headers over the limit are answered with 431', async (world) => {
  const answer = await exchangeRaw(world.server.port,
    `GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
  assert.match(answer, /^HTTP\/1\.1 431 /);
});

e2e('what is not HTTP is answered with 400', async (world) => {
  assert.match(await exchangeRaw(world.server.port, 'hello there\r\n\r\n'), /^HTTP\/1\.1 400 /);
}, { only: 'serve' });

e2e('no path leads out of the web root', async (world) => {
  const paths = [
    '/../CMakeLists.txt', '/../../../CMakeLists.txt', '/%2e%2e/%2e%2e/%2e%2e/CMakeLists.txt',
    '/..%2f..%2f..%2fCMakeLists.txt', '/assets/../../../../CMakeLists.txt', '//etc/passwd',
    '/%00', '/..\\..\\..\\CMakeLists.txt', '/%2e%2e%5c%2e%2e%5cCMakeLists.txt',
  ];
  for (const path of paths) {
    const answer = await exchangeRaw(world.server.port,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 40[034] /, path);
    assert.doesNotMatch(answer, /cmake_minimum_required|root:/, path);
  }
}, { only: 'serve' });
