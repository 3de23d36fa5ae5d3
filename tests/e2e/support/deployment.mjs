// The chat as it is deployed: all in one process, or gateway and backend apart. Tests do not care which.
import { freePort, Program } from './program.mjs';
import { webRoot } from './paths.mjs';

export const forms = ['serve', 'gateway + backend'];

export class Deployment {
  static async start(form, extraArgs = []) {
    const deployment = form === 'serve' ? new OneProcess(extraArgs) : new TwoProcesses(extraArgs);
    try {
      await deployment.start();
    } catch (error) {
      await deployment.kill();
      throw error;
    }
    return deployment;
  }

  constructor(extraArgs) {
    this.extraArgs = extraArgs;
    this.port = 0;
    this.everyone = [];
  }

  // Where the page is, and where its socket goes.
  get url() { return `http://127.0.0.1:${this.port}/`; }
  get endpoint() { return `ws://127.0.0.1:${this.port}/dev`; }

  // The names of the parts that can be stopped and started alone.
  get parts() { return Object.keys(this.programs()); }
  programs() { throw new Error('a deployment has programs'); }

  async start() {
    for (const part of this.parts) await this.startPart(part);
  }
  async startPart(part) {
    const program = await Program.start(await this.argsOf(part));
    this.everyone.push(program);
    this.keep(part, program);
  }
  // Stops one part cleanly and checks that it did end so.
  async stopPart(part) {
    const program = this.programs()[part];
    this.keep(part, null);
    await program?.stop();
  }
  async killPart(part) {
    const program = this.programs()[part];
    this.keep(part, null);
    await program?.kill();
  }

  async stop() {
    for (const part of this.parts) await this.stopPart(part);
  }
  async kill() {
    for (const part of this.parts) await this.killPart(part);
  }

  log() {
    return this.everyone.map((program) => `--- palaver ${program.args.join(' ')}\n${program.log()}`).join('\n');
  }
}

class OneProcess extends Deployment {
  server = null;
  programs() { return { server: this.server }; }
  async argsOf() {
    return ['serve', '--port', String(this.port), '--web-root', webRoot, ...this.extraArgs];
  }
  keep(part, program) {
    this.server = program;
    if (program) this.port = program.port;
  }
}

class TwoProcesses extends Deployment {
  gateway = null;
  backend = null;
  programs() { return { gateway: this.gateway, backend: this.backend }; }
  async argsOf(part) {
    this.backendPort ??= await freePort();
    return part === 'gateway'
      ? ['gateway', '--port', String(this.port), '--web-root', webRoot,
        '--backend-url', `http://127.0.0.1:${this.backendPort}`, ...this.extraArgs]
      : ['backend', '--port', String(this.backendPort),
        '--management-url', `http://127.0.0.1:${this.port}/dev`];
  }
  keep(part, program) {
    this[part] = program;
    if (program && part === 'gateway') this.port = program.port;
  }
}
