// The well-known chat as Lambda functions: connect stores, sendmessage broadcasts through the AWS SDK with the endpoint
// that it makes of its event. Nothing in the handlers knows that this is not AWS, but for the scheme.
import assert from 'node:assert/strict';
import {
  ApiGatewayManagementApiClient, DeleteConnectionCommand, GetConnectionCommand, GoneException,
  PayloadTooLargeException, PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { functionUri, withApi } from './support/api_program.mjs';
import { LambdaRuntime } from './support/lambda_runtime.mjs';
import { Wscat } from './support/sockets.mjs';
import { until } from './support/wait.mjs';

const managementOf = ({ domainName, stage }) => new ApiGatewayManagementApiClient({
  endpoint: `http://${domainName}/${stage}`,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
});

function chatHandlers() {
  const connections = new Set();
  return {
    connections,
    onConnect: async ({ requestContext }) => {
      connections.add(requestContext.connectionId);
      return { statusCode: 200, body: 'Connected.' };
    },
    onDisconnect: async ({ requestContext }) => {
      connections.delete(requestContext.connectionId);
      return { statusCode: 200, body: 'Disconnected.' };
    },
    onMessage: async ({ requestContext, body }) => {
      const management = managementOf(requestContext);
      const { data } = JSON.parse(body);
      await Promise.all([...connections].map(async (id) => {
        try {
          await management.send(new PostToConnectionCommand({ ConnectionId: id, Data: data }));
        } catch (error) {
          if (!(error instanceof GoneException)) throw error;
          connections.delete(id);
        }
      }));
      return { statusCode: 200, body: 'Data sent.' };
    },
  };
}

const integration = (id) =>
  ({ integrationId: id, integrationType: 'AWS_PROXY', integrationUri: functionUri(id) });
const chatApi = {
  apiId: 'a1b2c3d4e5',
  name: 'simple-websockets-chat',
  routeSelectionExpression: '$request.body.action',
  integrations: ['onConnect', 'onDisconnect', 'onMessage'].map(integration),
  routes: [
    { routeKey: '$connect', target: 'integrations/onConnect' },
    { routeKey: '$disconnect', target: 'integrations/onDisconnect' },
    { routeKey: 'sendmessage', target: 'integrations/onMessage' },
  ],
  stages: [{ stageName: 'dev' }],
};

const withLambdaChat = (name, body) => withApi(name, {
  api: chatApi,
  setUp: async () => {
    const chat = chatHandlers();
    return { chat, lambda: await LambdaRuntime.start(chat) };
  },
  args: ({ lambda }) => ['--lambda-endpoint', lambda.url],
}, body);

const say = (text) => JSON.stringify({ action: 'sendmessage', data: text });

withLambdaChat('the chat of the tutorials, as Lambda functions, speaks through the AWS SDK', async (world) => {
  const ada = await world.connect();
  const grace = await world.connect();
  ada.send(say('hello from Ada'));
  assert.equal(await ada.next(), 'hello from Ada');
  assert.equal(await grace.next(), 'hello from Ada');

  // With wscat, as the tutorials do it.
  const wscat = await Wscat.connect(world.endpoint);
  wscat.type(say('hello from a terminal'));
  assert.equal(await grace.next(), 'hello from a terminal');
  await wscat.waitFor('hello from a terminal');
  await wscat.close();

  await until('the functions forget who left', () => world.chat.connections.size === 2);
  const kinds = world.lambda.events.map(({ event }) => event.requestContext.eventType);
  assert.deepEqual(kinds.filter((kind) => kind === 'DISCONNECT').length, 1);
});

withLambdaChat('events have the shape of API Gateway\'s', async (world) => {
  const client = await world.connect(`${world.endpoint}?room=42&room=43&name=A%20B`);
  client.send(say('x'));
  await client.next();
  client.socket.close(4001, 'enough');
  await until('a disconnect', () => world.lambda.events.length === 3);
  const [connect, message, disconnect] = world.lambda.events.map(({ event }) => event);

  assert.deepEqual(Object.keys(connect), ['headers', 'multiValueHeaders', 'queryStringParameters',
    'multiValueQueryStringParameters', 'requestContext', 'isBase64Encoded']);
  assert.deepEqual(connect.queryStringParameters, { room: '43', name: 'A B' });
  assert.deepEqual(connect.multiValueQueryStringParameters, { room: ['42', '43'], name: ['A B'] });
  assert.equal(connect.headers.Host, world.host);
  assert.equal(connect.headers['X-Forwarded-Proto'], 'http');
  assert.equal(connect.headers['X-Forwarded-Port'], String(world.gateway.port));
  assert.match(connect.headers['X-Amzn-Trace-Id'], /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  for (const name of ['Connection', 'Upgrade']) assert.equal(connect.headers[name], undefined);
  assert.deepEqual(Object.keys(connect.requestContext), ['routeKey', 'eventType', 'extendedRequestId', 'requestTime',
    'messageDirection', 'stage', 'connectedAt', 'requestTimeEpoch', 'identity', 'requestId', 'domainName',
    'connectionId', 'apiId']);
  assert.equal(connect.requestContext.apiId, 'a1b2c3d4e5');

  assert.deepEqual(Object.keys(message), ['requestContext', 'body', 'isBase64Encoded']);
  assert.equal(message.body, say('x'));
  assert.equal(message.requestContext.routeKey, 'sendmessage');
  assert.equal(message.requestContext.domainName, world.host);
  assert.match(message.requestContext.messageId, /^[\w-]{15}=$/);

  assert.deepEqual(disconnect.headers,
    { Host: world.host, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' });
  assert.equal(disconnect.requestContext.disconnectStatusCode, 4001);
  assert.equal(disconnect.requestContext.disconnectReason, 'enough');
  const ids = new Set([connect, message, disconnect].map(({ requestContext }) => requestContext.connectionId));
  assert.equal(ids.size, 1);
});

withLambdaChat('the SDK drives @connections, and knows its errors by their types', async (world) => {
  const client = await world.connect();
  const [ConnectionId] = world.chat.connections;
  const management = managementOf({ domainName: world.host, stage: 'dev' });
  await management.send(new PostToConnectionCommand({ ConnectionId, Data: new TextEncoder().encode('größe ✓') }));
  assert.equal(await client.next(), 'größe ✓');
  const looked = await management.send(new GetConnectionCommand({ ConnectionId }));
  assert.ok(looked.ConnectedAt instanceof Date);
  assert.match(looked.Identity.SourceIp, /^(127\.0\.0\.1|::1)$/);
  await assert.rejects(
    management.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024 + 1) })),
    PayloadTooLargeException);
  await management.send(new DeleteConnectionCommand({ ConnectionId }));
  assert.equal((await client.closed).code, 1000);
  for (const Command of [GetConnectionCommand, DeleteConnectionCommand]) {
    await assert.rejects(management.send(new Command({ ConnectionId })), GoneException);
  }
});
