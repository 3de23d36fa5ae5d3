// That our client notices what a server must not send: without this a silent client would pass every server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreement, withOffer } from './support/compression.mjs';
import { blocks, Deflater } from './support/deflate.mjs';
import { closePayload, frame, Opcode } from './support/frames.mjs';
import { FrameReader } from './support/frame_reader.mjs';
import { acceptFor, checkAccepted, HandshakeRequest, parseHead, sampleKey } from './support/handshake.mjs';
import { Inflater } from './support/inflate.mjs';

const fromServer = (opcode, payload = '', options = {}) => frame({ opcode, payload, mask: null, ...options });
const { continuation, text, binary, close, ping, pong } = Opcode;
const part = { final: false };

function eventsOf(frames, { inflate = null, cut = Infinity } = {}) {
  const reader = new FrameReader({ inflate });
  const bytes = Buffer.concat([frames].flat());
  const events = [];
  for (let at = 0; at < bytes.length; at += cut) {
    reader.push(bytes.subarray(at, at + cut));
    for (let event = reader.next(); event; event = reader.next()) events.push(event);
  }
  return events;
}

test('what a server may send is read, in any split', () => {
  const frames = [
    fromServer(text, 'hello'), fromServer(ping, 'p'), fromServer(text, 'ä', part), fromServer(pong, 'q'),
    fromServer(continuation, 'b'.repeat(126)), fromServer(binary, Buffer.alloc(65536)), fromServer(close, closePayload(1000, 'bye')),
  ];
  for (const cut of [1, 2, 3, 7, 1000, Infinity]) {
    const events = eventsOf(frames, { cut });
    assert.deepEqual(events.map(({ type }) => type), ['text', 'ping', 'pong', 'text', 'binary', 'close']);
    assert.equal(events[3].data.toString(), `ä${'b'.repeat(126)}`);
    assert.equal(events[5].code, 1000);
  }
});

const violations = [
  ['a mask', frame({ opcode: text, payload: 'x' }), /masked/],
  ...[1, 2, 4].map((rsv) => [`reserved bits ${rsv}`, fromServer(text, 'x', { rsv }), /RSV/]),
  ...[3, 7, 11, 15].map((opcode) => [`opcode ${opcode}`, fromServer(opcode), /reserved opcode/]),
  ['a length of 16 bits that fits into 7', fromServer(text, 'x', { lengthBytes: 2 }), /shortest/],
  ['a length of 64 bits that fits into 16', fromServer(text, 'x'.repeat(200), { lengthBytes: 8 }), /shortest/],
  ['a length beyond all measure', fromServer(text, '', { length: 1n << 40n }), /announces/],
  ['a ping of 126 bytes', fromServer(ping, 'x'.repeat(126)), /longer than 125/],
  ['a ping without FIN', fromServer(ping, 'x', part), /fragmented/],
  ['a continuation of nothing', fromServer(continuation, 'x'), /continuation of no message/],
  ['a message inside of another', [fromServer(text, 'x', part), fromServer(text, 'y')], /inside of another/],
  ['a text that is not UTF-8', fromServer(text, Buffer.from([0xc3])), /not UTF-8/],
  ['a text whose fragments are not', [fromServer(text, Buffer.from([0xc3]), part), fromServer(continuation, 'x')], /not UTF-8/],
  ['a close of one byte', fromServer(close, 'x'), /one byte/],
  ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000].map((code) => [`a close with ${code}`, fromServer(close, closePayload(code)), /the code/]),
  ['a reason that is not UTF-8', fromServer(close, closePayload(1000, Buffer.from([0xff]))), /reason is not UTF-8/],
  ['a frame behind a close', [fromServer(close), fromServer(ping)], /behind its close/],
];
for (const [name, bytes, what] of violations) {
  test(`noticed: ${name}`, () => {
    assert.throws(() => eventsOf(bytes), what);
    assert.throws(() => eventsOf(bytes, { cut: 1 }), what);
  });
}

const compressedViolations = [
  ['RSV1 on a ping', [fromServer(ping, 'x', { rsv: 4 })], /control frame/],
  ['RSV1 on a continuation', [fromServer(text, 'x', part), fromServer(continuation, 'x', { rsv: 4 })], /continuation/],
  ['RSV2', [fromServer(text, 'x', { rsv: 2 })], /RSV2/],
];
for (const [name, bytes, what] of compressedViolations) {
  test(`noticed where messages are compressed: ${name}`, () => assert.throws(() => eventsOf(bytes, { inflate: (data) => data }), what));
}

const far = Array.from({ length: 3000 }, (_, i) => String.fromCharCode(97 + ((i * i + (i % 7)) % 26))).join('');
const badDeflate = [
  ['a distance beyond the window', { windowBits: 9 }, [blocks().stored(far).fixed([[5, 513]]).message()], /beyond the window/],
  ['a distance beyond the start', {}, [blocks().fixed(['abc', [3, 4]]).message()], /beyond the 3 bytes/],
  ['a context where none was agreed on', { takeover: false }, [blocks().fixed(['abc']).message(), blocks().fixed([[3, 3]]).message()], /beyond the 0 bytes/],
  ['a block that does not end', {}, [blocks().fixed(['abc'], { end: false }).raw()], /./],
  ['a reserved type of block', {}, [Buffer.from([7])], /reserved type/],
  ['a stored block whose lengths differ', {}, [blocks().stored('abc', { complement: 5 }).message()], /lengths/],
  ['the four bytes at the end left in', {}, [Buffer.concat([blocks().fixed(['abc']).message(), Buffer.from([0, 0, 0xff, 0xff])])], /./],
];
for (const [name, options, messages, what] of badDeflate) {
  test(`noticed in a compressed message: ${name}`, () => {
    const inflater = new Inflater(options);
    for (const message of messages.slice(0, -1)) inflater.message(message);
    assert.throws(() => inflater.message(messages.at(-1)), what);
  });
}
test('what zlib compressed is read, with windows and contexts', () => {
  for (const options of [{}, { windowBits: 9 }, { takeover: false }, { level: 0 }]) {
    const deflater = new Deflater(options);
    const inflater = new Inflater(options);
    for (const message of ['Hello', '', 'Hello', far, far, 'x'.repeat(70_000)]) {
      assert.equal(inflater.message(deflater.message(message)).toString(), message);
    }
  }
});

// --- Handshakes ----------------------------------------------------------------------------------

const place = { host: 'localhost', port: 80, path: '/' };
const answer = (...lines) => parseHead(Buffer.from(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n')));
const good = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${acceptFor(sampleKey)}`];

test('a good 101 is taken', () => checkAccepted(HandshakeRequest.to(place), answer(...good)));
const badAnswers = [
  ['no Upgrade', good.slice(1)], ['another Upgrade', ['Upgrade: h2c', ...good.slice(1)]], ['no Connection', [good[0], good[2]]],
  ['no accept value', good.slice(0, 2)], ['a wrong accept value', [...good.slice(0, 2), 'Sec-WebSocket-Accept: x']], ['two accept values', [...good, good[2]]],
  ['a subprotocol', [...good, 'Sec-WebSocket-Protocol: chat']], ['an extension', [...good, 'Sec-WebSocket-Extensions: permessage-deflate']],
  ['a length', [...good, 'Content-Length: 0']],
];
for (const [name, lines] of badAnswers) {
  test(`noticed in a 101: ${name}`, () => assert.throws(() => checkAccepted(HandshakeRequest.to(place), answer(...lines)), { name: 'Violation' }));
}
for (const head of ['HTTP/1.0 101 x\r\n\r\n', 'HTTP/1.1 101\r\n\r\n', 'HTTP/1.1 200 OK\r\nA : b\r\n\r\n', 'HTTP/1.1 200 OK\r\nA: b\n\r\n']) {
  test(`noticed: an answer ${JSON.stringify(head)}`, () => assert.throws(() => parseHead(Buffer.from(head)), { name: 'Violation' }));
}

const deflate = 'permessage-deflate';
const badAgreements = [
  ['an unknown parameter', deflate, `${deflate}; foo`], ['a window that was not offered', deflate, `${deflate}; client_max_window_bits=10`],
  ['a larger window than asked for', `${deflate}; server_max_window_bits=10`, `${deflate}; server_max_window_bits=11`],
  ['no window where one was asked for', `${deflate}; server_max_window_bits=10`, deflate],
  ['a larger window of the client', `${deflate}; client_max_window_bits=10`, `${deflate}; client_max_window_bits=11`],
  ['a context that was not wanted', `${deflate}; server_no_context_takeover`, deflate],
  ['a window without a value', `${deflate}; client_max_window_bits`, `${deflate}; client_max_window_bits`],
  ['a window of 16 bits', deflate, `${deflate}; server_max_window_bits=16`], ['two agreements', deflate, `${deflate}, ${deflate}`],
  ['a parameter twice', deflate, `${deflate}; server_no_context_takeover; server_no_context_takeover`],
  ['an offer that had to be declined', `${deflate}; foo`, deflate],
];
for (const [name, offered, answered] of badAgreements) {
  test(`noticed in an agreement: ${name}`, () =>
    assert.throws(() => agreement(withOffer(place, offered), answer(`Sec-WebSocket-Extensions: ${answered}`)), { name: 'Violation' }));
}
