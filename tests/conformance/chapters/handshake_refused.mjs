// Opening handshakes that must not succeed. RFC 6455 section 4.2.1: "the server MUST stop processing the client's
// handshake and return an HTTP response with an appropriate error code", and what RFC 9112 asks of any server.
import { HandshakeRequest } from '../support/handshake.mjs';
import { text } from '../support/frames.mjs';
import { Violation } from '../support/violation.mjs';

const keyName = 'Sec-WebSocket-Key';
const versionName = 'Sec-WebSocket-Version';

// Checks that the answer is none of success and complete, and that frames behind it are not taken for such.
async function refuse(peer, { statuses, bytes, cut = 0, version = false, head = false }) {
  await peer.write(bytes, cut);
  const answer = await peer.answer();
  if (answer.status === 101) throw new Violation('the handshake was accepted');
  if (statuses && !statuses.includes(answer.status)) {
    throw new Violation(`the status is ${answer.status}; wanted: ${statuses.join(' or ')}`);
  }
  if (version && answer.all('sec-websocket-version').join() !== '13') {
    throw new Violation('the answer does not name version 13', 'RFC 6455 4.2.2, 4.4');
  }
  if (answer.all('sec-websocket-accept').length > 0) throw new Violation('a refusal has a Sec-WebSocket-Accept');
  if (!head) await peer.body(answer);
  return answer;
}

export const refusal = ({ name, statuses = [400], rule = 'RFC 6455 4.2.1', change, bytes, ...rest }) => ({
  name: `refused: ${name}`, rule,
  async run({ connect, place }) {
    const request = HandshakeRequest.to(place);
    const peer = await connect();
    await refuse(peer, { statuses, bytes: bytes ? Buffer.from(bytes(request), 'latin1') : change(request).toBytes(), ...rest });
  },
});

const asText = (request) => request.toBytes().toString('latin1');

// --- The request line --------------------------------------------------------------------------

// A method that is not GET: 4.2.1, 1. 501 is for methods that a server does not know.
const methods = [
  ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'].map((method) => ({
    name: `the method ${method}`,
    statuses: [400, 403, 404, 405], change: (r) => r.change({ method }).adding(['Content-Length', '0']),
  })),
  { name: 'the method HEAD', statuses: [400, 403, 404, 405, 426], change: (r) => r.change({ method: 'HEAD' }), head: true },
  { name: 'the method get', statuses: [400, 403, 404, 405, 501], change: (r) => r.change({ method: 'get' }) },
  { name: 'the method GETT', statuses: [400, 403, 404, 405, 501], change: (r) => r.change({ method: 'GETT' }) },
];
const httpVersions = [
  { name: 'HTTP/1.0', statuses: [400, 426, 505], change: (r) => r.change({ version: 'HTTP/1.0' }) },
  {
    name: 'HTTP/1.0 with Connection: keep-alive, Upgrade', statuses: [400, 426, 505],
    change: (r) => r.change({ version: 'HTTP/1.0' }).with('Connection', 'keep-alive, Upgrade'),
  },
  ...[
    'HTTP/0.9', 'HTTP/2.0', 'HTTP/3.0', 'HTTP/11', 'HTTP/1', 'http/1.1', 'HTTP/1.1x', 'HTTPS/1.1', 'FTP/1.1', 'HTTP/ 1.1', 'HTTP/1.01',
  ].map((version) => (
    { name: `the version ${version}`, statuses: [400, 426, 505], rule: 'RFC 6455 4.2.1; RFC 9112 2.3', change: (r) => r.change({ version }) })),
  {
    name: 'a request line without a version', statuses: [400, 505], rule: 'RFC 9112 3',
    bytes: (r) => asText(r).replace(' HTTP/1.1', ''),
  },
  {
    name: 'a request line without a target', statuses: [400], rule: 'RFC 9112 3',
    bytes: (r) => asText(r).replace(` ${r.target} `, ' '),
  },
  {
    name: 'a blank in the target', statuses: [400], rule: 'RFC 9112 3.2',
    change: (r) => r.change({ target: `${r.target} x` }),
  },
];

// --- The headers -------------------------------------------------------------------------------

const required = [
  { name: 'no Host', change: (r) => r.without('Host'), rule: 'RFC 6455 4.2.1, 2; RFC 9112 3.2' },
  { name: 'two different Hosts', change: (r) => r.adding(['Host', 'other.example']), rule: 'RFC 9112 3.2' },
  { name: 'two equal Hosts', change: (r) => r.adding(['Host', r.get('Host')]), rule: 'RFC 9112 3.2' },
  { name: 'a Host with a blank', change: (r) => r.with('Host', 'a b'), rule: 'RFC 9112 3.2' },
  // Without Upgrade it is an ordinary request.
  { name: 'no Upgrade', statuses: [400, 403, 404, 426], change: (r) => r.without('Upgrade') },
  ...['h2c', 'websocket2', 'web socket', '"websocket"', 'websocket/13', 'websockets', ''].map((value) => (
    { name: `Upgrade: ${JSON.stringify(value)}`, statuses: [400, 403, 404, 426], change: (r) => r.with('Upgrade', value) })),
  { name: 'no Connection', statuses: [400, 426], change: (r) => r.without('Connection') },
  ...['keep-alive', 'close', 'Upgrade2', 'Up-grade', 'xUpgrade', '"Upgrade"', 'Upgrade keep-alive', ''].map((value) => (
    { name: `Connection: ${JSON.stringify(value)}`, statuses: [400, 426], change: (r) => r.with('Connection', value) })),
];

const keys = [
  { name: 'no key', change: (r) => r.without(keyName) },
  ...[
    ['an empty key', ''], ['a key of 15 bytes', 'AAAAAAAAAAAAAAAAAAAA'], ['a key of 17 bytes', 'AAAAAAAAAAAAAAAAAAAAAAA='],
    ['a key of 18 bytes', 'AAAAAAAAAAAAAAAAAAAAAAAA'], ['a key of 1 byte', 'AA=='], ['a key of 32 bytes', `${'A'.repeat(43)}=`],
    ['a key without padding', 'AAAAAAAAAAAAAAAAAAAAAA'], ['a key with one = only', 'AAAAAAAAAAAAAAAAAAAAAA='],
    ['a key with three =', 'AAAAAAAAAAAAAAAAAAAAAA==='],
    ['a key with padding in front', '==AAAAAAAAAAAAAAAAAAAAAA'], ['a key of the alphabet for URLs', '-_-_-_-_-_-_-_-_-_-_-w=='],
    ['a key with a blank inside', 'AAAAAAAAAA AAAAAAAAAAA=='], ['a key with a letter that is not of base64', 'AAAAAAAAAA!AAAAAAAAAAA=='],
    ['a key in quotes', '"dGhlIHNhbXBsZSBub25jZQ=="'], ['a key that is 16 bytes of text', 'the sample nonce'],
    ['a key with an escape', 'AAAAAAAAAA%00AAAAAAAAA=='],
    ['a list of two keys', 'dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ=='],
  ].map(([name, value]) => ({ name, change: (r) => r.with(keyName, value) })),
].map((test) => ({ rule: 'RFC 6455 4.2.1, 5', ...test }));

// "The |Sec-WebSocket-Key| header field MUST NOT appear more than once in an HTTP request." (11.3.1), and the version's
// (11.3.5) neither.
const twice = [
  { name: 'two equal keys', rule: 'RFC 6455 11.3.1', change: (r) => r.adding([keyName, r.get(keyName)]) },
  { name: 'two different keys', rule: 'RFC 6455 11.3.1', change: (r) => r.adding([keyName, 'AAAAAAAAAAAAAAAAAAAAAA==']) },
  { name: 'a key, then an empty one', rule: 'RFC 6455 11.3.1', change: (r) => r.adding([keyName, '']) },
  { name: 'two versions 13', rule: 'RFC 6455 11.3.5', statuses: [400, 426], change: (r) => r.adding([versionName, '13']) },
  { name: 'version 13, then 8', rule: 'RFC 6455 11.3.5', statuses: [400, 426], change: (r) => r.adding([versionName, '8']) },
  {
    name: 'version 8, then 13', rule: 'RFC 6455 11.3.5', statuses: [400, 426],
    change: (r) => r.with(versionName, '8').adding([versionName, '13']),
  },
];

// "the server MUST abort the WebSocket handshake described in this section and instead send an appropriate HTTP error
// code (such as 426 Upgrade Required) and a |Sec-WebSocket-Version| header field"
const versions = [
  ...['0', '1', '7', '8', '12', '14', '25', '255'].map((value) => (
    { name: `version ${value}: 426 and the version that is spoken`, statuses: [426], version: true, change: (r) => r.with(versionName, value) })),
  ...['', '013', '+13', '13.0', '13, 8', '8, 13', '13;', '"13"', '0x0d', '256', '-13', '1 3', 'thirteen', '13 13'].map((value) => (
    { name: `version ${JSON.stringify(value)}`, statuses: [400, 426], change: (r) => r.with(versionName, value) })),
  { name: 'no version', statuses: [400, 426], change: (r) => r.without(versionName) },
].map((test) => ({ rule: 'RFC 6455 4.2.1, 6; 4.2.2, 4; 4.4', ...test }));

// --- What RFC 9112 forbids ---------------------------------------------------------------------

const http = [
  { name: 'a blank before a colon', rule: 'RFC 9112 5.1', bytes: (r) => asText(r).replace('Upgrade:', 'Upgrade :') },
  { name: 'a tab before a colon', rule: 'RFC 9112 5.1', bytes: (r) => asText(r).replace('Upgrade:', 'Upgrade\t:') },
  {
    name: 'a blank before the first header', rule: 'RFC 9112 2.2',
    bytes: (r) => asText(r).replace('\r\nHost', '\r\n Host'),
  },
  {
    name: 'a header without a colon', rule: 'RFC 9112 5',
    bytes: (r) => asText(r).replace('\r\n\r\n', '\r\nnonsense\r\n\r\n'),
  },
  {
    name: 'a header without a name', rule: 'RFC 9112 5',
    bytes: (r) => asText(r).replace('\r\n\r\n', '\r\n: value\r\n\r\n'),
  },
  {
    name: 'a name that is no token', rule: 'RFC 9112 5',
    bytes: (r) => asText(r).replace('\r\n\r\n', '\r\nX(Y): value\r\n\r\n'),
  },
  { name: 'NUL in a value', rule: 'RFC 9110 5.5', bytes: (r) => asText(r).replace('\r\n\r\n', '\r\nX: a\0b\r\n\r\n') },
  {
    name: 'a CR alone in a value', rule: 'RFC 9112 2.2',
    bytes: (r) => asText(r).replace('\r\n\r\n', '\r\nX: a\rb\r\n\r\n'),
  },
  {
    name: 'Content-Length twice, different', rule: 'RFC 9112 6.3',
    change: (r) => r.adding(['Content-Length', '1'], ['Content-Length', '2']),
  },
  { name: 'a Content-Length that is no number', rule: 'RFC 9112 6.3', change: (r) => r.adding(['Content-Length', '-1']) },
  {
    name: 'Content-Length and Transfer-Encoding', rule: 'RFC 9112 6.1',
    change: (r) => r.adding(['Content-Length', '5'], ['Transfer-Encoding', 'chunked']),
  },
  {
    name: 'bytes that are no HTTP', rule: 'RFC 9112 2.2',
    bytes: () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
  },
  { name: 'frames without a handshake', rule: 'RFC 6455 4.2', bytes: () => `${text('hello').toString('latin1')}\r\n\r\n` },
];

// A fold may be refused or read as a blank (RFC 9112 section 5.2). Read as nothing, or as a line of its own, it may not be.
const folded = [
  { name: 'Connection folded behind its comma', change: (r) => r.with('Connection', 'keep-alive,\r\n Upgrade') },
  { name: 'Upgrade folded before its value', change: (r) => r.with('Upgrade', '\r\n websocket') },
].map(({ name, change }) => ({
  name: `refused, or read as a blank: ${name}`, rule: 'RFC 9112 5.2',
  async run({ connect, place }) {
    const request = change(HandshakeRequest.to(place));
    const peer = await connect();
    await peer.write(request.toBytes());
    const { status } = await peer.answer();
    if (status !== 101 && status !== 400) throw new Violation(`the status is ${status}`);
  },
}));
const foldedApart = [
  { name: 'a key folded in its middle', change: (r) => r.with(keyName, 'dGhlIHNhbXBs\r\n ZSBub25jZQ==') },
  { name: 'a version folded in its middle', statuses: [400, 426], change: (r) => r.with(versionName, '1\r\n 3') },
  {
    name: 'Upgrade hidden in the fold of another header', statuses: [400, 403, 404, 426],
    change: (r) => r.without('Upgrade').adding(['X', 'y\r\n Upgrade: websocket']),
  },
].map((test) => ({ rule: 'RFC 9112 5.2', ...test }));

// --- Too much ----------------------------------------------------------------------------------

const tooLong = [
  { name: 'a header of 64 KiB', change: (r) => r.adding(['X-Long', 'v'.repeat(65536)]) },
  { name: 'ten thousand headers', change: (r) => r.adding(...Array.from({ length: 10_000 }, (_, i) => [`X-${i}`, 'v'])) },
  { name: 'a key of 64 KiB', change: (r) => r.with(keyName, 'A'.repeat(65536)) },
  { name: 'a name of 64 KiB', change: (r) => r.adding(['X'.repeat(65536), 'v']) },
  { name: 'a header without an end', bytes: (r) => `${asText(r).slice(0, -2)}X-Long: ${'v'.repeat(65536)}` },
].map((test) => ({ rule: 'RFC 6585 5: 431', statuses: [431], ...test }));
const longTarget = {
  name: 'a target of 64 KiB',
  rule: 'RFC 9112 3; RFC 6585 5', statuses: [414, 431], change: (r) => r.change({ target: `${r.target}?${'q'.repeat(65536)}` }),
};

// Our own limit, in bytes: API Gateway's quota of "header values" of 10,240 bytes.
const edges = [[10_240, 101], [10_241, 431]].map(([size, status]) => ({
  name: `a request of ${size} bytes is answered with ${status}`,
  rule: 'API Gateway: 10,240 bytes of request line and headers', ours: true,
  async run({ connect, place }) {
    const request = HandshakeRequest.to(place).adding(['X-Long', '']);
    const full = request.with('X-Long', 'v'.repeat(size - request.toBytes().length));
    const peer = await connect();
    await peer.write(full.toBytes());
    const answer = await peer.answer();
    if (answer.status !== status) throw new Violation(`the status is ${answer.status}`);
  },
}));

// --- Incomplete --------------------------------------------------------------------------------

const incomplete = [0.2, 0.5, 0.8, 0.99].map((share) => ({
  name: `a request of which ${share * 100} % came before the end of TCP is not accepted`, rule: 'RFC 9112 8',
  async run({ connect, place }) {
    const bytes = HandshakeRequest.to(place).toBytes();
    const peer = await connect();
    await peer.write(bytes.subarray(0, Math.floor(bytes.length * share)));
    peer.end();
    await peer.until('the server ends TCP', () => peer.over);
    if (/^HTTP\/1\.1 101/.test(peer.head.toString('latin1'))) throw new Violation('the handshake was accepted');
  },
}));

// What a refused client has sent early are frames: they must not be answered as requests or as frames.
const framesBehind = {
  name: 'frames behind a refused handshake are not answered as frames', rule: 'RFC 6455 4.2.2',
  async run({ connect, place }) {
    const peer = await connect();
    const answer = await refuse(peer, {
      statuses: [426], bytes: Buffer.concat([HandshakeRequest.to(place).with(versionName, '8').toBytes(), text('early')]), version: true,
    });
    const length = Number(answer.all('content-length')[0] ?? 0);
    peer.end();
    await peer.until('the server ends TCP', () => peer.over);
    const rest = peer.head.subarray(length);
    if (rest.length > 0 && !/^HTTP\/1\.1 4/.test(rest.toString('latin1'))) {
      throw new Violation('something came behind the refusal');
    }
  },
};

export const handshakeRefused = [
  ...[...methods, ...httpVersions, ...required, ...keys, ...twice, ...versions, ...http, ...foldedApart, ...tooLong, longTarget].map(refusal),
  ...folded, ...edges, ...incomplete, framesBehind,
];
