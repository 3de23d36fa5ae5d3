// What our own gateway does about compression of its own will: its flags, and that it does compress.
import { alone, compression, deflate } from './compression.mjs';
import { compressionNegotiation } from './compression_negotiation.mjs';
import { compressionRefused } from './compression_refused.mjs';
import { offer, openCompressed } from '../support/compression.mjs';
import { text } from '../support/frames.mjs';
import { Violation } from '../support/violation.mjs';

// The same rules hold where contexts are kept.
const withContexts = [...compressionNegotiation, ...compression, ...compressionRefused].filter(({ form }) => form === undefined)
  .map((test) => ({ ...test, form: 'contexts', name: `with contexts: ${test.name}` }));

const echo = async (peer, message) => {
  await peer.write(text(message));
  return peer.expectText(message);
};
const on = (form, offers, name, body) => ({
  name, form, rule: 'palaver gateway --help',
  async run({ connect }) {
    const peer = await connect();
    await openCompressed(peer, offers);
    await body(peer);
    await peer.expectStillOpen();
  },
});

// Letters that nothing can be made of but what was sent before.
const unique = Buffer.from(Array.from({ length: 1500 }, (_, i) => 33 + ((i * i * 7919 + (i >> 3) * 31) % 90))).toString('latin1');

const policy = [
  on('plain', alone, 'a text of 1,024 bytes is compressed, one of 1,023 is not', async (peer) => {
    if ((await echo(peer, 'x'.repeat(1023))).compressed) throw new Violation('1,023 bytes came compressed');
    const { compressed, wireBytes } = await echo(peer, 'x'.repeat(1024));
    if (!compressed || wireBytes > 50) throw new Violation(`1,024 times the same letter came as ${wireBytes} bytes`);
  }),
  on('plain', deflate, 'by default no contexts are agreed on', async (peer) => {
    if (peer.agreed.serverTakeover || peer.agreed.clientTakeover) {
      throw new Violation(`the answer is ${peer.agreed.header}`);
    }
  }),
  on('contexts', deflate, 'where contexts are kept, a text that came before costs next to nothing', async (peer) => {
    if (!peer.agreed.serverTakeover || !peer.agreed.clientTakeover) {
      throw new Violation(`the answer is ${peer.agreed.header}`);
    }
    const first = await echo(peer, unique);
    const second = await echo(peer, unique);
    if (!second.compressed || second.wireBytes > first.wireBytes / 5) {
      throw new Violation(`${first.wireBytes} bytes, then ${second.wireBytes}`);
    }
  }),
  {
    name: 'without compression an offer is declined, the connection is not', form: 'uncompressed', rule: 'RFC 7692 5.1',
    async run({ connect }) {
      const peer = await connect();
      if (await offer(peer, deflate)) throw new Violation(`the server agrees on ${peer.agreed.header}`);
      await echo(peer, unique);
      await peer.expectStillOpen();
    },
  },
  {
    name: 'without compression RSV1 is refused', form: 'uncompressed', rule: 'RFC 6455 5.2',
    async run({ connect }) {
      const peer = await connect();
      await offer(peer, deflate);
      await peer.write(text('bad', { rsv: 4 }));
      await peer.expectClose(1002);
    },
  },
];

export const compressionPolicy = [...policy, ...withContexts].map((test) => ({ ...test, ours: true }));
