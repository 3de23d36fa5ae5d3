// UTF-8 as RFC 3629 has it, by the platform's own decoder.
import { isUtf8 } from 'node:buffer';

export { isUtf8 };

// The index of the first byte with which no valid text can go on; -1 when there is none, though a character may be cut
// at the end.
export function firstBadByte(bytes) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let i = 0; i < bytes.length; ++i) {
    try {
      decoder.decode(bytes.subarray(i, i + 1), { stream: true });
    } catch {
      return i;
    }
  }
  return -1;
}
