// The corpus of mapping templates against the npm package velocityjs: see docs/testing.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCorpus } from '../templates/corpus.mjs';
import { compare, readVerdicts, renderWithVelocityjs } from '../templates/compare_velocityjs.mjs';

const shown = ({ id, ours, theirs }) => `${id}: ${JSON.stringify(ours)}, velocityjs ${JSON.stringify(theirs)}`;

test('all cases of the corpus are read, each with its result', () => {
  const corpus = readCorpus();
  assert.ok(corpus.length >= 500);
  assert.deepEqual(corpus.filter(({ template, expected }) => !template || !expected), []);
});

test('each difference to velocityjs has a verdict, and each verdict is still of use', () => {
  const { unjudged, idle } = compare();
  assert.deepEqual(unjudged.map(shown), []);
  assert.deepEqual(idle, []);
});

test('a new difference, and a verdict that has none, are reported', () => {
  const one = (name, output) => ({ file: 'f', name, template: '#set($a = 1)$a', body: '', expected: { output } });
  const verdict = { right: 'palaver', because: 'so', source: 'there' };
  const { judged, unjudged, idle } = compare([one('same', '1'), one('judged', '2'), one('new', '3')],
    new Map([['f: same', verdict], ['f: judged', verdict]]));
  assert.deepEqual(judged.map(({ id }) => id), ['f: judged']);
  assert.deepEqual(unjudged.map(({ id }) => id), ['f: new']);
  assert.deepEqual(idle, ['f: same']);
});

test('verdicts that say a thing twice or not who is right are refused', () => {
  const verdicts = (...all) => JSON.stringify({ verdicts: all });
  const good = { right: 'both', because: 'so', source: 'there', cases: { f: ['a'] } };
  assert.equal(readVerdicts(verdicts(good)).get('f: a').right, 'both');
  assert.throws(() => readVerdicts(verdicts(good, good)), /two verdicts for f: a/);
  assert.throws(() => readVerdicts(verdicts({ ...good, right: 'nobody' })), /"right"/);
  assert.throws(() => readVerdicts(verdicts({ ...good, source: '' })), /"source"/);
});

test('velocityjs sees the request that the cases have', () => {
  const rendered = (template, body) => renderWithVelocityjs(template, body).output;
  assert.equal(rendered("$context.stage $stageVariables.host $input.params('auth')", ''), 'dev example.org secret');
  assert.equal(rendered("$input.path('$.a.b') $input.json('$.a') $input.json('$.x')", '{"a": {"b": 1}}'), '1 {"b":1} ""');
  assert.equal(rendered('$input.body $util.urlEncode("a b") $util.escapeJavaScript("a\'b")', ''), "{} a+b a\\'b");
});
