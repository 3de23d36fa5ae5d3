// Rules of the repository that no compiler checks. `git ls-files` says what is ours.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const run = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const runIfThere = (command, ...args) => {
  try { return run(command, ...args); } catch { return ''; }
};

const files = run('git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate')
  .split('\0').filter((file) => file && existsSync(join(root, file)));
const bytesOf = (file) => readFileSync(join(root, file));
const isText = (file) => !bytesOf(file).subarray(0, 8000).includes(0);
const texts = files.filter(isText).map((file) => ({ file, text: bytesOf(file).toString('utf8') }));
const documents = texts.filter(({ file }) => file.endsWith('.md'));

const hostOf = (url) => {
  try { return new URL(url).hostname; } catch { return ''; }
};

test('no file names the host of a package registry', () => {
  const uris = runIfThere('apt-get', 'indextargets', '--format', '$(REPO_URI)').split('\n');
  const registry = runIfThere('npm', 'config', 'get', 'registry').trim();
  const hosts = [...new Set([...uris, registry].map(hostOf))].filter((host) => host.includes('.'));
  const named = texts.flatMap(({ file, text }) => hosts.filter((host) => text.includes(host)).map((host) => `${file}: ${host}`));
  assert.deepEqual(named, []);
});

test('no file names a folder of this machine', () => {
  const folder = dirname(root).replace(/[^\w/]/g, '\\$&');
  const path = new RegExp(`(?<![\\w./-])${folder}/`);
  const named = texts.filter(({ text }) => path.test(text)).map(({ file }) => file);
  assert.deepEqual(named, []);
});

test('nothing of others and nothing built is in the tree', () => {
  const foreign = files.filter((file) =>
    /(^|\/)(node_modules|third_party|vendor|extern(al)?|imgui|catch2)\//i.test(file)
    || /(^|\/)(imgui(_draw|_tables|_widgets|_internal|_demo|_impl_\w+)?|imconfig|imstb_\w+|catch_\w+)\.(h|hpp|cpp)$/.test(file)
    || /\.(wasm|a|o|so|br|gz|zip|xz|ttf|otf|woff2?)$/i.test(file));
  assert.deepEqual(foreign, []);
});

test('package-lock.json holds no addresses', () => {
  const lock = JSON.parse(bytesOf('package-lock.json'));
  const resolved = Object.entries(lock.packages).filter(([, { resolved: address }]) => address);
  assert.deepEqual(resolved, []);
  assert.doesNotMatch(bytesOf('package-lock.json').toString(), /https?:\/\//);
});

test('links in the documents lead somewhere', () => {
  const broken = documents.flatMap(({ file, text }) =>
    [...text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)]
      .map(([, target]) => target)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file}: ${target}`));
  assert.deepEqual(broken, []);
});

test('the tools that the documents name can be run', () => {
  for (const { file, text } of documents) {
    for (const [, tool] of text.matchAll(/(?:^|[\s`(])((?:tools|\.ci)\/[a-z]+)(?=[\s`,.;:)]|$)/gm)) {
      if (tool === 'tools/lib' || tool === 'tools/cmake') continue;
      assert.doesNotThrow(() => accessSync(join(root, tool), constants.X_OK), `${file}: ${tool}`);
    }
  }
});

test('the presets that the documents and tools name are there', () => {
  const { configurePresets, buildPresets } = JSON.parse(bytesOf('CMakePresets.json'));
  const there = new Set([...configurePresets, ...buildPresets].map(({ name }) => name));
  for (const { file, text } of documents) {
    for (const [, name] of text.matchAll(/--preset\s+([a-z]\w*)/g)) assert.ok(there.has(name), `${file}: --preset ${name}`);
  }
});

const program = join(root, 'build/release/server/palaver');
test('the flags that the README gives palaver are there', { skip: !existsSync(program) }, () => {
  const forms = ['serve', 'gateway', 'backend'];
  const help = new Map(forms.map((form) => [form, run(program, form, '--help')]));
  const readme = bytesOf('README.md').toString().replace(/\s+/g, ' ');
  const calls = [...readme.matchAll(/(?:tools\/run|palaver)((?: (?:serve|gateway|backend)\b)?)((?: --?[\w-]+(?:[ =][\w.:/]+)?)+)/g)];
  assert.ok(calls.length > 0, 'the README shows calls with flags');
  for (const [call, form, flags] of calls) {
    for (const [flag] of flags.matchAll(/--[\w-]+/g)) {
      assert.ok(help.get(form.trim() || 'serve').includes(flag), `${call}: ${flag}`);
    }
  }
});
