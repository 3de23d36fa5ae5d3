// Compressed messages. RFC 7692 sections 6 and 7.2.
import { compressed, compressedFragments, openCompressed } from '../support/compression.mjs';
import { blocks, Deflater, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } from '../support/deflate.mjs';
import { close, continuation, frame, Opcode, ping, pong, rsv1, text } from '../support/frames.mjs';
import { Inflater } from '../support/inflate.mjs';

export const deflate = 'permessage-deflate';
export const alone = `${deflate}; client_no_context_takeover; server_no_context_takeover`;
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
export const sample = kinds.words(2000);

// A case on a connection that compresses.
export const on = (offers, name, body, more = {}) => ({
  name, rule, ...more,
  async run(world) {
    const peer = await world.connect();
    await openCompressed(peer, ...[offers].flat());
    await body(peer, world);
  },
});

// Sends a text compressed and takes it back.
export async function echo(peer, message, { cut = 0 } = {}) {
  await peer.write(compressed(peer.deflater.message(message)), cut);
  return peer.expectText(message);
}

// --- Sizes -------------------------------------------------------------------------------------

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

// --- Contexts ----------------------------------------------------------------------------------

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

// --- Kinds of blocks ---------------------------------------------------------------------------

// Checks that the payload is what the case says it is.
const made = (payload, wanted) => {
  const inflater = new Inflater();
  inflater.message(payload);
  if (!wanted.every((kind) => inflater.blocks.includes(kind))) {
    throw new Error(`the case has blocks ${inflater.blocks}`);
  }
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
  ['a last block, then others', 'one two three', () =>
    blocks().fixed(['one '], { final: true }).fixed(['two ']).stored('three', { final: true }).message()],
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

const part = { final: false };

// --- Fragments ---------------------------------------------------------------------------------

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
    await peer.write(Buffer.concat([compressed(peer.deflater.message(sample), part), continuation('', part), continuation('')]));
    await peer.expectText(sample);
    await peer.expectStillOpen();
  }, { rule: 'RFC 7692 6.1' }),
  on(deflate, 'a fragmented message that is not compressed comes back', async (peer) => {
    await echo(peer, sample);
    await peer.write(Buffer.concat([text('one ', part), continuation('two', part), continuation('')]));
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

export const compression = [...sized, ...large, ...contexts, ...blockCases, lastThenContext, ...fragmented];
