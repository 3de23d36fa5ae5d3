// Compressed messages. RFC 7692 sections 6 and 7.2.
import { compressed, compressedFragments, openCompressed } from '../support/compression.mjs';
import { blocks, Deflater, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } from '../support/deflate.mjs';
import { close, continuation, frame, Opcode, ping, pong, rsv1, rsv2, rsv3, text } from '../support/frames.mjs';
import { Inflater } from '../support/inflate.mjs';
import { firstBadByte } from '../support/utf8.mjs';

const deflate = 'permessage-deflate';
const alone = `${deflate}; client_no_context_takeover; server_no_context_takeover`;
const rule = 'RFC 7692 7.2';

// Texts of three kinds: repeated, of words, and without any order (64 letters).
const kinds = {
  'the same letter': (length) => 'x'.repeat(length),
  'words': (length) => 'It was the best of times, it was the worst of times. '.repeat(length / 53 + 1).slice(0, length),
  'letters without order': (length) => {
    let state = 12345;
    const letters = Buffer.alloc(length);
    for (let i = 0; i < length; ++i) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      letters[i] = 48 + ((state >> 16) & 63);
    }
    return letters.toString('latin1');
  },
};
const sample = kinds.words(2000);

// A case on a connection that compresses.
const on = (offers, name, body, more = {}) => ({
  name, rule, ...more,
  async run(world) {
    const peer = await world.connect();
    await openCompressed(peer, ...[offers].flat());
    await body(peer, world);
  },
});

// Sends a text compressed and takes it back.
async function echo(peer, message, { cut = 0 } = {}) {
  await peer.write(compressed(peer.deflater.message(message)), cut);
  return peer.expectText(message);
}

// --- Sizes -----------------------------------------------------------------------------------------------

const sizes = [1, 2, 15, 16, 100, 125, 126, 127, 128, 256, 1000, 1024, 4096, 8192, 16384, 32767, 32768, 65535, 65536, 131072];
const agreements = {
  'with both contexts': deflate,
  'without contexts': alone,
  'with windows of 9 bits': `${deflate}; server_max_window_bits=9; client_max_window_bits=9`,
};
const sized = Object.entries(kinds).flatMap(([kind, make]) => Object.entries(agreements).flatMap(([how, offers]) => sizes
  // Those over a frame's limit go in fragments.
  .map((size) => on(offers, `${kind}, ${size} bytes, ${how}: comes back`, async (peer) => {
    for (let i = 0; i < 3; ++i) {
      await peer.write(Buffer.concat(compressedFragments(peer.deflater.message(make(size)), 32768)));
      await peer.expectText(make(size));
    }
    await peer.expectStillOpen();
  }))));
const large = Object.entries(kinds).map(([kind, make]) => on(deflate, `${kind}, 1 MiB: comes back`, async (peer) => {
  await echo(peer, make(1 << 20));
  await peer.expectStillOpen();
}, { form: 'raised' }));

// --- Contexts -----------------------------------------------------------------------------------------------

const contexts = [
  on(deflate, 'a hundred messages with a context come back', async (peer) => {
    for (let i = 0; i < 100; ++i) await echo(peer, `message ${i}: ${kinds.words(200 + i)}`);
    await peer.expectStillOpen();
  }),
  on(alone, 'a hundred messages without a context come back', async (peer) => {
    for (let i = 0; i < 100; ++i) await echo(peer, `message ${i}: ${kinds.words(200 + i)}`);
    await peer.expectStillOpen();
  }),
  on(deflate, 'a message without context where one was agreed on comes back', async (peer) => {
    for (let i = 0; i < 5; ++i) {
      await peer.write(compressed(new Deflater({ windowBits: Math.max(9, peer.agreed.clientBits) }).message(sample)));
      await peer.expectText(sample);
    }
    await peer.expectStillOpen();
  }),
  on(deflate, 'many compressed messages in one packet come back in order', async (peer) => {
    const messages = Array.from({ length: 50 }, (_, i) => `${i} ${sample}`);
    await peer.write(Buffer.concat(messages.map((message) => compressed(peer.deflater.message(message)))));
    for (const message of messages) await peer.expectText(message);
    await peer.expectStillOpen();
  }),
  ...[9, 10, 11, 12, 13, 14, 15].flatMap((bits) => [
    on(`${deflate}; server_max_window_bits=${bits}`, `the server keeps to its window of ${bits} bits`, async (peer) => {
      const far = kinds['letters without order'](1 << bits);
      for (let i = 0; i < 3; ++i) await echo(peer, (far + far).slice(0, 30_000));
      await peer.expectStillOpen();
    }, { rule: 'RFC 7692 7.1.2.1' }),
    on(`${deflate}; client_max_window_bits=${bits}`, `a client with a window of ${bits} bits is understood`, async (peer) => {
      const far = kinds['letters without order'](1 << bits);
      for (let i = 0; i < 3; ++i) await echo(peer, (far + far).slice(0, 30_000));
      await peer.expectStillOpen();
    }, { rule: 'RFC 7692 7.1.2.2' }),
  ]),
  on(deflate, 'a copy from as far back as the window goes is understood', async (peer) => {
    const window = 1 << peer.agreed.clientBits;
    const first = kinds['letters without order'](window);
    const payload = blocks().stored(first.slice(0, 20_000)).stored(first.slice(20_000)).fixed([[10, window]]).message();
    await peer.write(Buffer.concat(compressedFragments(payload, 32768)));
    await peer.expectText(first + first.slice(0, 10));
    await peer.expectStillOpen();
  }),
  {
    name: 'a copy out of the message before is understood where contexts were agreed on', rule: 'RFC 7692 7.1.1.2',
    async run({ connect }) {
      const peer = await connect();
      await openCompressed(peer, deflate);
      await peer.write(compressed(blocks().fixed(['Hello, world']).message()));
      await peer.expectText('Hello, world');
      // Where the server wants no context this is bad data.
      await peer.write(compressed(blocks().fixed([[5, 5]]).message()));
      if (!peer.agreed.clientTakeover) return peer.expectClose([1002, 1007]);
      await peer.expectText('world');
      await peer.expectStillOpen();
    },
  },
  on(deflate, 'messages that are not compressed leave the context alone', async (peer) => {
    await echo(peer, sample);
    await peer.write(text('plain'));
    await peer.expectText('plain');
    await echo(peer, sample);
    await peer.write(text(sample));
    await peer.expectText(sample);
    await echo(peer, sample);
    await peer.expectStillOpen();
  }),
];

// --- Kinds of blocks --------------------------------------------------------------------------------------------

// Checks that the payload is what the case says it is.
const made = (payload, wanted) => {
  const inflater = new Inflater();
  inflater.message(payload);
  if (!wanted.every((kind) => inflater.blocks.includes(kind))) throw new Error(`the case has blocks ${inflater.blocks}`);
  return payload;
};
const long = kinds.words(20_000) + kinds['letters without order'](5000);
const blockCases = [
  ['a stored block', 'Hello', () => made(blocks().stored('Hello').message(), ['stored'])],
  ['a stored block of no bytes', '', () => blocks().stored('').message()],
  ['many stored blocks', 'a'.repeat(200), () => Array.from(sample.slice(0, 200)).reduce((b) => b.stored('a'), blocks()).message()],
  ['a fixed block', 'Hello', () => made(blocks().fixed(['Hello']).message(), ['fixed'])],
  ['a fixed block of no bytes', '', () => blocks().fixed([]).message()],
  ['a fixed block that copies', 'abcabcabca', () => blocks().fixed(['abc', [7, 3]]).message()],
  ['a fixed block that copies what it copies', 'aaaaaaaaaaa', () => blocks().fixed(['a', [10, 1]]).message()],
  ['two fixed blocks, the second copies out of the first', 'Hello, Hello', () => blocks().fixed(['Hello, ']).fixed([[5, 7]]).message()],
  ['stored, fixed, stored', 'one two three', () => blocks().stored('one ').fixed(['two ']).stored('three').message()],
  ['a hundred empty blocks around a letter', 'x', () => {
    const writer = blocks();
    for (let i = 0; i < 100; ++i) writer.stored('').fixed([]);
    return writer.fixed(['x']).message();
  }],
  ['a dynamic block', long, () => made(new Deflater().message(long), ['dynamic'])],
  ['no compression, level 0', long, () => made(new Deflater({ level: 0 }).message(long), ['stored'])],
  ['fixed codes by zlib', long, () => made(new Deflater({ strategy: Z_FIXED }).message(long), ['fixed'])],
  ['Huffman codes only', long, () => made(new Deflater({ strategy: Z_HUFFMAN_ONLY, memLevel: 1 }).message(long), ['dynamic'])],
  ['runs only', long, () => new Deflater({ strategy: Z_RLE }).message(long)],
  ['best compression with little memory', long, () => new Deflater({ level: 9, memLevel: 1 }).message(long)],
  // 7.2.3.4: a block may say that it is the last one.
  ['a last block (the example of the RFC)', 'Hello', () => Buffer.from('f348cdc9c9070000', 'hex')],
  ['a last block, then others', 'one two three', () => blocks().fixed(['one '], { final: true }).fixed(['two ']).stored('three', { final: true }).message()],
  ['a last stored block', 'Hello', () => blocks().stored('Hello', { final: true }).message()],
  // 7.2.3.2 and 7.2.3.5, the examples.
  ['the example of 7.2.3.1', 'Hello', () => Buffer.from('f248cdc9c90700', 'hex')],
  ['the example of 7.2.3.3, a stored block', 'Hello', () => Buffer.from('000500faff48656c6c6f00', 'hex')],
  ['the example of 7.2.3.5, two blocks', 'Hello', () => Buffer.from('f248050000 00ffffcac9c90700'.replace(' ', ''), 'hex')],
  ['the example of 7.2.3.6, an empty message', '', () => Buffer.from('00', 'hex')],
  // 7.2.1: the four bytes at the end are taken away; a sender that leaves them adds an empty block.
  ['an empty block more than needed', 'Hello', () => Buffer.from('f248cdc9c907000000ffff00', 'hex')],
].flatMap(([name, message, payload]) => [
  on(alone, `${name}: understood`, async (peer) => {
    for (let i = 0; i < 2; ++i) {
      await peer.write(compressed(payload()));
      await peer.expectText(message);
    }
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 7.2.3, RFC 1951' }),
  on(deflate, `${name}, in fragments of 3 bytes: understood`, async (peer) => {
    for (let i = 0; i < 2; ++i) {
      await peer.write(Buffer.concat(compressedFragments(payload(), 3)));
      await peer.expectText(message);
    }
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 7.2.3, RFC 1951' }),
]);
const lastThenContext = on(deflate, 'the context goes on behind a last block', async (peer) => {
  await peer.write(compressed(blocks().fixed(['Hello, world'], { final: true }).message()));
  await peer.expectText('Hello, world');
  await peer.write(compressed(blocks().fixed([peer.agreed.clientTakeover ? [5, 5] : 'world']).message()));
  await peer.expectText('world');
  await peer.expectStillOpen();
}, { rule: 'RFC 7692 7.2.3.4' });

// --- Fragments -----------------------------------------------------------------------------------------------------

const fragmented = [
  ...[1, 2, 10, 50, 1000].map((size) => on(deflate, `a compressed message in fragments of ${size} bytes comes back`, async (peer) => {
    for (let i = 0; i < 3; ++i) {
      await peer.write(Buffer.concat(compressedFragments(peer.deflater.message(long), size)));
      await peer.expectText(long);
    }
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 6.1, 7.2.3.2' })),
  ...[1, 7, 64].map((cut) => on(deflate, `a compressed message in packets of ${cut} bytes comes back`, async (peer) => {
    await echo(peer, sample, { cut });
    await echo(peer, `${sample}!`, { cut });
    await peer.expectStillOpen();
  })),
  on(deflate, 'control frames between compressed fragments are answered, the message comes back', async (peer) => {
    for (const [i, bytes] of compressedFragments(peer.deflater.message(sample), 10).entries()) {
      await peer.write(Buffer.concat([ping(`ping ${i}`), pong('unasked'), bytes]));
      await peer.expectPong(`ping ${i}`);
    }
    await peer.expectText(sample);
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 6.1' }),
  on(deflate, 'an empty first fragment with RSV1, then the rest, comes back', async (peer) => {
    await peer.write(Buffer.concat([
      frame({ opcode: Opcode.text, rsv: rsv1, final: false }), continuation(peer.deflater.message(sample)),
    ]));
    await peer.expectText(sample);
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 6.1' }),
  on(deflate, 'an empty last fragment behind a compressed message comes back', async (peer) => {
    await peer.write(Buffer.concat([compressed(peer.deflater.message(sample), { final: false }), continuation('', { final: false }), continuation('')]));
    await peer.expectText(sample);
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 6.1' }),
  on(deflate, 'a fragmented message that is not compressed comes back', async (peer) => {
    await echo(peer, sample);
    await peer.write(Buffer.concat([text('one ', { final: false }), continuation('two', { final: false }), continuation('')]));
    await peer.expectText('one two');
    await echo(peer, sample);
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 6' }),
  on(deflate, 'a message that is not compressed is taken as it is, also where it looks compressed', async (peer) => {
    await peer.write(text(blocks().fixed(['Hello']).message().toString('latin1')));
    await peer.expectText(blocks().fixed(['Hello']).message().toString('latin1'));
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 6' }),
  on(deflate, 'an empty message that is not compressed comes back', async (peer) => {
    await peer.write(text(''));
    await peer.expectText('');
    await echo(peer, sample);
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 6' }),
  on(deflate, 'empty compressed messages come back', async (peer) => {
    for (const message of ['', sample, '', '', sample]) await echo(peer, message);
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 7.2.3.6' }),
  on(deflate, 'a close inside of a compressed message is answered', async (peer) => {
    const [first, second] = compressedFragments(peer.deflater.message(sample), 10);
    await peer.write(Buffer.concat([first, second, close(1000)]));
    await peer.expectClose(1000);
  }, { rule: 'RFC 6455 5.4' }),
  on(deflate, 'a compressed binary is taken as binary', async (peer, { target }) => {
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, i) => i & 0xff));
    await peer.write(compressed(peer.deflater.message(bytes), { opcode: Opcode.binary }));
    if (target.binary === 'refuse') return peer.expectClose(1003, { answer: true });
    await peer.expectMessage('binary', bytes);
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 6; API Gateway refuses it with 1003' }),
];

// --- Reserved bits ---------------------------------------------------------------------------------------------------

const part = { final: false };
const refusedBits = [
  ['RSV1 on a ping', () => [ping('x', { rsv: rsv1 })]],
  ['RSV1 on a pong', () => [pong('x', { rsv: rsv1 })]],
  ['RSV1 on a close', () => [close(1000, '', { rsv: rsv1 })]],
  ['RSV1 on a ping between compressed fragments', (bytes) => [compressed(bytes, part), ping('x', { rsv: rsv1 })]],
  ['RSV1 on a continuation of a compressed message', (bytes) => [compressed(bytes.subarray(0, 9), part), continuation(bytes.subarray(9), { rsv: rsv1 })]],
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

// --- Bad data ----------------------------------------------------------------------------------------------------------

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

// --- UTF-8 behind compression ----------------------------------------------------------------------------------------------

const utf8 = [
  ...['ff', '80', 'c080', 'c3', 'e282', 'eda080', 'f4908080', 'f8888080', '6162c3', 'cebae1bdb9cf83cebcceb5eda080656469746564', 'f09f98'].flatMap((hex) => {
    const bytes = Buffer.from(hex, 'hex');
    if (firstBadByte(Buffer.concat([bytes, Buffer.from('.')])) < 0) throw new Error(`${hex} is text`);
    return [
      on(deflate, `a compressed text that is not UTF-8 is refused, ${hex}`, async (peer) => {
        await peer.write(compressed(peer.deflater.message(bytes)));
        await peer.expectClose(1007);
      }),
      on(deflate, `a compressed text that is not UTF-8 in its middle is refused, ${hex}`, async (peer) => {
        await peer.write(Buffer.concat(compressedFragments(peer.deflater.message(Buffer.concat([Buffer.from(sample), bytes, Buffer.from(sample)])), 20)));
        await peer.expectClose(1007);
      }),
    ];
  }),
  ...['κόσμε', '😀'.repeat(3000), 'aé漢😀'.repeat(500), '\u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}'].flatMap((message, i) => [1, 2, 3, 100].map((size) =>
    on(deflate, `compressed text of characters of several bytes comes back, ${i}, in fragments of ${size}`, async (peer) => {
      await peer.write(Buffer.concat(compressedFragments(peer.deflater.message(message), size)));
      await peer.expectText(message);
      await peer.expectStillOpen();
    }))),
].map((test) => ({ ...test, rule: 'RFC 6455 8.1, RFC 7692 7.2.2' }));

// --- Limits ------------------------------------------------------------------------------------------------------------------

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

export const compression = [
  ...sized, ...large, ...contexts, ...blockCases, lastThenContext, ...fragmented, ...refusedBits, ...badData, ...utf8, ...bombs,
];
