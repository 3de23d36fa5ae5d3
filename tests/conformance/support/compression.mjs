// permessage-deflate as a client agrees on it. RFC 7692 section 7.1.
import { Deflater } from './deflate.mjs';
import { frame, Opcode, rsv1 } from './frames.mjs';
import { HandshakeRequest } from './handshake.mjs';
import { Inflater } from './inflate.mjs';
import { Violation } from './violation.mjs';

const flags = ['server_no_context_takeover', 'client_no_context_takeover'];
const windows = ['server_max_window_bits', 'client_max_window_bits'];

// A list of { name, params: Map }; the values are plain or quoted tokens here.
function parse(header) {
  return header.split(',').map((extension) => {
    const [name, ...params] = extension.split(';').map((part) => part.trim());
    return {
      name,
      params: params.map((param) => {
        const [key, value] = param.split('=').map((part) => part.trim());
        return [key, value === undefined ? true : value.replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1')];
      }),
    };
  });
}

const isWindow = (value) => typeof value === 'string' && /^([89]|1[0-5])$/.test(value);

// Whether an offer may be accepted at all.
function isGoodOffer(params) {
  const names = params.map(([name]) => name);
  if (new Set(names).size !== names.length) return false;
  return params.every(([name, value]) => (flags.includes(name) ? value === true
    : name === 'server_max_window_bits' ? isWindow(value)
      : name === 'client_max_window_bits' ? value === true || isWindow(value) : false));
}

// What is wrong with an answer to one offer; nothing when all is well.
function wrongAnswer(offered, answered) {
  const offer = new Map(offered);
  const answer = new Map(answered);
  if (answer.size !== answered.length) return 'a parameter is there twice';
  for (const [name, value] of answered) {
    if (flags.includes(name) ? value !== true : windows.includes(name) ? !isWindow(value) : true) {
      return `the parameter ${name}=${value} is none`;
    }
  }
  if (offer.has('server_no_context_takeover') && !answer.has('server_no_context_takeover')) {
    return 'server_no_context_takeover was asked for (7.1.1.1)';
  }
  const serverBits = offer.get('server_max_window_bits');
  if (serverBits && !(Number(answer.get('server_max_window_bits')) <= Number(serverBits))) {
    return `server_max_window_bits=${serverBits} was asked for (7.1.2.1)`;
  }
  const clientBits = offer.get('client_max_window_bits');
  if (answer.has('client_max_window_bits')) {
    if (clientBits === undefined) return 'client_max_window_bits was not offered (7.1.2.2)';
    if (clientBits !== true && Number(answer.get('client_max_window_bits')) > Number(clientBits)) {
      return 'client_max_window_bits is more than was offered (7.1.2.2)';
    }
  }
  return '';
}

// What was agreed on, checked against what was offered; null when the server declined.
export function agreement(request, head) {
  const header = head.all('sec-websocket-extensions').join(', ');
  if (header === '') return null;
  const answers = parse(header);
  if (answers.length !== 1) {
    throw new Violation(`the server names ${answers.length} extensions: ${header}`, 'RFC 6455 9.1');
  }
  const [{ params }] = answers;
  const offers = parse(request.all('Sec-WebSocket-Extensions').join(', ')).filter(({ name }) => name === 'permessage-deflate');
  const reasons = offers.map((offer) => (isGoodOffer(offer.params) ? wrongAnswer(offer.params, params) : 'the offer had to be declined'));
  if (!reasons.includes('')) throw new Violation(`the server agrees on ${header}: ${reasons[0]}`, 'RFC 7692 7.1');
  const agreed = new Map(params);
  const offered = new Map(offers[reasons.indexOf('')].params);
  return {
    header,
    offer: reasons.indexOf(''),
    serverTakeover: !agreed.has('server_no_context_takeover'),
    // A client that says so does it, whatever the server answers.
    clientTakeover: !agreed.has('client_no_context_takeover') && !offered.has('client_no_context_takeover'),
    serverBits: Number(agreed.get('server_max_window_bits') ?? 15),
    clientBits: Number(agreed.get('client_max_window_bits') ?? 15),
  };
}

export const withOffer = (place, ...offers) =>
  HandshakeRequest.to(place).adding(...offers.map((offer) => ['Sec-WebSocket-Extensions', offer]));

// Opens a connection with these offers. `peer.agreed` is what came of them, or null.
export async function offer(peer, ...offers) {
  const request = withOffer(peer.place, ...offers);
  await peer.open(request, (head) => {
    peer.agreed = agreement(request, head);
    if (!peer.agreed) return null;
    peer.inflater = new Inflater({ windowBits: peer.agreed.serverBits, takeover: peer.agreed.serverTakeover });
    return (payload) => peer.inflater.message(payload);
  });
  return peer.agreed;
}

// As offer(), when the case makes no sense without compression.
export async function openCompressed(peer, ...offers) {
  if (!await offer(peer, ...offers)) throw new Violation(`the server does not agree on ${offers.join(', ')}`);
  // The window of what we send: never more than agreed. zlib has no raw window of 8 bits.
  peer.deflater = new Deflater({ windowBits: Math.max(9, peer.agreed.clientBits), takeover: peer.agreed.clientTakeover });
}

// A message that is compressed, in one frame.
export const compressed = (payload, { opcode = Opcode.text, ...options } = {}) => frame({ opcode, rsv: rsv1, payload, ...options });

// Compressed bytes as fragments of these sizes; the last takes what is left.
export function compressedFragments(bytes, size, { opcode = Opcode.text } = {}) {
  const frames = [];
  for (let at = 0; at === 0 || at < bytes.length; at += size) {
    frames.push(frame({
      opcode: at === 0 ? opcode : Opcode.continuation, rsv: at === 0 ? rsv1 : 0,
      payload: bytes.subarray(at, at + size), final: at + size >= bytes.length,
    }));
  }
  return frames;
}
