// The chat tutorial's three routes as HTTP integrations with request templates, against a separate HTTP backend that has
// ASP.NET's habits and knows nothing of us.
import assert from 'node:assert/strict';
import { errorFrame, withApi } from './support/api_program.mjs';
import { HttpServer } from './support/http_server.mjs';
import { until } from './support/wait.mjs';

const template = (text) => ({
  integrationType: 'HTTP',
  integrationMethod: 'POST',
  templateSelectionExpression: '\\$default',
  requestTemplates: { $default: text },
});
const connectionTemplate = '{"Id":"$context.connectionId", "Domain":"$context.domainName", "Stage":"$context.stage"}';
const messageTemplate = '#set($inputRoot = $input.path(\'$\'))\n'
  + '{"ConnectionId":"$context.connectionId", "Message":"$inputRoot.message"}';

const tutorialApi = ({ backend }) => ({
  name: 'chat',
  routeSelectionExpression: '$request.body.action',
  integrations: [
    { integrationId: 'connect', integrationUri: `${backend.url}/connect`, ...template(connectionTemplate) },
    { integrationId: 'disconnect', integrationUri: `${backend.url}/disconnect`, ...template(connectionTemplate) },
    { integrationId: 'send', integrationUri: `${backend.url}/sendmessage`, ...template(messageTemplate) },
  ],
  routes: [
    { routeKey: '$connect', target: 'integrations/connect' },
    { routeKey: '$disconnect', target: 'integrations/disconnect' },
    { routeKey: 'sendMessage', target: 'integrations/send' },
  ],
  stages: [{ stageName: 'dev' }],
});

// PascalCase models, empty 200s, chunked answers, an interim 100, connections that end when the server likes.
async function aspNetBackend() {
  const clients = new Map();
  let answers = 0;
  const answer = async ({ path, body, headers }, response) => {
    const model = body === '' ? {} : JSON.parse(body);
    assert.equal(headers['content-type'], 'application/json');
    if (path === '/connect') clients.set(model.Id, `http://${model.Domain}/${model.Stage}`);
    if (path === '/disconnect') clients.delete(model.Id);
    if (path === '/sendmessage') {
      const posts = [...clients].filter(([id]) => id !== model.ConnectionId).map(([id, base]) =>
        fetch(`${base}/@connections/${encodeURIComponent(id)}`,
          { method: 'POST', body: JSON.stringify({ action: 'newMessage', payload: model.Message }) }));
      await Promise.all(posts);
    }
    answers += 1;
    if (answers % 3 === 0) response.writeProcessing();
    if (answers % 2 === 0) {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', Server: 'Kestrel' });
      response.write('O');
      response.end('K');  // chunked
    } else {
      response.writeHead(200, { 'Content-Length': '0', Server: 'Kestrel' }).end();
    }
    // The connection ends behind some answers, without a word.
    if (answers % 4 === 1) response.once('finish', () => response.req.socket.destroySoon());
  };
  const server = await HttpServer.start(answer);
  return Object.assign(server, { clients });
}

withApi('the tutorial\'s routes work against an HTTP backend as ASP.NET writes them',
  { api: tutorialApi, setUp: async () => ({ backend: await aspNetBackend() }) },
  async (world) => {
    const ada = await world.connect();
    const grace = await world.connect();
    for (let i = 0; i < 40; i += 1) {
      ada.send(JSON.stringify({ action: 'sendMessage', message: `message ${i}` }));
      assert.deepEqual(JSON.parse(await grace.next()), { action: 'newMessage', payload: `message ${i}` });
    }
    assert.deepEqual(ada.received, []);
    const [first] = world.backend.to('/connect');
    assert.deepEqual(JSON.parse(first.body),
      { Id: JSON.parse(first.body).Id, Domain: world.host, Stage: 'dev' });
    assert.match(first.headers['user-agent'], /^AmazonAPIGateway_[a-z0-9]{10}$/);
    assert.equal(first.headers.accept, 'application/json');
    assert.equal(first.headers.expect, undefined);
    grace.socket.close();
    await until('the backend forgets', () => world.backend.clients.size === 1);
  });

withApi('the connection id reaches an HTTP_PROXY backend by a header mapping',
  {
    setUp: async () => ({ backend: await HttpServer.start(async ({ body }, response) => response.end(`echo ${body}`)) }),
    api: ({ backend }) => ({
      name: 'proxy',
      routeSelectionExpression: '$request.body.action',
      integrations: [{
        integrationId: 'proxy',
        integrationType: 'HTTP_PROXY',
        integrationMethod: 'POST',
        integrationUri: `${backend.url}/\${stageVariables.version}/{op}`,
        requestParameters: {
          'integration.request.header.connectionId': 'context.connectionId',
          'integration.request.querystring.stage': 'context.stage',
          'integration.request.path.op': 'route.request.body.action',
          'integration.request.header.X-Constant': "'always'",
        },
      }],
      routes: [{
        routeKey: '$default', target: 'integrations/proxy', routeResponseSelectionExpression: '$default',
        routeResponses: [{ routeResponseKey: '$default' }],
      }],
      stages: [{ stageName: 'dev', stageVariables: { version: 'v7' } }],
    }),
  },
  async (world) => {
    const client = await world.connect();
    client.send('{"action":"say it","n":1}');
    assert.equal(await client.next(), 'echo {"action":"say it","n":1}');
    const [request] = world.backend.requests;
    assert.equal(request.path, '/v7/say%20it?stage=dev');
    assert.match(request.headers.connectionid, /^[\w-]{15}=$/);
    assert.equal(request.headers['x-constant'], 'always');
  });

withApi('a backend that refuses, hangs or breaks: each has its frame, and the connection lives on',
  {
    setUp: async () => ({
      backend: await HttpServer.start(async ({ path }, response) => {
        if (path === '/hang') return;
        if (path === '/reset') response.req.socket.resetAndDestroy();
        else if (path === '/redirect') response.writeHead(302, { Location: '/elsewhere' }).end();
        else if (path === '/huge') {
          response.writeHead(200);
          const block = Buffer.alloc(1 << 20, 'x');
          while (!response.destroyed && response.write(block)) { /* as fast as it goes */ }
          response.on('drain', () => { while (!response.destroyed && response.write(block)) { /* more */ } });
        } else response.writeHead(500).end();
      }),
    }),
    api: ({ backend }) => {
      const kinds = ['hang', 'reset', 'redirect', 'huge', 'fail'];
      return {
        name: 'broken',
        routeSelectionExpression: '$request.body.action',
        integrations: kinds.map((kind) => ({
          integrationId: kind,
          integrationType: 'HTTP',
          integrationMethod: 'POST',
          integrationUri: `${backend.url}/${kind}`,
          timeoutInMillis: kind === 'hang' ? 50 : 29000,
        })),
        routes: kinds.map((kind) => ({ routeKey: kind, target: `integrations/${kind}` })),
        stages: [{ stageName: 'dev' }],
      };
    },
  },
  async (world) => {
    const client = await world.connect();
    const told = async (action) => {
      client.send(JSON.stringify({ action }));
      return client.next();
    };
    assert.match(await told('hang'), errorFrame('Endpoint request timed out'));
    assert.match(await told('reset'), errorFrame('Internal server error'));
    assert.match(await told('redirect'), errorFrame('Internal server error'));
    assert.equal(world.backend.to('/elsewhere').length, 0);
    assert.match(await told('huge'), errorFrame('Internal server error'));
    assert.match(await told('fail'), errorFrame('Internal server error'));
    assert.match(await told('nobody knows'), errorFrame('Forbidden'));
    client.send('not JSON');
    assert.match(await client.next(), errorFrame('Forbidden'));
    client.send('['.repeat(30_000));
    assert.match(await client.next(), errorFrame('Forbidden'));
    const id = JSON.parse(await told('fail')).connectionId;
    await until('the log names everything', () => world.gateway.log().split('\n').some((line) =>
      ['api=', 'stage=dev', 'route=fail', id].every((part) => line.includes(part))));
  });
