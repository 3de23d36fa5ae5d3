// Renders the corpus with the npm package velocityjs and compares with what the corpus says. Each difference has a
// verdict, given by hand, in tests/fixtures/templates/velocityjs.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import velocity from 'velocityjs';

const { Compile, parse } = velocity;
import { corpusFolder, readCorpus } from './corpus.mjs';
import { requestWith } from './request.mjs';

export const verdictsFile = join(corpusFolder, 'velocityjs.json');

// { output } or { error }. Silent, because API Gateway prints nothing for what has no value; otherwise each such
// reference would be a difference.
export function renderWithVelocityjs(template, message) {
  const silent = true;
  try {
    return { output: new Compile(parse(template)).render(requestWith(message), {}, silent) };
  } catch (error) {
    return { error: String(error.message).split('\n')[0] };
  }
}

// An error is an error: when it is found and how it is worded differ always.
const same = (ours, theirs) => ours.output === theirs.output;

// [{ file, name, template, ours, theirs }]
export function differences(corpus = readCorpus()) {
  return corpus
    .map(({ file, name, template, body, expected }) => ({ file, name, template, ours: expected, theirs: renderWithVelocityjs(template, body) }))
    .filter(({ ours, theirs }) => !same(ours, theirs));
}

const idOf = (file, name) => `${file}: ${name}`;

// The verdicts by case. Throws when the file says a thing twice or not in its form.
export function readVerdicts(text = readFileSync(verdictsFile, 'utf8')) {
  const verdicts = new Map();
  for (const { right, because, source, cases } of JSON.parse(text).verdicts) {
    if (!['palaver', 'velocityjs', 'both'].includes(right) || !because || !source) {
      throw new Error(`a verdict needs "right" (palaver, velocityjs, both), "because" and "source": ${JSON.stringify({ right, because, source })}`);
    }
    for (const [file, names] of Object.entries(cases)) {
      for (const id of names.map((name) => idOf(file, name))) {
        if (verdicts.has(id)) throw new Error(`two verdicts for ${id}`);
        verdicts.set(id, { right, because, source });
      }
    }
  }
  return verdicts;
}

// { cases, judged: [difference with verdict], unjudged: [difference], idle: [name of a case that has a verdict and no
// difference] }
export function compare(corpus = readCorpus(), verdicts = readVerdicts()) {
  const all = differences(corpus).map((each) => ({ ...each, id: idOf(each.file, each.name) }));
  const different = new Set(all.map(({ id }) => id));
  return {
    cases: corpus.length,
    judged: all.filter(({ id }) => verdicts.has(id)).map((each) => ({ ...each, verdict: verdicts.get(each.id) })),
    unjudged: all.filter(({ id }) => !verdicts.has(id)),
    idle: [...verdicts.keys()].filter((id) => !different.has(id)),
  };
}

// --- Report

const shown = ({ output, error }) => error === undefined ? JSON.stringify(output) : `error: ${error}`;

function report({ cases, judged, unjudged, idle }) {
  const lines = [];
  const print = ({ id, ours, theirs }) => lines.push(`  ${id}`, `    palaver     ${shown(ours)}`, `    velocityjs  ${shown(theirs)}`);
  for (const verdict of new Set(judged.map((each) => each.verdict.because))) {
    const members = judged.filter((each) => each.verdict.because === verdict);
    const { right, because, source } = members[0].verdict;
    lines.push(`Right: ${right}. ${because} (${source})`);
    members.forEach(print);
    lines.push('');
  }
  if (unjudged.length > 0) {
    lines.push('Without a verdict:');
    unjudged.forEach(print);
    lines.push('');
  }
  if (idle.length > 0) lines.push('With a verdict, but no difference:', ...idle.map((id) => `  ${id}`), '');
  const count = (right) => judged.filter((each) => each.verdict.right === right).length;
  lines.push(`${cases} cases, ${cases - judged.length - unjudged.length} alike; of the differences palaver is right in ${count('palaver')}, `
    + `velocityjs in ${count('velocityjs')}, both in ${count('both')}; ${unjudged.length} without a verdict, ${idle.length} verdicts without a difference`);
  return lines.join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const result = compare();
  console.log(report(result));
  process.exitCode = result.unjudged.length + result.idle.length > 0 ? 1 : 0;
}
