// A WebSocket client of our own that knows every rule of RFC 6455 and RFC 7692, and cases for each of them, against
// our gateway. tools/conformance runs the same cases against any other echo endpoint.
import { after } from 'node:test';
import { closing } from './chapters/closing.mjs';
import { fragmentation } from './chapters/fragmentation.mjs';
import { framing } from './chapters/framing.mjs';
import { handshake } from './chapters/handshake.mjs';
import { handshakeRefused } from './chapters/handshake_refused.mjs';
import { limits } from './chapters/limits.mjs';
import { masking } from './chapters/masking.mjs';
import { pingPong } from './chapters/ping_pong.mjs';
import { reserved } from './chapters/reserved.mjs';
import { utf8 } from './chapters/utf8.mjs';
import { chapter } from './support/chapter.mjs';
import { openTarget } from './support/target.mjs';

const target = openTarget();
after(() => target.close());

chapter(target, 'handshake', handshake);
chapter(target, 'refused handshakes', handshakeRefused);
chapter(target, 'framing', framing);
chapter(target, 'ping and pong', pingPong);
chapter(target, 'reserved bits and opcodes', reserved);
chapter(target, 'fragmentation', fragmentation);
chapter(target, 'masking', masking);
chapter(target, 'UTF-8', utf8);
chapter(target, 'closing', closing);
chapter(target, 'limits', limits);
