// What is agreed on about compression. RFC 7692 section 7.1, RFC 6455 section 9.1.
import { agreement, compressed, offer, openCompressed, withOffer } from '../support/compression.mjs';
import { Deflater } from '../support/deflate.mjs';
import { text } from '../support/frames.mjs';
import { refusal } from './handshake_refused.mjs';
import { Violation } from '../support/violation.mjs';

const rule = 'RFC 7692 7.1';
const deflate = 'permessage-deflate';
const sample = 'a text that is long enough to be worth a compression, a compression, a compression. '.repeat(20);

// That messages go both ways, compressed by us when that was agreed on.
async function chats(peer) {
  const { clientBits, clientTakeover } = peer.agreed ?? { clientBits: 15, clientTakeover: false };
  const deflater = new Deflater({ windowBits: Math.max(9, clientBits), takeover: clientTakeover });
  for (const message of [sample, 'short', sample]) {
    await peer.write(peer.agreed ? compressed(deflater.message(message)) : text(message));
    await peer.expectText(message);
  }
  await peer.expectStillOpen();
}

// --- Offers that are good ----------------------------------------------------------------------

// Every set of the four parameters, with some values.
const serverWindows = ['', ...[15, 14, 12, 10, 9, 8].map((bits) => `; server_max_window_bits=${bits}`)];
const clientWindows = ['', '; client_max_window_bits', ...[15, 12, 9, 8].map((bits) => `; client_max_window_bits=${bits}`)];
const takeovers = [
  '', '; server_no_context_takeover', '; client_no_context_takeover', '; server_no_context_takeover; client_no_context_takeover',
];
const goodOffers = serverWindows.flatMap((server) => clientWindows.flatMap((client) =>
  takeovers.map((takeover) => `${deflate}${takeover}${server}${client}`)));

// What a server can hardly be unable to do: everything but windows of 8 bits, which zlib has not.
const mustBeTaken = (value) => !/_bits=8\b/.test(value);

const good = goodOffers.map((value) => ({
  name: `the offer ${value} is answered in kind`, rule,
  async run({ connect }) {
    const peer = await connect();
    const agreed = await offer(peer, value);
    if (!agreed && mustBeTaken(value)) throw new Violation('the server declines a good offer');
    await chats(peer);
  },
}));

const spelled = [
  `${deflate};server_no_context_takeover;client_max_window_bits=12`,
  `  ${deflate}  ;  server_no_context_takeover  ;\tclient_max_window_bits  `,
  `${deflate}; server_max_window_bits="10"`,
  `${deflate}; client_max_window_bits="11"; server_no_context_takeover`,
  `${deflate}; server_max_window_bits="1\\0"`,
  `, ${deflate},`,
  `foo, ${deflate}`,
  `foo; bar="baz", ${deflate}; client_no_context_takeover`,
  `${deflate}, foo`,
  `${deflate}; client_max_window_bits, x-webkit-deflate-frame`,
  `${deflate}; client_max_window_bits; server_max_window_bits=11; client_no_context_takeover; server_no_context_takeover`,
].map((value) => ({
  name: `the offer ${JSON.stringify(value)} is accepted`, rule: 'RFC 6455 9.1; RFC 7692 7.1',
  async run({ connect }) {
    const peer = await connect();
    if (!await offer(peer, value)) throw new Violation('the server declines a good offer');
    await chats(peer);
  },
}));

// --- Offers that must be declined --------------------------------------------------------------

// "A server MUST decline an extension negotiation offer for this extension if any of the following conditions are met":
// an unknown parameter, a value that it may not have, a parameter twice.
const values = [
  '', '=0', '=7', '=16', '=1', '=-8', '=+9', '=08', '=010', '=8.0', '=1e1', '=0x9', '=abc', '=100', '=4294967305', '=15a', '="16"', '="07"',
];
const badOffers = [
  'foo', 'foo=bar', 'foo="bar"', 'server_max_window', 'max_window_bits=10', 'no_context_takeover',
  'Server_Max_Window_Bits_=10', 'server_max_window_bits_=10',
  'server_no_context_takeover=1', 'server_no_context_takeover=true', 'server_no_context_takeover="server_no_context_takeover"',
  'client_no_context_takeover=1', 'client_no_context_takeover=0', 'client_no_context_takeover=15',
  ...values.map((value) => `server_max_window_bits${value}`),
  ...values.filter((value) => value !== '').map((value) => `client_max_window_bits${value}`),
  'server_no_context_takeover; server_no_context_takeover', 'client_no_context_takeover; client_no_context_takeover',
  'server_max_window_bits=10; server_max_window_bits=10', 'server_max_window_bits=10; server_max_window_bits=12',
  'client_max_window_bits; client_max_window_bits', 'client_max_window_bits=10; client_max_window_bits',
  'client_max_window_bits=10; client_max_window_bits=10',
  'server_no_context_takeover; foo', 'client_max_window_bits; server_max_window_bits=10; foo=1',
].map((params) => `${deflate}; ${params}`);

const declined = badOffers.flatMap((value) => [
  {
    name: `the offer ${value} is declined, the connection is not`, rule: 'RFC 7692 7.1: must be declined',
    async run({ connect }) {
      const peer = await connect();
      if (await offer(peer, value)) throw new Violation(`the server agrees on ${peer.agreed.header}`);
      await chats(peer);
    },
  },
  {
    name: `behind the offer ${value} a good one is accepted`, rule: 'RFC 7692 5.1, 7.1: the next offer is considered',
    async run({ connect }) {
      const peer = await connect();
      const agreed = await offer(peer, `${value}, ${deflate}`);
      if (agreed?.offer !== 1) throw new Violation('the server declines the second offer');
      await chats(peer);
    },
  },
]);

const severalOffers = [
  { name: 'two good offers in one header', offers: [`${deflate}; server_no_context_takeover, ${deflate}`] },
  { name: 'two good offers in two headers', offers: [`${deflate}; server_no_context_takeover`, deflate] },
  { name: 'a bad and a good offer in two headers', offers: [`${deflate}; foo`, deflate] },
  { name: 'another extension in a header of its own', offers: ['foo', deflate] },
  { name: 'a good offer, then a bad one', offers: [`${deflate}, ${deflate}; server_max_window_bits=99`] },
  {
    name: 'five offers, of which the last is good',
    offers: [['a', 'b', 'c=1', 'server_max_window_bits=7', 'client_max_window_bits'].map((params) => `${deflate}; ${params}`).join(', ')],
  },
].map(({ name, offers }) => ({
  name: `${name}: one is accepted`, rule: 'RFC 6455 9.1; RFC 7692 7.1',
  async run({ connect }) {
    const peer = await connect();
    if (!await offer(peer, ...offers)) throw new Violation('the server declines all offers');
    await chats(peer);
  },
}));

const bothBad = {
  name: 'of two bad offers none is accepted, the connection is', rule: 'RFC 7692 7.1',
  async run({ connect }) {
    const peer = await connect();
    if (await offer(peer, `${deflate}; foo, ${deflate}; server_max_window_bits=7`)) {
      throw new Violation(`the server agrees on ${peer.agreed.header}`);
    }
    await chats(peer);
  },
};

// --- Not the grammar ---------------------------------------------------------------------------

// "If a value is received by either client or server during negotiation that does not conform to the ABNF below, the
// recipient MUST immediately _Fail the WebSocket Connection_."
const malformed = [
  ';', 'a;', 'a; ;b', '; a', 'a; b=', 'a; =b', 'a; b=c=d', 'a; b="c', 'a; b=c"', 'a; b="c d"', 'a; b=""', 'a; b="\\"',
  'a b', 'a/b', 'a; b c', '"a"', 'a; "b"', 'a=b',
  `${deflate};`, `${deflate}; client_max_window_bits=`, `${deflate}; server_max_window_bits="10`, `${deflate} client_max_window_bits`,
  `${deflate}, a b`, `${deflate}; server_max_window_bits="1 0"`,
].map((value) => refusal({
  name: `Sec-WebSocket-Extensions: ${value}`,
  rule: 'RFC 6455 9.1: not the ABNF', change: (r) => r.adding(['Sec-WebSocket-Extensions', value]),
}));

// --- What holds afterwards ---------------------------------------------------------------------

const unasked = {
  name: 'without an offer nothing is compressed', rule: 'RFC 6455 9.1',
  async run({ connect }) {
    const peer = await connect();
    await peer.open();
    await peer.write(text(sample));
    await peer.expectText(sample);
    await peer.write(compressed(new Deflater().message(sample)));
    await peer.expectClose(1002);
  },
};
const declinedThenCompressed = {
  name: 'after the only offer was declined, RSV1 is refused', rule: 'RFC 6455 5.2',
  async run({ connect }) {
    const peer = await connect();
    await offer(peer, `${deflate}; foo`);
    await peer.write(compressed(new Deflater().message(sample)));
    await peer.expectClose(1002);
  },
};
const fragmentsOfRequest = [1, 5, 60].map((cut) => ({
  name: `an offer in packets of ${cut} bytes is accepted`, rule: 'RFC 6455 9.1',
  async run({ connect, place }) {
    const peer = await connect();
    const request = withOffer(place, `${deflate}; client_max_window_bits`);
    await peer.write(request.toBytes(), cut);
    const head = await peer.answer();
    if (!agreement(request, head)) throw new Violation('the server declines a good offer');
  },
}));
const early = {
  name: 'a compressed message in the packet of the request comes back behind the 101',
  rule: 'RFC 6455 4.1, RFC 7692 7.2',
  async run({ connect, place }) {
    const peer = await connect();
    const request = withOffer(place, `${deflate}; client_no_context_takeover; server_no_context_takeover`);
    const first = await connect();
    await openCompressed(first, `${deflate}; client_no_context_takeover; server_no_context_takeover`);
    await peer.write(Buffer.concat([request.toBytes(), compressed(new Deflater().message(sample))]));
    await peer.accepted(request, (head) => {
      if (!agreement(request, head)) throw new Violation('the server declines a good offer');
      return (payload) => first.inflater.message(payload);
    });
    await peer.expectText(sample);
    await peer.expectStillOpen();
  },
};

export const compressionNegotiation = [
  ...good, ...spelled, ...declined, ...severalOffers, bothBad, ...malformed, unasked, declinedThenCompressed, ...fragmentsOfRequest, early,
];
