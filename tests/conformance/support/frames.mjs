// A client's frames as bytes, legal or not. RFC 6455 section 5.2.
export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
export const opcodeName = (opcode) =>
  Object.keys(Opcode).find((name) => Opcode[name] === opcode) ?? `reserved opcode ${opcode}`;

// The three reserved bits in the order they have on the wire.
export const rsv1 = 4;
export const rsv2 = 2;
export const rsv3 = 1;

export const asBytes = (payload) => (Buffer.isBuffer(payload) ? payload : Buffer.from(payload, 'utf8'));

// Each frame has another mask, and each run the same ones.
let lastMask = 0x5eed;
function nextMask() {
  lastMask = (Math.imul(lastMask, 1664525) + 1013904223) >>> 0;
  const mask = Buffer.alloc(4);
  mask.writeUInt32BE(lastMask);
  return mask;
}

export function masked(payload, mask, offset = 0) {
  const out = Buffer.allocUnsafe(payload.length);
  for (let i = 0; i < payload.length; ++i) out[i] = payload[i] ^ mask[(offset + i) & 3];
  return out;
}

// The length as it is announced, in 7, 16 or 64 bits; `lengthBytes` (0, 2 or 8) overrides the shortest form.
function lengthField(length, lengthBytes, maskBit) {
  const big = BigInt(length);
  const bytes = lengthBytes ?? (big < 126n ? 0 : big <= 0xffffn ? 2 : 8);
  const field = Buffer.alloc(1 + bytes);
  field[0] = maskBit | (bytes === 0 ? Number(big) : bytes === 2 ? 126 : 127);
  if (bytes === 2) field.writeUInt16BE(Number(big), 1);
  if (bytes === 8) field.writeBigUInt64BE(big, 1);
  return field;
}

// One frame. All may be as no client may send it: `mask: null` leaves the mask out, `length` announces another one
// than the payload has, `lengthBytes` takes another form than the shortest, `rsv` sets reserved bits.
export function frame({ opcode, payload = '', final = true, rsv = 0, mask = nextMask(), length, lengthBytes }) {
  const bytes = asBytes(payload);
  return Buffer.concat([
    Buffer.from([(final ? 0x80 : 0) | (rsv << 4) | opcode]),
    lengthField(length ?? bytes.length, lengthBytes, mask ? 0x80 : 0),
    mask ?? Buffer.alloc(0),
    mask ? masked(bytes, mask) : bytes,
  ]);
}

export const text = (payload = '', options = {}) => frame({ opcode: Opcode.text, payload, ...options });
export const binary = (payload = '', options = {}) => frame({ opcode: Opcode.binary, payload, ...options });
export const continuation = (payload = '', options = {}) => frame({ opcode: Opcode.continuation, payload, ...options });
export const ping = (payload = '', options = {}) => frame({ opcode: Opcode.ping, payload, ...options });
export const pong = (payload = '', options = {}) => frame({ opcode: Opcode.pong, payload, ...options });

export function closePayload(code, reason = '') {
  if (code === undefined) return Buffer.alloc(0);
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(code);
  return Buffer.concat([bytes, asBytes(reason)]);
}
export const close = (code, reason = '', options = {}) =>
  frame({ opcode: Opcode.close, payload: closePayload(code, reason), ...options });

// A message as frames of its own pieces; `options` go to the first one.
export function fragments(pieces, { opcode = Opcode.text, ...options } = {}) {
  return pieces.map((payload, i) => frame({
    ...(i === 0 ? options : {}), opcode: i === 0 ? opcode : Opcode.continuation, payload, final: i === pieces.length - 1,
  }));
}

// Pieces of `size` bytes; the last one may be shorter.
export function pieces(payload, size) {
  const bytes = asBytes(payload);
  const list = [];
  for (let at = 0; at < bytes.length; at += size) list.push(bytes.subarray(at, at + size));
  return list;
}
