// What must be refused where messages are compressed. RFC 7692 sections 6 to 8.
import { alone, deflate, echo, on, sample } from './compression.mjs';
import { compressed, compressedFragments } from '../support/compression.mjs';
import { blocks, Deflater } from '../support/deflate.mjs';
import { close, continuation, frame, Opcode, ping, pong, rsv1, rsv2, rsv3, text } from '../support/frames.mjs';
import { firstBadByte } from '../support/utf8.mjs';

const part = { final: false };

// --- Reserved bits -----------------------------------------------------------------------------

const refusedBits = [
  ['RSV1 on a ping', () => [ping('x', { rsv: rsv1 })]],
  ['RSV1 on a pong', () => [pong('x', { rsv: rsv1 })]],
  ['RSV1 on a close', () => [close(1000, '', { rsv: rsv1 })]],
  ['RSV1 on a ping between compressed fragments', (bytes) => [compressed(bytes, part), ping('x', { rsv: rsv1 })]],
  ['RSV1 on a continuation of a compressed message', (bytes) =>
    [compressed(bytes.subarray(0, 9), part), continuation(bytes.subarray(9), { rsv: rsv1 })]],
  ['RSV1 on a continuation of a message that is not compressed', () => [text('one', part), continuation('two', { rsv: rsv1 })]],
  ['RSV1 on a continuation of nothing', (bytes) => [continuation(bytes, { rsv: rsv1 })]],
  ['RSV1 on the last, empty continuation', (bytes) => [compressed(bytes, part), continuation('', { rsv: rsv1 })]],
  ...[rsv2, rsv3, rsv2 | rsv3, rsv1 | rsv2, rsv1 | rsv3, rsv1 | rsv2 | rsv3].map((rsv) => [
    `the reserved bits ${rsv.toString(2).padStart(3, '0')} on a text`, (bytes) => [text(bytes, { rsv })],
  ]),
  ['RSV2 on a ping', () => [ping('x', { rsv: rsv2 })]],
  ['RSV1 on a reserved opcode', () => [frame({ opcode: 3, rsv: rsv1, payload: 'x' })]],
].flatMap(([name, frames]) => [
  on(deflate, `${name} is refused`, async (peer) => {
    await peer.write(Buffer.concat(frames(peer.deflater.message(sample))));
    await peer.expectClose(1002);
  }, { rule: 'RFC 7692 6.1, RFC 6455 5.2' }),
  on(deflate, `${name} behind a good message is refused`, async (peer) => {
    await echo(peer, sample);
    await peer.write(Buffer.concat(frames(peer.deflater.message(sample))));
    await peer.expectClose(1002);
  }, { rule: 'RFC 7692 6.1, RFC 6455 5.2' }),
]);

// --- Bad data ----------------------------------------------------------------------------------

const badData = [
  ['a block of the reserved type', Buffer.from('07', 'hex')],
  ['bytes that are no compressed data', Buffer.from('ffffffffffffffff', 'hex')],
  ['a stored block whose lengths differ', blocks().stored('Hello', { complement: 0 }).message()],
  ['a copy of what is not there', blocks().fixed([[5, 1]]).message()],
  ['a copy from before the start', blocks().fixed(['abc', [5, 4]]).message()],
  ['a copy from far before the start', blocks().fixed(['abc', [5, 24_000]]).message()],
  ['a dynamic block with a bad set of codes', Buffer.from('04c0ffffffffffffffffffff', 'hex')],
  ['a dynamic block of too many lengths', Buffer.from('fcffffffffffffffff', 'hex')],
  ['a text that was not compressed', Buffer.from('Hello, world. This is plain text.')],
  ['a stored block that is cut', blocks().stored('Hel', { length: 100 }).raw()],
  ['a header of gzip in front', Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), new Deflater().message(sample)])],
  ['a header of zlib in front', Buffer.concat([Buffer.from('789c', 'hex'), new Deflater().message(sample)])],
].flatMap(([name, payload]) => [
  on(alone, `${name} is refused`, async (peer) => {
    await peer.write(compressed(payload));
    await peer.expectClose([1007, 1002]);
  }),
  on(alone, `${name} behind a good message is refused`, async (peer) => {
    await echo(peer, sample);
    await peer.write(compressed(payload));
    await peer.expectClose([1007, 1002]);
  }),
  on(alone, `${name}, in fragments of 1 byte, is refused`, async (peer) => {
    await peer.write(Buffer.concat(compressedFragments(payload, 1)));
    await peer.expectClose([1007, 1002]);
  }),
]).map((test) => ({ ...test, rule: 'RFC 7692 7.2.2, RFC 1951' }));

// --- UTF-8 behind compression ------------------------------------------------------------------

const badTexts = [
  'ff', '80', 'c080', 'c3', 'e282', 'eda080', 'f4908080', 'f8888080', '6162c3', 'cebae1bdb9cf83cebcceb5eda080656469746564', 'f09f98',
];
const goodTexts = [
  'κόσμε', '😀'.repeat(3000), 'aé漢😀'.repeat(500), '\u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}',
];
const utf8 = [
  ...badTexts.flatMap((hex) => {
    const bytes = Buffer.from(hex, 'hex');
    if (firstBadByte(Buffer.concat([bytes, Buffer.from('.')])) < 0) throw new Error(`${hex} is text`);
    return [
      on(deflate, `a compressed text that is not UTF-8 is refused, ${hex}`, async (peer) => {
        await peer.write(compressed(peer.deflater.message(bytes)));
        await peer.expectClose(1007);
      }),
      on(deflate, `a compressed text that is not UTF-8 in its middle is refused, ${hex}`, async (peer) => {
        const message = Buffer.concat([Buffer.from(sample), bytes, Buffer.from(sample)]);
        await peer.write(Buffer.concat(compressedFragments(peer.deflater.message(message), 20)));
        await peer.expectClose(1007);
      }),
    ];
  }),
  ...goodTexts.flatMap((message, i) => [1, 2, 3, 100].map((size) =>
    on(deflate, `compressed text of characters of several bytes comes back, ${i}, in fragments of ${size}`, async (peer) => {
      await peer.write(Buffer.concat(compressedFragments(peer.deflater.message(message), size)));
      await peer.expectText(message);
      await peer.expectStillOpen();
    }))),
].map((test) => ({ ...test, rule: 'RFC 6455 8.1, RFC 7692 7.2.2' }));

// --- Limits ------------------------------------------------------------------------------------

const zeros = (length) => new Deflater().message(Buffer.alloc(length, '0'));
const bombs = [
  on(alone, 'a message of 128 KiB behind compression comes back', async (peer) => {
    await peer.write(compressed(zeros(131072)));
    await peer.expectText('0'.repeat(131072));
    await peer.expectStillOpen();
  }),
  on(alone, 'a message of 128 KiB and a byte behind compression is refused', async (peer) => {
    await peer.write(compressed(zeros(131073)));
    await peer.expectClose(1009);
  }),
  ...[1, 10, 30].map((mebi) => on(alone, `${mebi} MiB out of ${mebi} KiB are refused`, async (peer) => {
    await peer.write(compressed(zeros(mebi << 20)));
    await peer.expectClose(1009);
  })),
  on(alone, '10 MiB in small compressed fragments are refused', async (peer) => {
    await peer.write(Buffer.concat(compressedFragments(zeros(10 << 20), 100)));
    await peer.expectClose(1009);
  }),
  on(alone, '10 MiB of a compressed binary are refused', async (peer) => {
    await peer.write(compressed(zeros(10 << 20), { opcode: Opcode.binary }));
    await peer.expectClose([1003, 1009], { answer: true });
  }),
  on(alone, 'a compressed frame over 32 KiB is refused', async (peer) => {
    await peer.write(compressed(Buffer.alloc(32769)));
    await peer.expectClose(1009);
  }),
  on(alone, 'a hundred messages of 100 KiB out of 200 bytes come back', async (peer) => {
    for (let i = 0; i < 100; ++i) {
      await peer.write(compressed(zeros(100_000)));
      await peer.expectText('0'.repeat(100_000));
    }
    await peer.expectStillOpen();
  }),
].map((test) => ({ ...test, rule: 'RFC 7692 8, RFC 6455 7.4.1, 10.4', ours: true }));

export const compressionRefused = [...refusedBits, ...badData, ...utf8, ...bombs];
