// Who is let in, and who is told what: $connect, authorizers, subprotocols, addresses.
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { e2e } from './support/e2e.mjs';
import { functionUri, withApi } from './support/api_program.mjs';
import { HttpServer } from './support/http_server.mjs';
import { LambdaRuntime } from './support/lambda_runtime.mjs';
import { root } from './support/paths.mjs';

const stages = [{ stageName: 'dev', stageVariables: { secret: 'sesame' } }];

// What a handshake is answered, without opening anything.
function handshake(world, path, headers = {}) {
  return new Promise((done, broken) => {
    const request = httpRequest(`${world.url}${path}`, {
      headers: {
        Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers,
      },
    });
    const finish = (response, socket) => {
      const answer = { status: response.statusCode, headers: response.headers };
      socket?.destroy();
      if (socket) { done(answer); return; }
      let body = '';
      response.on('data', (bytes) => { body += bytes; });
      response.on('end', () => done({ ...answer, body }));
    };
    request.once('upgrade', finish);
    request.once('response', (response) => finish(response));
    request.once('error', broken);
    request.end();
  });
}

const authorizerHandlers = () => ({
  authorize: async ({ methodArn, queryStringParameters: { token } }) => {
    if (token === 'throw') throw new Error('Unauthorized');
    if (token === 'crash') throw new Error('something else');
    if (token === 'nonsense') return { statusCode: 401 };
    return {
      principalId: 'user-7',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Action: 'execute-api:Invoke',
          Effect: token === 'good' ? 'Allow' : 'Deny',
          Resource: methodArn,
        }],
      },
      context: { tenant: 'acme', level: 3, admin: true },
    };
  },
  connect: async ({ headers, queryStringParameters }) => {
    const status = Number(queryStringParameters?.status ?? 200);
    if (queryStringParameters?.fail) throw new Error('no');
    const offered = headers['Sec-WebSocket-Protocol'];
    return { statusCode: status, ...(offered && { headers: { 'sec-websocket-protocol': offered.split(',')[0].trim() } }) };
  },
  whoami: async ({ requestContext }) => ({ statusCode: 200, body: JSON.stringify(requestContext.authorizer) }),
});

const lambdaApi = (withAuthorizer) => ({
  name: 'doors',
  routeSelectionExpression: '$request.body.action',
  integrations: ['connect', 'whoami'].map((id) =>
    ({ integrationId: id, integrationType: 'AWS_PROXY', integrationUri: functionUri(id) })),
  ...(withAuthorizer && {
    authorizers: [{
      authorizerId: 'auth', name: 'auth', authorizerType: 'REQUEST', authorizerUri: functionUri('authorize'),
      identitySource: ['route.request.querystring.token'],
    }],
  }),
  routes: [
    {
      routeKey: '$connect', target: 'integrations/connect',
      ...(withAuthorizer && { authorizationType: 'CUSTOM', authorizerId: 'auth' }),
    },
    {
      routeKey: 'whoami', target: 'integrations/whoami', routeResponseSelectionExpression: '$default',
      routeResponses: [{ routeResponseKey: '$default' }],
    },
  ],
  stages,
});

const setUp = async () => ({ lambda: await LambdaRuntime.start(authorizerHandlers()) });
const args = ({ lambda }) => ['--lambda-endpoint', lambda.url];

withApi('an authorizer decides: 101, 401, 403 or 500, and its context stays with the connection',
  { api: lambdaApi(true), setUp, args },
  async (world) => {
    for (const [query, status] of [
      ['', 401], ['?token=', 401], ['?token=throw', 401], ['?token=bad', 403], ['?token=crash', 500],
      ['?token=nonsense', 500], ['?token=good', 101],
    ]) {
      const answer = await handshake(world, `/dev${query}`);
      assert.equal(answer.status, status, query);
      if (status === 403) assert.match(answer.body, /^\{"message": "Forbidden", "connectionId":"/);
    }
    const [{ event }] = world.lambda.events.filter(({ name }) => name === 'authorize');
    assert.equal(event.type, 'REQUEST');
    assert.match(event.methodArn, /^arn:aws:execute-api:us-east-1:000000000000:[a-z0-9]{10}\/dev\/\$connect$/);
    assert.deepEqual(event.stageVariables, { secret: 'sesame' });
    const client = await world.connect(`${world.endpoint}?token=good`);
    client.send('{"action":"whoami"}');
    const said = JSON.parse(await client.next());
    assert.deepEqual({ ...said, integrationLatency: undefined },
      { tenant: 'acme', level: '3', admin: 'true', principalId: 'user-7', integrationLatency: undefined });
  });

withApi('an authorizer may be an HTTP URL',
  {
    setUp: async () => ({
      server: await HttpServer.start(async ({ body }, response) => {
        const { methodArn, headers } = JSON.parse(body);
        response.end(JSON.stringify({
          principalId: 'u',
          policyDocument: {
            Statement: [{ Action: '*', Effect: headers['X-Auth'] === 's3cret' ? 'Allow' : 'Deny', Resource: methodArn }],
          },
        }));
      }),
    }),
    api: ({ server }) => ({
      name: 'doors',
      routeSelectionExpression: '$request.body.action',
      authorizers: [{
        authorizerId: 'auth', name: 'auth', authorizerType: 'REQUEST', authorizerUri: `${server.url}/authorize`,
        identitySource: ['route.request.header.x-auth'],
      }],
      integrations: [{
        integrationId: 'ok', integrationType: 'MOCK', requestTemplates: { $default: '{"statusCode":200}' },
        integrationResponses: [{ integrationResponseKey: '$default' }],
      }],
      routes: [{ routeKey: '$connect', target: 'integrations/ok', authorizationType: 'CUSTOM', authorizerId: 'auth' }],
      stages,
    }),
  },
  async (world) => {
    assert.equal((await handshake(world, '/dev')).status, 401);
    assert.equal((await handshake(world, '/dev', { 'X-Auth': 'wrong' })).status, 403);
    assert.equal((await handshake(world, '/dev', { 'X-Auth': 's3cret' })).status, 101);
  });

withApi('$connect\'s answer is the handshake\'s, and picks the subprotocol',
  { api: lambdaApi(false), setUp, args },
  async (world) => {
    for (const [query, status] of [['', 101], ['?status=204', 101], ['?status=401', 401], ['?status=403', 403],
      ['?status=500', 500], ['?fail=1', 502]]) {
      assert.equal((await handshake(world, `/dev${query}`)).status, status, query);
    }
    const offered = await handshake(world, '/dev', { 'Sec-WebSocket-Protocol': 'chat.v2, chat.v1' });
    assert.equal(offered.headers['sec-websocket-protocol'], 'chat.v2');
    assert.equal((await handshake(world, '/dev')).headers['sec-websocket-protocol'], undefined);
  });

const mock = (text) => ({
  integrationType: 'MOCK',
  requestTemplates: { $default: '{"statusCode":200}' },
  integrationResponses: [{ integrationResponseKey: '$default', responseTemplates: { $default: text } }],
});

withApi('stages are found by host, by path, by custom domain; others are refused',
  {
    api: {
      apiId: 'a1b2c3d4e5',
      name: 'addresses',
      routeSelectionExpression: '$request.body.action',
      integrations: [{ integrationId: 'where', ...mock('$context.domainName $context.stage $stageVariables.v') }],
      routes: [{
        routeKey: '$default', target: 'integrations/where', routeResponseSelectionExpression: '$default',
        routeResponses: [{ routeResponseKey: '$default' }],
      }],
      stages: [
        { stageName: 'dev', stageVariables: { v: 'one' } },
        { stageName: 'prod', stageVariables: { v: 'two' } },
      ],
      domainNames: [{
        domainName: 'chat.example.test',
        apiMappings: [{ stage: 'prod', apiMappingKey: 'v1' }, { stage: 'dev' }],
      }],
    },
  },
  async (world) => {
    const { port } = world.gateway;
    const ask = async (path, host) => {
      const client = await world.connect(`ws://localhost:${port}${path}`, host && { headers: { Host: host } });
      client.send('{}');
      return client.next();
    };
    assert.equal(await ask('/dev'), `localhost:${port} dev one`);
    assert.equal(await ask('/prod/'), `localhost:${port} prod two`);
    assert.equal(await ask('/_aws/execute-api/a1b2c3d4e5/prod'), `localhost:${port} prod two`);
    const host = `a1b2c3d4e5.execute-api.eu-west-1.localhost:${port}`;
    assert.equal(await ask('/prod', host), `${host} prod two`);
    assert.equal(await ask('/v1', 'chat.example.test'), 'chat.example.test prod two');
    assert.equal(await ask('/', 'chat.example.test'), 'chat.example.test dev one');
    for (const [path, to] of [['/nowhere'], ['/'], ['/_aws/execute-api/zzzzzzzzzz/dev'],
      ['/dev', `zzzzzzzzzz.execute-api.eu-west-1.localhost:${port}`], ['/nowhere', host]]) {
      assert.equal((await handshake(world, path, to && { Host: to })).status, 403, `${to} ${path}`);
    }
    // A connection is reached through every address of its stage, and through no other stage.
    const client = await world.connect(`ws://localhost:${port}/_aws/execute-api/a1b2c3d4e5/prod`);
    client.send('{"action":"x"}');
    await client.next();
  });

e2e('the built-in API is served under its id, too', async (world) => {
  const client = await world.connectRaw();
  const id = encodeURIComponent(await client.connectionId());
  const posted = await fetch(`${world.server.url}_aws/execute-api/palaverapi/dev/@connections/${id}`,
    { method: 'POST', body: 'by its id' });
  assert.equal(posted.status, 200);
  assert.equal(await client.next(), 'by its id');
}, { only: 'serve' });

e2e('the page finds the chat where an API of one\'s own has its stage', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const grace = await world.visit({ name: 'Grace' });
  await ada.say('past the other API');
  await grace.waitForMessage('past the other API');
}, { only: 'serve', serverArgs: ['--api', join(root, 'tests/fixtures/apis/ping_pong.json')] });
