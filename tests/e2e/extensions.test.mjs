// What palaver offers beyond AWS: one call that reaches many. And what it tells those who watch it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { e2e } from './support/e2e.mjs';
import { withApi } from './support/api_program.mjs';
import { until } from './support/wait.mjs';

e2e('groups: in, out, one message to all but one', async (world) => {
  const clients = [await world.connectRaw(), await world.connectRaw(), await world.connectRaw()];
  const ids = [];
  for (const client of clients) ids.push(await client.connectionId());
  const address = (path) => new URL(`dev/@groups/${path}`, world.server.url);
  const member = (id) => address(`room%201/connections/${encodeURIComponent(id)}`);
  for (const id of ids) assert.equal((await fetch(member(id), { method: 'PUT' })).status, 204);

  const except = `room%201?except=${encodeURIComponent(ids[0])}`;
  const posted = await fetch(address(except), { method: 'POST', body: 'to all but the first' });
  assert.deepEqual(await posted.json(), { accepted: 2, gone: [], limitExceeded: [] });
  assert.equal(await clients[1].next(), 'to all but the first');
  assert.equal(await clients[2].next(), 'to all but the first');

  assert.equal((await fetch(member(ids[1]), { method: 'DELETE' })).status, 204);
  clients[2].socket.close();
  await clients[2].closed;
  await until('the group has one member', async () =>
    (await (await fetch(address('room%201'))).json()).connectionIds.length === 1);
  const last = await fetch(address('room%201'), { method: 'POST', body: 'to the first' });
  assert.equal((await last.json()).accepted, 1);
  assert.equal(await clients[0].next(), 'to the first');
  assert.equal((await fetch(member(ids[2]), { method: 'PUT' })).status, 410);

  const list = await fetch(new URL('dev/@connections', world.server.url),
    { method: 'POST', body: JSON.stringify({ connectionIds: ids, data: 'to a list' }) });
  assert.deepEqual(await list.json(), { accepted: 2, gone: [ids[2]], limitExceeded: [] });
  assert.equal(await clients[1].next(), 'to a list');
}, { serverArgs: ['--extensions'] });

e2e('without --extensions there are no groups', async (world) => {
  const answer = await fetch(new URL('dev/@groups/x', world.server.url), { method: 'POST', body: 'x' });
  assert.equal(answer.status, 403);
}, { only: 'serve' });

withApi('access log, metrics and health tell what happened',
  {
    api: {
      apiId: 'watched123',
      name: 'watched',
      routeSelectionExpression: '$request.body.action',
      integrations: [{
        integrationId: 'ok', integrationType: 'MOCK', requestTemplates: { $default: '{"statusCode":200}' },
        integrationResponses: [{ integrationResponseKey: '$default' }],
      }],
      routes: [{ routeKey: '$connect', target: 'integrations/ok' }, { routeKey: 'hello', target: 'integrations/ok' }],
      stages: [{
        stageName: 'dev',
        accessLogSettings: {
          destinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:x',
          format: '$context.requestId $context.eventType $context.routeKey $context.status $context.error.responseType',
        },
      }],
    },
    args: (parts, folder) => ['--access-log', join(folder, 'access.log')],
  },
  async (world) => {
    const client = await world.connect();
    client.send('{"action":"hello"}');
    client.send('{"action":"nobody"}');
    await client.next();
    client.socket.close();
    await client.closed;
    const lines = await until('four lines', async () => {
      const read = (await readFile(join(world.folder, 'access.log'), 'utf8')).trimEnd().split('\n');
      return read.length === 4 && read;
    });
    assert.deepEqual(lines.map((line) => line.replace(/^[\w-]{15}= /, '')), [
      'CONNECT $connect 200 -', 'MESSAGE hello 200 -', 'MESSAGE - 403 ACCESS_DENIED', 'DISCONNECT $disconnect 200 -',
    ]);
    const metrics = await (await fetch(`${world.url}/metrics`)).text();
    assert.match(metrics, /^ConnectCount\{ApiId="watched123",Stage="dev"\} 1$/m);
    assert.match(metrics, /^MessageCount\{ApiId="watched123",Stage="dev"\} 3$/m);
    assert.match(metrics, /^ClientError\{ApiId="watched123",Stage="dev"\} 1$/m);
    assert.match(metrics, /^palaver_connections\{ApiId="watched123",Stage="dev"\} 0$/m);
    assert.equal((await fetch(`${world.url}/healthz`)).status, 200);
  });
