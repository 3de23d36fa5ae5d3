// The cases of tests/fixtures/templates: see the README.md there for the format.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const corpusFolder = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/templates');

const escapes = { n: '\n', r: '\r', t: '\t', s: ' ' };
const unescaped = (text) => text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex, char) =>
  hex ? String.fromCharCode(parseInt(hex, 16)) : escapes[char] ?? char);

// One case from its name on, without the line end and the empty line behind it.
function readCase(file, text) {
  const [name, ...lines] = text.split('\n');
  const found = { file, name, body: '' };
  let header = 'template';
  const parts = new Map([[header, []]]);
  for (const line of lines) {
    if (line.startsWith('--- ')) parts.set(header = line.slice(4), []);
    else parts.get(header).push(line);
  }
  for (const [header, lines] of parts) {
    const value = name.endsWith(' (escaped)') ? unescaped(lines.join('\n')) : lines.join('\n');
    const [kind, place] = header.split(' ');
    if (kind === 'template' || kind === 'body') found[kind] = value;
    if (kind === 'output') found.expected = { output: value };
    if (kind === 'refused' || kind === 'fails') found.expected = { error: `${kind} at ${place}: ${value}` };
  }
  return found;
}

// [{ file, name, template, body, expected: { output } or { error } }], in the order of the files.
export function readCorpus(folder = corpusFolder) {
  return readdirSync(folder).filter((name) => name.endsWith('.txt')).sort().flatMap((name) => {
    const [, ...cases] = readFileSync(join(folder, name), 'utf8').split(/^=== /m);
    return cases.map((text, i) => readCase(name.slice(0, -4),
      // The last line end, and the empty line that stands between two cases.
      text.replace(i + 1 < cases.length ? /\n\n?$/ : /\n$/, '')));
  });
}
