// The gateway's management API, as a backend uses it.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';

const addressOf = (world, id) =>
  new URL(`dev/@connections/${encodeURIComponent(id)}`, world.server.url);

e2e('@connections: post, look, close, and 410 for who is gone', async (world) => {
  const client = await world.connectRaw();
  const id = await client.connectionId();
  const address = addressOf(world, id);

  const posted = await fetch(address, { method: 'POST', body: 'any text, 任何文字' });
  assert.equal(posted.status, 200);
  assert.equal(await posted.text(), '');
  assert.equal(await client.next(), 'any text, 任何文字');

  const looked = await fetch(address);
  assert.equal(looked.status, 200);
  const { connectedAt, lastActiveAt, identity } = await looked.json();
  assert.match(connectedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.ok(lastActiveAt >= connectedAt);
  assert.equal(identity.sourceIp, '127.0.0.1');

  const closed = await fetch(address, { method: 'DELETE' });
  assert.equal(closed.status, 204);
  assert.equal((await client.closed).code, 1000);

  for (const method of ['POST', 'GET', 'DELETE']) {
    const gone = await fetch(address, { method, body: method === 'POST' ? 'too late' : undefined });
    assert.equal(gone.status, 410, method);
    assert.equal(gone.headers.get('x-amzn-errortype'), 'GoneException');
    assert.equal(await gone.text(), '');
  }
});

e2e('@connections: an id of another shape is a bad request', async (world) => {
  const answer = await fetch(addressOf(world, 'nonsense'), { method: 'POST', body: 'x' });
  assert.equal(answer.status, 400);
  assert.match((await answer.json()).message, /^Invalid connectionId: nonsense$/);
}, { only: 'serve' });

e2e('@connections: a message over 128 KiB is too large', async (world) => {
  const client = await world.connectRaw();
  const id = await client.connectionId();
  const large = await fetch(addressOf(world, id), { method: 'POST', body: 'x'.repeat(128 * 1024 + 1) });
  assert.equal(large.status, 413);
  const largest = await fetch(addressOf(world, id), { method: 'POST', body: 'y'.repeat(128 * 1024) });
  assert.equal(largest.status, 200);
  assert.equal((await client.next()).length, 128 * 1024);
}, { only: 'serve' });
