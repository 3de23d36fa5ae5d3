// clang-tidy over the sources of some folders, on all cores, looking again only at what changed.
//
//   node tools/lib/tidy.mjs BUILD_FOLDER FOLDER...
//
// A source that clang-tidy found nothing in leaves an empty file in .cache/tidy named by a hash of
// everything the result depends on: the source, the headers of ours that it includes, its compiler
// command, the settings and clang-tidy itself.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [buildFolder, ...folders] = process.argv.slice(2);
const stamps = join(root, '.cache/tidy');
const settings = readFileSync(join(root, '.clang-tidy'));
const version = execFileSync('clang-tidy', ['--version']);

const contents = new Map();
function textOf(path) {
  if (!contents.has(path)) contents.set(path, readFileSync(path));
  return contents.get(path);
}

// The files of ours behind a source: itself, and what its #include lines name from the root, and theirs.
function filesBehind(source, found = new Set()) {
  found.add(source);
  for (const [, name] of textOf(source).toString().matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
    for (const path of [join(root, name), join(dirname(source), name)]) {
      if (!found.has(path) && existsSync(path)) filesBehind(path, found);
    }
  }
  return found;
}

function stampOf({ file, command }) {
  const hash = createHash('sha256').update(version).update(settings).update(command);
  for (const path of [...filesBehind(file)].sort()) hash.update(`\0${relative(root, path)}\0`).update(textOf(path));
  return join(stamps, hash.digest('hex'));
}

function tidy({ file }) {
  return new Promise((done) => {
    execFile('clang-tidy', ['--quiet', '-p', buildFolder, '--extra-arg=-Wno-unknown-warning-option', file], { cwd: root, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => done({ failed: error !== null, output: error ? stdout + stderr : '' }));
  });
}

const database = JSON.parse(readFileSync(join(root, buildFolder, 'compile_commands.json'), 'utf8'));
const waiting = database
  .map(({ file, command, directory }) => ({ file: resolve(directory, file), command }))
  .filter(({ file }) => folders.some((folder) => file.startsWith(join(root, folder) + '/')))
  .filter(({ file }, index, all) => all.findIndex((other) => other.file === file) === index)
  .filter((unit) => !existsSync(stampOf(unit)));

mkdirSync(stamps, { recursive: true });
let failures = 0;
async function worker() {
  for (let unit = waiting.shift(); unit; unit = waiting.shift()) {
    const { failed, output } = await tidy(unit);
    if (failed) {
      failures += 1;
      process.stderr.write(`${relative(root, unit.file)}:\n${output}`);
    } else {
      writeFileSync(stampOf(unit), '');
    }
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
process.exitCode = failures === 0 ? 0 : 1;
