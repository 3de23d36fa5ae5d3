// The AWS CLI against @connections, as an operator types it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withApi } from './support/api_program.mjs';

const run = promisify(execFile);

const echoApi = {
  name: 'pings',
  routeSelectionExpression: '$request.body.action',
  integrations: [{
    integrationId: 'ping',
    integrationType: 'MOCK',
    templateSelectionExpression: '\\$default',
    requestTemplates: { $default: '{"statusCode":200}' },
    integrationResponses: [{
      integrationResponseKey: '/200/',
      templateSelectionExpression: '\\$default',
      responseTemplates: { $default: '{"type":"pong","id":"$context.connectionId"}' },
    }],
  }],
  routes: [{
    routeKey: 'ping', target: 'integrations/ping', routeResponseSelectionExpression: '$default',
    routeResponses: [{ routeResponseKey: '$default' }],
  }],
  stages: [{ stageName: 'dev' }],
};

const credentials = '[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = not-so-secret\n';

// One test for all: the CLI takes a second to start.
withApi('the AWS CLI posts, looks and closes, signed; a wrong key is refused',
  {
    api: echoApi,
    args: async (parts, folder) => {
      const file = join(folder, 'credentials');
      await writeFile(file, credentials);
      return ['--credentials', file, '--require-signatures'];
    },
  },
  async (world) => {
    const aws = (secret, ...args) => run('aws',
      ['apigatewaymanagementapi', ...args, '--endpoint-url', `${world.url}/dev`, '--region', 'eu-west-1'],
      {
        env: {
          ...process.env, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: secret, AWS_PAGER: '',
          AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_EC2_METADATA_DISABLED: 'true',
        },
      });
    const client = await world.connect();
    client.send('{"action":"ping"}');
    const { type, id } = JSON.parse(await client.next());
    assert.equal(type, 'pong');

    const data = join(world.folder, 'message.txt');
    await writeFile(data, 'hello from the CLI');
    await aws('not-so-secret', 'post-to-connection', '--connection-id', id, '--data', `fileb://${data}`);
    assert.equal(await client.next(), 'hello from the CLI');

    const { stdout } = await aws('not-so-secret', 'get-connection', '--connection-id', id);
    assert.match(JSON.parse(stdout).connectedAt ?? JSON.parse(stdout).ConnectedAt, /^\d{4}-/);

    await assert.rejects(aws('another', 'get-connection', '--connection-id', id), (error) => {
      assert.match(error.stderr, /signature we calculated does not match/);
      return true;
    });
    const unsigned = await fetch(`${world.url}/dev/@connections/${encodeURIComponent(id)}`);
    assert.equal(unsigned.status, 403);
    assert.deepEqual(await unsigned.json(), { message: 'Missing Authentication Token' });

    await aws('not-so-secret', 'delete-connection', '--connection-id', id);
    assert.equal((await client.closed).code, 1000);
    await assert.rejects(aws('not-so-secret', 'get-connection', '--connection-id', id), (error) => {
      assert.match(error.stderr, /GoneException/);
      return true;
    });
  });
