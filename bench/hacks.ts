import { hackRecord } from '../src/demo/hackRecord.js';
import { packZip } from '../src/demo/packZip.js';
import { type Random, seededRandom } from '../src/demo/seededRandom.js';
import type { SiteGame } from '../src/demo/siteGame.js';
import { makeBps } from '../src/formats/makeBps.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** A made-up hack: its patch, and the ROM that results from the base ROM. */
export interface BenchHack {
  readonly id: string;
  readonly patch: Buffer;
  readonly rom: Buffer;
}

const noise = (length: number, random: Random): Buffer => Buffer.from(Uint8Array.from({ length }, () => random(0x100)));

/** Machine code: some opcodes and addresses far more frequent than others, and routines that resemble earlier ones. */
function code(length: number, random: Random): Buffer {
  const [opcodes, addresses] = [noise(48, random), noise(512, random)];
  const bytes = Buffer.alloc(length);
  const few = (limit: number): number => Math.min(random(limit), random(limit));
  for (let at = 0; at < length;) {
    if (at > 2 * KIB && random(9) === 0) {
      const like = random(at - 128);
      at += bytes.copy(bytes, at, like, like + 8 + random(120));
      continue;
    }
    const opcode = opcodes[few(48)] ?? 0;
    const address = few(256) * 2;
    bytes[at++] = opcode;
    if (opcode % 3 > 0) at += addresses.copy(bytes, at, address, address + (opcode % 3));
    else if (at < length) bytes[at++] = random(5) === 0 ? random(0x100) : random(16);
  }
  return bytes;
}

/** Graphics as games store them, already compressed: almost noise. */
function graphics(length: number, random: Random): Buffer {
  const bytes = noise(length, random);
  for (let at = 0; at < length; at += 17 + random(40)) bytes[at] = random(4) * 32 + 3;
  return bytes;
}

/** Levels: objects of three bytes, the first and last of which take few values. */
function levels(length: number, random: Random): Buffer {
  const bytes = noise(length, random);
  for (let at = 0; at + 2 < length; at += 3) {
    bytes[at] = random(28);
    bytes[at + 2] = random(40);
  }
  return bytes;
}

const KINDS = [code, code, graphics, graphics, graphics, levels] as const;

/** A mix of everything found in a ROM, in pieces of up to 24.5 KiB. */
function contents(length: number, random: Random): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    const kind = KINDS[random(KINDS.length)] ?? code;
    at += kind(512 + random(24 * KIB), random).copy(bytes, at);
  }
  return bytes;
}

/** The base ROM of the hacks: 512 KiB, the same in every run. */
export const benchBase = (): Buffer => contents(512 * KIB, seededRandom(20_261_128));

/** Edits all over the base, new banks after it, and free space up to the ROM's size: 00 or FF, as patching tools leave it. */
function hack(index: number, base: Buffer, novel: number, size: number): BenchHack {
  const random = seededRandom(1000 + index);
  const rom = Buffer.alloc(size, index % 2 === 0 ? 0x00 : 0xff);
  base.copy(rom);
  for (let edit = 0; edit < 1500; edit++) noise(1 + random(24), random).copy(rom, random(base.length - 24));
  contents(novel, random).copy(rom, base.length);
  return { id: String(40_000 + index), patch: makeBps(base, rom), rom };
}

/** Hacks with ROMs of 1, 2 and 4 MiB and patches of about 50 to 600 KB. */
export const benchHacks = (count: number, base: Buffer): readonly BenchHack[] =>
  Array.from({ length: count }, (_, index) => {
    const size = MIB << (index % 3);
    const novel = Math.round(20 + (540 * index) / Math.max(1, count - 1)) * KIB;
    return hack(index, base, Math.min(novel, size - base.length), size);
  });

/** A hack as the stand-in site has it. */
export function benchGame({ id, patch }: BenchHack): SiteGame {
  const content = packZip({ 'hack.bps': patch });
  const record = hackRecord({
    id: Number(id),
    name: `Measured ${id}`,
    date: '2024-02-03',
    authors: ['Holt'],
    types: ['standard'],
    difficulty: 3,
    exits: 12,
    description: 'A hack to be measured.',
  });
  return { id, record: { ...record, size: content.length }, fileName: 'hack.zip', content };
}
