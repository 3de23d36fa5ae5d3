// What tools/conformance prints: a reporter of Node's test runner. A line for each chapter, then each failure with the
// rule that was broken and the bytes that were seen.
const row = (title, run, passed, failed, notRun) =>
  `${title.padEnd(28)}${[run, passed, failed, notRun].map((count) => String(count || '-').padStart(9)).join('')}\n`;

const whatOf = ({ details: { error } }) => String(error.cause?.message ?? error.message);

export default async function* table(events) {
  let chapter = { passed: 0, failures: [], notRun: 0 };
  const sum = { passed: 0, failed: 0, notRun: 0 };
  const failures = [];
  const begin = Date.now();
  yield row('chapter', 'cases', 'passed', 'failed', 'not run');
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.nesting > 0) {
      if (data.skip) ++chapter.notRun;
      else if (type === 'test:pass') ++chapter.passed;
      else chapter.failures.push({ name: data.name, what: whatOf(data) });
      continue;
    }
    const { passed, notRun } = chapter;
    const failed = chapter.failures.length;
    if (passed + failed + notRun === 0) {
      // Something outside of the cases, such as a server that did not end well.
      if (type === 'test:fail') failures.push({ name: data.name, what: whatOf(data) });
      continue;
    }
    yield row(data.name, passed + failed, passed, failed, notRun);
    failures.push(...chapter.failures.map((failure) => ({ ...failure, name: `${data.name}: ${failure.name}` })));
    sum.passed += passed;
    sum.failed += failed;
    sum.notRun += notRun;
    chapter = { passed: 0, failures: [], notRun: 0 };
  }
  yield row('all', sum.passed + sum.failed, sum.passed, sum.failed, sum.notRun);
  for (const { name, what } of failures) yield `\n${name}\n${what.replace(/^/gm, '    ')}\n`;
  yield `\n${((Date.now() - begin) / 1000).toFixed(1)} s\n`;
}
