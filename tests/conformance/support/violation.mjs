// What a server did against a rule.
export class Violation extends Error {
  // `rule` is the section that was broken, when it is another one than the case is about.
  constructor(what, rule = '') {
    super(rule ? `${what} (${rule})` : what);
    this.name = 'Violation';
  }
}

const shownBytes = 96;

// Bytes for people: in hexadecimal, the long ones shortened.
export function hex(bytes, count = bytes.length) {
  const shown = bytes.subarray(0, shownBytes).toString('hex').replace(/(..)(?=.)/g, '$1 ');
  return count > shownBytes ? `${shown} ... (${count} bytes)` : shown || '(nothing)';
}

// Text for people: quoted, the long ones shortened.
export const quoted = (text, most = 60) =>
  (text.length > most ? `${JSON.stringify(text.slice(0, most))}... (${text.length} characters)` : JSON.stringify(text));

// The first bytes of one direction of a connection, and how many there were.
export class Transcript {
  constructor(keep = 400) {
    this.keep = keep;
    this.bytes = Buffer.alloc(0);
    this.count = 0;
  }

  add(bytes) {
    if (this.bytes.length < this.keep) {
      this.bytes = Buffer.concat([this.bytes, bytes.subarray(0, this.keep - this.bytes.length)]);
    }
    this.count += bytes.length;
  }

  // Lines of HTTP as text, frames in hexadecimal.
  toString() {
    const isText = this.count > 0 && /^[\t\r\n -~]*$/.test(this.bytes.toString('latin1'));
    return isText ? quoted(this.bytes.toString('latin1'), this.keep) : hex(this.bytes, this.count);
  }
}
