// A new process takes over the sockets of the old one, as systemd hands them over: LISTEN_FDS.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { palaverBin } from './support/paths.mjs';
import { track } from './support/program.mjs';
import { RawClient } from './support/sockets.mjs';
import { soonMs, until, within } from './support/wait.mjs';

// What a service manager does: it holds the socket as descriptor 3, and by the line starts a process, or ends the oldest.
const script = `
while read -r order; do
  case $order in
    start) sh -c 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"' sh "$@" 2>&1 & pids="$pids$! " ;;
    end) oldest=\${pids%% *}; pids=\${pids#* }; kill -TERM $oldest; wait $oldest; echo "ended with $?" ;;
  esac
done`;

class Manager {
  static async with(args, body) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const manager = new Manager(server, args);
    // Only the manager holds it now.
    await new Promise((done) => server.close(done));
    try {
      await body(manager);
    } catch (error) {
      throw new Error(`${error.stack}\nit said:\n${manager.output}`);
    } finally {
      // With all that it has started.
      process.kill(-manager.child.pid, 'SIGKILL');
    }
  }
  constructor(server, args) {
    this.port = server.address().port;
    this.output = '';
    this.child = track(spawn('sh', ['-c', script, 'sh', palaverBin, ...args],
      { stdio: ['pipe', 'pipe', 'inherit', server._handle.fd], detached: true }));
    this.child.stdout.on('data', (text) => { this.output += text; });
  }
  async order(what, text) {
    const count = this.output.split(text).length;
    this.child.stdin.write(`${what}\n`);
    await until(text, () => this.output.split(text).length > count);
  }
  // The address is the socket's, whatever the flags say.
  start() { return this.order('start', `listening on http://127.0.0.1:${this.port}\n`); }
  // In order, with exit code 0.
  end() { return this.order('end', 'ended with 0\n'); }
}

const healthOf = (port) => new Promise((done, broken) => {
  get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (answer) => {
    answer.resume().once('end', () => done(answer.statusCode));
  }).once('error', broken);
});

test('a new process takes over the socket, and no connection is refused meanwhile', { timeout: 60_000 }, () =>
  Manager.with(['serve', '--host', '192.0.2.1', '--port', '1'], async (manager) => {
    await manager.start();
    const old = await RawClient.connect(`ws://127.0.0.1:${manager.port}/dev`);
    let stop = false;
    let answered = 0;
    const refused = [];
    const visits = (async () => {
      while (!stop) {
        await healthOf(manager.port).then((status) => {
          assert.equal(status, 200);
          ++answered;
        }, (error) => {
          // One that the old process has accepted and not read yet when it ends is no refused one.
          if (error.code === 'ECONNREFUSED') refused.push(error);
        });
      }
    })();
    await manager.start();
    await manager.end();
    assert.equal((await within(soonMs, 'the close', old.closed)).code, 1001);
    const then = answered;
    await until('visits at the second', () => answered > then + 10);
    stop = true;
    await visits;
    assert.deepEqual(refused, []);
    (await RawClient.connect(`ws://127.0.0.1:${manager.port}/dev`)).close();
    await manager.end();
  }));

test('who connects while no process is there waits for the next', { timeout: 60_000 }, () =>
  Manager.with(['serve'], async (manager) => {
    await manager.start();
    await manager.end();
    const visit = healthOf(manager.port);
    await manager.start();
    assert.equal(await within(soonMs, 'the answer', visit), 200);
    await manager.end();
  }));

test('what is no listening socket is one clear line', { timeout: 60_000 }, async () => {
  const child = track(spawn('sh', ['-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve', palaverBin],
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] }));
  let errors = '';
  child.stderr.on('data', (text) => { errors += text; });
  const [code] = await within(soonMs, 'the end', once(child, 'close'));
  assert.equal(code, 2);
  assert.equal(errors, 'palaver: LISTEN_FDS: descriptor 3 is not a listening TCP socket\n');
});
