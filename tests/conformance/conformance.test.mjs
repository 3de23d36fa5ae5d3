// A WebSocket client of our own that knows every rule of RFC 6455 and RFC 7692, and cases for each of them, against
// our gateway. tools/conformance runs the same cases against any other echo endpoint.
import { after, it } from 'node:test';
import { closing } from './chapters/closing.mjs';
import { compression } from './chapters/compression.mjs';
import { compressionNegotiation } from './chapters/compression_negotiation.mjs';
import { compressionPolicy } from './chapters/compression_policy.mjs';
import { compressionRefused } from './chapters/compression_refused.mjs';
import { fragmentation } from './chapters/fragmentation.mjs';
import { framing } from './chapters/framing.mjs';
import { handshake } from './chapters/handshake.mjs';
import { handshakeRefused } from './chapters/handshake_refused.mjs';
import { limits } from './chapters/limits.mjs';
import { masking } from './chapters/masking.mjs';
import { order } from './chapters/order.mjs';
import { pingPong } from './chapters/ping_pong.mjs';
import { reserved } from './chapters/reserved.mjs';
import { utf8 } from './chapters/utf8.mjs';
import { chapter } from './support/chapter.mjs';
import { openTarget } from './support/target.mjs';

const target = openTarget();
after(() => target.close());

const chapters = {
  'handshake': handshake,
  'refused handshakes': handshakeRefused,
  'framing': framing,
  'masking': masking,
  'reserved bits and opcodes': reserved,
  'fragmentation': fragmentation,
  'ping and pong': pingPong,
  'UTF-8': utf8,
  'closing': closing,
  'order': order,
  'limits': limits,
  'negotiating compression': compressionNegotiation,
  'compression': compression,
  'refused compression': compressionRefused,
  'our own compression': compressionPolicy,
};

for (const [title, cases] of Object.entries(chapters)) chapter(target, title, cases);
// Whatever was thrown at them, the gateways still run, and end cleanly.
if (target.isOurs) it('our gateways survived', () => target.close());
