// A $connect route that wants AWS_IAM, with handshakes signed by the SDK's own signer.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { withApi } from './support/api_program.mjs';

const mock = (id, template) => ({
  integrationId: id,
  integrationType: 'MOCK',
  templateSelectionExpression: '\\$default',
  requestTemplates: { $default: '{"statusCode":200}' },
  ...(template && {
    integrationResponses: [{
      integrationResponseKey: '$default',
      templateSelectionExpression: '\\$default',
      responseTemplates: { $default: template },
    }],
  }),
});

const signedApi = {
  name: 'members only',
  routeSelectionExpression: '$request.body.action',
  integrations: [mock('connect'), mock('whoami', '$context.identity.accountId $context.identity.caller')],
  routes: [
    { routeKey: '$connect', target: 'integrations/connect', authorizationType: 'AWS_IAM' },
    {
      routeKey: 'whoami', target: 'integrations/whoami', routeResponseSelectionExpression: '$default',
      routeResponses: [{ routeResponseKey: '$default' }],
    },
  ],
  stages: [{ stageName: 'dev' }],
};

const signer = (secretAccessKey) => new SignatureV4({
  service: 'execute-api',
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey },
  sha256: Sha256,
});

const handshake = (world, query = {}) => ({
  method: 'GET', protocol: 'http:', hostname: 'localhost', port: world.gateway.port, path: '/dev', query,
  headers: { host: world.host },
});

// What a browser does, which can set no header: the signature travels in the query.
async function presigned(world, secret, query) {
  const request = await signer(secret).presign(handshake(world, query), { expiresIn: 60 });
  return `${world.endpoint}?${new URLSearchParams(request.query)}`;
}

const served = {
  api: signedApi,
  args: async (parts, folder) => {
    const file = join(folder, 'credentials');
    await writeFile(file, '[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = not-so-secret\n');
    return ['--credentials', file, '--account-id', '111122223333'];
  },
};

withApi('a handshake with a presigned URL is let in and its caller is known', served, async (world) => {
  const client = await world.connect(await presigned(world, 'not-so-secret', { room: 'a b/c+ü' }));
  client.send('{"action":"whoami"}');
  assert.match(await client.next(), /^111122223333 AKIDEXAMPLE/);
});

withApi('a handshake signed in its headers is let in', served, async (world) => {
  const { headers } = await signer('not-so-secret').sign(handshake(world));
  const client = await world.connect(world.endpoint, { headers });
  client.send('{"action":"whoami"}');
  assert.match(await client.next(), /^111122223333 /);
});

withApi('a handshake without a signature, with another secret, or altered after signing is refused', served,
  async (world) => {
    await assert.rejects(world.connect(), /403/);
    await assert.rejects(world.connect(await presigned(world, 'a guess')), /403/);
    await assert.rejects(world.connect(`${await presigned(world, 'not-so-secret', { room: 'a' })}&room=b`), /403/);
    const { headers } = await signer('not-so-secret').sign(handshake(world));
    await assert.rejects(world.connect(`${world.endpoint}?room=a`, { headers }), /403/);
  });
