// The server under test: our own gateway with an echo behind it, or the endpoint that CONFORMANCE_ENDPOINT names.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../../e2e/support/program.mjs';

// The forms in which our own gateway runs; each is started when the first case asks for it.
const forms = {
  // As it is without flags: API Gateway's limits.
  plain: { args: [] },
  raised: { args: ['--frame-limit', '16M', '--message-limit', '16M', '--send-queue-limit', '64M'] },
  small: { args: ['--frame-limit', '100', '--message-limit', '1000'] },
  // Every message compressed, with what was sent before it.
  contexts: { args: ['--compression-takeover', 'both', '--compression-threshold', '1'] },
  uncompressed: { args: ['--compression', 'off'] },
};

// A target has `isOurs`, `binary` ('echo' or 'refuse'), place(form) and close(). A place is host, port and path, and how
// long the server may take for a step: far more than it needs, also on a busy machine. Elsewhere it is less, as a server
// with other ideas lets many cases wait in vain.
export function openTarget() {
  const endpoint = process.env.CONFORMANCE_ENDPOINT ?? '';
  return endpoint === '' ? new OurGateway() : new Elsewhere(endpoint, process.env.CONFORMANCE_BINARY ?? 'echo');
}

class Elsewhere {
  isOurs = false;
  constructor(endpoint, binary) {
    const url = new URL(endpoint);
    this.binary = binary;
    this.where = {
      host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80), path: url.pathname + url.search, stepMs: 3000,
    };
  }
  async place() { return this.where; }
  async close() {}
}

class OurGateway {
  isOurs = true;
  binary = 'refuse';
  programs = new Map();

  async place(form) {
    if (!this.programs.has(form)) this.programs.set(form, this.start(form));
    const program = await this.programs.get(form);
    return { host: '127.0.0.1', port: program.port, path: '/dev', stepMs: 10_000 };
  }

  async start(form) {
    this.folder ??= mkdtemp(join(tmpdir(), 'palaver-conformance-'));
    this.backend ??= startBackend();
    const api = JSON.parse(await readFile(new URL('../echo.json', import.meta.url), 'utf8'));
    api.stages[0].stageVariables.backend = `127.0.0.1:${(await this.backend).address().port}`;
    const file = join(await this.folder, `${form}.json`);
    await writeFile(file, JSON.stringify(api));
    return Program.start(['gateway', '--host', '127.0.0.1', '--port', '0', '--api', file, '--log-level', 'warning',
      '--account-rate', 'off', '--account-burst', 'off', '--connection-rate', 'off', ...forms[form].args]);
  }

  // Each must have survived and end cleanly.
  async close() {
    for (const program of this.programs.values()) await (await program).stop();
    this.programs.clear();
    const backend = await this.backend;
    backend?.closeAllConnections();
    backend?.close();
    if (this.folder) await rm(await this.folder, { recursive: true });
    this.folder = this.backend = undefined;
  }
}

// Gives back what it is sent.
async function startBackend() {
  const backend = createServer((request, response) => {
    const parts = [];
    request.on('data', (bytes) => parts.push(bytes));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': body.length });
      response.end(body);
    });
  });
  // The gateway may come back to a connection at any time; one that is just being closed would cost it a message.
  backend.keepAliveTimeout = 600_000;
  await new Promise((done) => backend.listen(0, '127.0.0.1', done));
  return backend;
}
