// Certificates for tests, made by openssl as docs/tls.md says.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { root } from './paths.mjs';

const document = readFileSync(join(root, 'docs/tls.md'), 'utf8');
const command = /^openssl req (?:.*\\\n)*.*$/m.exec(document)[0];

const folders = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

// A folder with cert.pem and key.pem.
export class Certificate {
  static async create() {
    const folder = await mkdtemp(join(tmpdir(), 'palaver-tls-'));
    folders.push(folder);
    const certificate = new Certificate(folder);
    certificate.renew();
    return certificate;
  }
  constructor(folder) {
    this.folder = folder;
    this.cert = join(folder, 'cert.pem');
    this.key = join(folder, 'key.pem');
  }
  // Writes others over them.
  renew() { this.run(command); }
  // In the folder; `more` is shell.
  run(more) { execFileSync('sh', ['-c', more], { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] }); }
  get args() { return ['--tls-cert', this.cert, '--tls-key', this.key]; }
  // For clients that trust it.
  get ca() { return readFileSync(this.cert); }
}
