// `palaver gateway` with an API of the test's own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Program } from './program.mjs';
import { RawClient } from './sockets.mjs';

// Runs `body` with a gateway that serves `api` (a definition, or a function of nothing that makes one), and closes what
// is in `closers` at the end.
export function withApi(name, { api, args = [], setUp = async () => ({}) }, body) {
  test(name, { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'palaver-api-'));
    const parts = await setUp();
    const file = join(folder, 'api.json');
    await writeFile(file, JSON.stringify(typeof api === 'function' ? api(parts) : api, null, 2));
    const moreArgs = typeof args === 'function' ? await args(parts, folder) : args;
    const gateway = await Program.start(['gateway', '--port', '0', '--api', file, ...moreArgs]);
    const clients = [];
    const world = {
      ...parts,
      gateway,
      folder,
      host: `localhost:${gateway.port}`,
      url: `http://localhost:${gateway.port}`,
      endpoint: `ws://localhost:${gateway.port}/dev`,
      connect: async (endpoint = world.endpoint, ...rest) => {
        const client = await RawClient.connect(endpoint, ...rest);
        clients.push(client);
        return client;
      },
    };
    try {
      await body(world);
      for (const client of clients) client.close();
      await gateway.stop();
    } catch (error) {
      throw new Error(`${error.stack}\nthe gateway said:\n${gateway.log()}`);
    } finally {
      gateway.child.kill('SIGKILL');
      for (const part of Object.values(parts)) await part?.close?.();
      await rm(folder, { recursive: true });
    }
  });
}

// An error frame of API Gateway, byte for byte but for the ids.
export const errorFrame = (message) =>
  new RegExp(`^\\{"message": "${message}", "connectionId":"[\\w-]{15}=", "requestId":"[\\w-]{15}="\\}$`);

export const functionUri = (name) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:${name}/invocations`;
