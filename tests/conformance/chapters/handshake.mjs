// Opening handshakes that must succeed. RFC 6455 section 4.
import { HandshakeRequest } from '../support/handshake.mjs';
import { close, ping, text } from '../support/frames.mjs';

const key = (seed) => Buffer.from(Array.from({ length: 16 }, (_, i) => (seed + i * 37) & 0xff)).toString('base64');
const keyName = 'Sec-WebSocket-Key';
const versionName = 'Sec-WebSocket-Version';

const letterCases = {
  lower: (word) => word.toLowerCase(),
  upper: (word) => word.toUpperCase(),
  mixed: (word) => word.replace(/./g, (c, i) => (i % 2 ? c.toLowerCase() : c.toUpperCase())),
};

// `change` gives the request, `cut` the size of its packets.
const variants = [
  { name: 'the sample of the RFC', change: (r) => r.with(keyName, 'dGhlIHNhbXBsZSBub25jZQ==') },
  ...['+/+/+/+/+/+/+/+/+/+/+w==', 'AAAAAAAAAAAAAAAAAAAAAA==', '/////////////////////w==', key(1), key(99), key(200)].map((value) => (
    { name: `the key ${value}`, change: (r) => r.with(keyName, value) })),
  // Names of headers and these values are compared without regard to case.
  ...Object.entries(letterCases).flatMap(([what, convert]) => [
    {
      name: `names of headers in ${what} case`,
      change: (r) => r.change({ fields: r.fields.map(([name, value]) => [convert(name), value]) }),
    },
    { name: `Upgrade in ${what} case`, change: (r) => r.with('Upgrade', convert('websocket')) },
    { name: `Connection in ${what} case`, change: (r) => r.with('Connection', convert('Upgrade')) },
  ]),
  // Lists.
  ...[
    'keep-alive, Upgrade', 'Upgrade, keep-alive', 'keep-alive,Upgrade', 'keep-alive ,\tUpgrade', ',, Upgrade,', 'a, b, c, upgrade, d',
  ].map((value) => (
    { name: `Connection: ${JSON.stringify(value)}`, change: (r) => r.with('Connection', value) })),
  {
    name: 'Connection twice, Upgrade in the second',
    change: (r) => r.with('Connection', 'keep-alive').adding(['Connection', 'Upgrade']),
  },
  { name: 'Connection twice, Upgrade in the first', change: (r) => r.adding(['Connection', 'keep-alive']) },
  ...['h2c, websocket', 'websocket, h2c', 'IRC/6.9, websocket', 'foo,websocket', ', websocket'].map((value) => (
    { name: `Upgrade: ${JSON.stringify(value)}`, change: (r) => r.with('Upgrade', value) })),
  {
    name: 'Upgrade twice, websocket in the second',
    change: (r) => r.with('Upgrade', 'h2c').adding(['Upgrade', 'websocket']),
  },
  // Blanks around values are no part of them.
  ...[keyName, versionName, 'Upgrade', 'Connection', 'Host'].map((name) => (
    { name: `blanks and tabs around ${name}`, change: (r) => r.with(name, `  \t${r.get(name)} \t `) })),
  { name: 'no blanks behind the colons', change: (r) => r.change({ colon: ':' }) },
  { name: 'headers in the opposite order', change: (r) => r.change({ fields: [...r.fields].reverse() }) },
  {
    name: 'headers that mean nothing',
    change: (r) => r.adding(['X-One', 'a'], ['X-Two', ''], ['X-One', 'b'], ['Cookie', 'a=b; c="d"']),
  },
  {
    name: 'a hundred headers that mean nothing',
    change: (r) => r.adding(...Array.from({ length: 100 }, (_, i) => [`X-${i}`, 'v'])),
  },
  { name: 'a header of 4,000 bytes', change: (r) => r.adding(['X-Long', 'v'.repeat(4000)]) },
  { name: 'a header with letters beyond ASCII', change: (r) => r.adding(['X-Name', 'J\xfcrgen']) },
  ...['http://example.com', 'https://example.com:444', 'null', 'file://'].map((value) => (
    { name: `Origin: ${value}`, change: (r) => r.adding(['Origin', value]) })),
  { name: 'a query', change: (r) => r.change({ target: `${r.target}?a=b&c=%20d` }) },
  { name: 'a target in absolute form', change: (r) => r.change({ target: `http://${r.get('Host')}${r.target}` }) },
  { name: 'an empty line before the request', change: (r) => r, before: '\r\n' },
  // Extensions and subprotocols that nobody knows are not accepted, the connection is.
  ...[
    'foo', 'foo; bar', 'foo; bar=1', 'foo; bar="baz"', 'foo, bar; baz', 'permessage-bzip2', 'x-webkit-deflate-frame', 'bbf-usp-protocol',
  ].map((value) => (
    { name: `the unknown extension ${value}`, change: (r) => r.adding(['Sec-WebSocket-Extensions', value]) })),
  {
    name: 'unknown extensions in two headers',
    change: (r) => r.adding(['Sec-WebSocket-Extensions', 'foo'], ['Sec-WebSocket-Extensions', 'bar']),
  },
  ...['chat', 'chat, superchat', 'v10.stomp,v11.stomp', 'soap', 'a!#$%&\'*+-.^_`|~b'].map((value) => (
    { name: `the subprotocol ${value}`, change: (r) => r.adding(['Sec-WebSocket-Protocol', value]) })),
  {
    name: 'subprotocols in two headers',
    change: (r) => r.adding(['Sec-WebSocket-Protocol', 'one'], ['Sec-WebSocket-Protocol', 'two']),
  },
];

async function opens(peer, request, { cut = 0, before = '' }) {
  await peer.write(Buffer.concat([Buffer.from(before), request.toBytes()]), cut);
  await peer.accepted(request);
  await peer.write(text('hello'));
  await peer.expectText('hello');
  await peer.closeByClient();
}

const accepted = variants.map((variant) => ({
  name: `accepted: ${variant.name}`, rule: variant.rule ?? 'RFC 6455 4.2.1',
  async run({ connect, place }) {
    await opens(await connect(), variant.change(HandshakeRequest.to(place)), variant);
  },
}));

const cutUp = [1, 2, 3, 7, 16, 50, 100].map((cut) => ({
  name: `accepted: a request in packets of ${cut} bytes`, rule: 'RFC 6455 4.2.1',
  async run({ connect, place }) {
    await opens(await connect(), HandshakeRequest.to(place), { cut });
  },
}));

// --- Frames that come early --------------------------------------------------------------------

async function openEarly({ connect, place }, frames, cut = 0) {
  const peer = await connect();
  const request = HandshakeRequest.to(place);
  await peer.write(Buffer.concat([request.toBytes(), ...frames]), cut);
  await peer.accepted(request);
  return peer;
}
const early = [
  {
    name: 'a text in the packet of the request comes back behind the 101',
    async run(world) {
      const peer = await openEarly(world, [text('early')]);
      await peer.expectText('early');
      await peer.expectStillOpen();
    },
  },
  {
    name: 'a ping in the packet of the request is answered behind the 101',
    async run(world) {
      const peer = await openEarly(world, [ping('early')]);
      await peer.expectPong('early');
      await peer.expectStillOpen();
    },
  },
  {
    name: 'ten texts and half of another in the packet of the request come back',
    async run(world) {
      const half = text('the last one');
      const peer = await openEarly(world, [...Array.from({ length: 10 }, (_, i) => text(`${i}`)), half.subarray(0, 9)]);
      for (let i = 0; i < 10; ++i) await peer.expectText(`${i}`);
      await peer.write(half.subarray(9));
      await peer.expectText('the last one');
      await peer.expectStillOpen();
    },
  },
  {
    name: 'a text of 30,000 bytes right behind the request comes back',
    async run(world) {
      const peer = await openEarly(world, [text('x'.repeat(30_000))]);
      await peer.expectText('x'.repeat(30_000));
      await peer.expectStillOpen();
    },
  },
  {
    name: 'request and text, every byte a packet',
    async run(world) {
      const peer = await openEarly(world, [text('early')], 1);
      await peer.expectText('early');
      await peer.expectStillOpen();
    },
  },
  {
    name: 'request and text in packets of 150 bytes: the border of a packet is inside of the frame',
    async run(world) {
      const peer = await openEarly(world, [text('x'.repeat(300))], 150);
      await peer.expectText('x'.repeat(300));
      await peer.expectStillOpen();
    },
  },
  {
    name: 'a close in the packet of the request is answered behind the 101',
    async run(world) {
      const peer = await openEarly(world, [close(1000)]);
      await peer.expectClose(1000);
    },
  },
  {
    name: 'a frame without a mask in the packet of the request is refused behind the 101',
    async run(world) {
      const peer = await openEarly(world, [text('bad', { mask: null })]);
      await peer.expectClose(1002);
    },
  },
  {
    name: 'the first bytes of a frame in the packet of the request, then the rest',
    async run(world) {
      for (let at = 1; at < 10; ++at) {
        const frame = text('early');
        const peer = await openEarly(world, [frame.subarray(0, at)]);
        await peer.write(frame.subarray(at));
        await peer.expectText('early');
        await peer.expectStillOpen();
      }
    },
  },
].map((test) => ({ rule: 'RFC 6455 4.1, 5.1: frames may follow the request', ...test }));

const computed = {
  name: 'the accept values of 20 keys are right', rule: 'RFC 6455 4.2.2, step 5.4',
  async run({ connect, place }) {
    for (let seed = 0; seed < 20; ++seed) {
      const peer = await connect();
      const request = HandshakeRequest.to(place).with(keyName, key(seed * 11));
      await peer.write(request.toBytes());
      await peer.accepted(request);
      await peer.closeByClient();
    }
  },
};

export const handshake = [...accepted, ...cutUp, ...early, computed];
