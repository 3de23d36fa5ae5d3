// Makes the installed uWebSockets.js load on a C library older than the one it was built against
// (glibc 2.38): marks that one version as weak in the binary's list of needed versions, so that the
// loader takes the three functions from isoc23.cpp's library. Does nothing where it loads as it is.
// node prepare.mjs
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const VERSION = 'GLIBC_2.38';
const WEAK = 2; // VER_FLG_WEAK
const NEEDED_VERSIONS = 0x6ffffffe; // SHT_GNU_verneed

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve('@btc-vision/uwebsockets.js'));
const file = join(folder, `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`);

const loads = () => {
  try {
    execFileSync(process.execPath, ['-e', `require(${JSON.stringify(file)})`], { stdio: 'ignore' });
    return true;
  } catch { return false; }
};

// The tables of an ELF file for 64-bit little-endian machines.
function markWeak(elf) {
  const textAt = (at) => elf.toString('latin1', at, elf.indexOf(0, at));
  const sectionsAt = Number(elf.readBigUInt64LE(0x28));
  const sections = Array.from({ length: elf.readUInt16LE(0x3c) }, (_, i) => {
    const at = sectionsAt + i * elf.readUInt16LE(0x3a);
    return {
      type: elf.readUInt32LE(at + 4), offset: Number(elf.readBigUInt64LE(at + 0x18)),
      link: elf.readUInt32LE(at + 0x28), entries: elf.readUInt32LE(at + 0x2c),
    };
  });
  const needed = sections.find(({ type }) => type === NEEDED_VERSIONS);
  let marked = 0;
  for (let library = needed.offset, i = 0; i < needed.entries; ++i) {
    for (let entry = library + elf.readUInt32LE(library + 8), j = 0; j < elf.readUInt16LE(library + 2); ++j) {
      if (textAt(sections[needed.link].offset + elf.readUInt32LE(entry + 8)) === VERSION) {
        elf.writeUInt16LE(elf.readUInt16LE(entry + 4) | WEAK, entry + 4);
        ++marked;
      }
      entry += elf.readUInt32LE(entry + 12);
    }
    library += elf.readUInt32LE(library + 12);
  }
  return marked;
}

if (process.platform === 'linux' && !loads()) {
  const elf = readFileSync(file);
  if (markWeak(elf) > 0) writeFileSync(file, elf);
}
