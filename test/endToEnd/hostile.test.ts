import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { SiteGame } from '../../src/demo/siteGame.js';
import { makeBps } from '../../src/formats/makeBps.js';
import { type HandmadeEntry, handmadeZip } from '../formats/handmadeZip.js';
import { testBuild } from './testBuild.js';
import { type Workplace, golden, siteFor, workplace } from './workplace.js';

const MIB = 1024 * 1024;
/** What the program may take at its peak, everything included. */
const MOST_MEMORY = 300 * MIB;
const NOTED = 'memory.txt';
/**
 * Writes the process's peak memory, in KiB, when it exits. On Linux, `maxRSS` also includes what the process was before
 * it became ours: a copy of this test process.
 */
const NOTE_MEMORY = `
import { readFileSync, writeFileSync } from 'node:fs';
const most = () => {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return /^VmHWM:\\s*(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
};
process.on('exit', () => writeFileSync('${NOTED}', String(most())));
`;

const cli = testBuild();

const { base, games: goldenGames } = golden('41077');
const target = Buffer.from(base.bytes);
target.fill('hostile', 1000, 2000);
/** A patch that applies. */
const patch = makeBps(base.bytes, target);
const good = (name: string): HandmadeEntry => ({ name, data: patch, flags: 0x800 });

let nextId = 50_000;
/** A hack with this download. */
function hack(name: string, content: Buffer): SiteGame {
  const [plain] = goldenGames;
  if (plain === undefined) throw new Error('the golden site has lost a game');
  nextId += 1;
  const record = { ...plain.record, id: nextId, name, time: 1_700_000_000 + nextId };
  return { id: String(nextId), record, fileName: 'hack.zip', content };
}

/** Runs the program over these hacks, and measures its peak memory. */
async function swallow(
  hacks: readonly SiteGame[],
): Promise<{ readonly place: Workplace; readonly code: number | null; readonly memory: number }> {
  const site = await siteFor({ games: hacks });
  const place = workplace(site.origin, base);
  const preload = join(place.folder, 'noteMemory.mjs');
  writeFileSync(preload, NOTE_MEMORY);
  const node = ['--import', pathToFileURL(preload).href];
  const { code, err } = await place.update([], { cli, node });
  expect(
    err
      .split('\n')
      .filter((line) => !line.startsWith('  ⚠ '))
      .join('\n'),
  ).toBe('');
  const memory = Number(readFileSync(join(place.folder, NOTED), 'utf8')) * 1024;
  expectContained(place);
  return { place, code, memory };
}

const SHAKE = /^[A-Za-z0-9_-]{32}$/;
/** Valid file names, by folder. */
const NAMES: Readonly<Record<string, RegExp>> = {
  zips: /^\d+(?:_\d+)?\.zip$/,
  patch: SHAKE,
  rom: /^\d+_[A-Za-z0-9_-]{32}\.sfc$/,
  blobs: /^[pr]blob_\d+_[0-9a-f]{10}$/,
  hacks: /^\d+$/,
  pat_meta: SHAKE,
  rom_meta: SHAKE,
  electron: /^(?:rhdata|patchbin)\.db(?:\.lock|-wal|-shm)?$/,
  archive: /^errors\.log$/,
};

/** Asserts that no name from a ZIP has become the name of a file, in the archive or anywhere near it. */
function expectContained(place: Workplace): void {
  const ours = ['archive', 'base.sfc', NOTED, 'noteMemory.mjs', 'state', 'tmp', 'updategames.config.json'];
  expect(readdirSync(place.folder).sort()).toEqual(ours.sort());
  expect(readdirSync(place.temp)).toEqual([]);
  const strange = readdirSync(place.archive, { recursive: true, withFileTypes: true }).filter(
    (entry) =>
      !entry.isDirectory() && !(entry.isFile() && NAMES[basename(entry.parentPath)]?.test(entry.name) === true),
  );
  expect(strange.map(({ name }) => name)).toEqual([]);
}

const failedRow = z.object({ gameid: z.string(), status: z.string(), error_message: z.string().nullable() });
const outcomes = (place: Workplace): ReadonlyMap<string, string> =>
  new Map(
    place
      .rows(failedRow, 'SELECT gameid, status, error_message FROM game_fetch_queue')
      .map(({ gameid, status, error_message }) => [gameid, error_message ?? status]),
  );

/** A ZIP whose records all share the same packed megabytes: unpacked, it is thousands of times its own size. */
function overlapping(count: number, size: number): Buffer {
  const data = Buffer.alloc(size);
  return handmadeZip([
    { name: '0.bps', data },
    ...Array.from({ length: count }, (_, i) => ({ name: `${i + 1}.bps`, data, offset: 0, omitLocal: true })),
  ]);
}

describe('a hostile ZIP fails its own game and costs nothing else', () => {
  const whole = handmadeZip([good('a.bps'), good('b.bps')]);
  const entries = (count: number, declared: number): Buffer => {
    const data = Buffer.alloc(0);
    return handmadeZip(
      Array.from({ length: count }, (_, i) => ({ name: `${i}.bps`, data, method: 0 })),
      declared,
    );
  };

  test('with every kind at once, in little memory', async () => {
    const refused: readonly (readonly [string, Buffer, RegExp])[] = [
      ['nested', handmadeZip([{ name: 'hack.zip', data: whole }]), /There is no patch/],
      [
        'a bomb that tells its size',
        handmadeZip([{ name: 'a.bps', data: Buffer.alloc(40 * MIB) }]),
        /more than 33554432/,
      ],
      ['a bomb that lies', handmadeZip([{ name: 'a.bps', data: Buffer.alloc(40 * MIB), declaredSize: 99 }]), /a\.bps/],
      ['overlapping entries, 6000 : 1 and more', overlapping(400, 4 * MIB), /None of its 401 patches/],
      ['60,000 entries', entries(60_000, 60_000), /has 60000 entries, more than the 4096 allowed/],
      [
        '100,000 entries, which do not fit into its count',
        entries(100_000, 100_000 & 0xffff),
        /not a ZIP|more than the 4096 allowed|damaged/,
      ],
      ['encrypted', handmadeZip([{ ...good('a.bps'), flags: 1 }]), /is encrypted/],
      ['a symbolic link', handmadeZip([{ ...good('a.bps'), attributes: 0o120777 * 0x10000 }]), /symbolic link/],
      ['a size that is too small', handmadeZip([{ ...good('a.bps'), declaredSize: 3 }]), /a\.bps/],
      ['a size that is too large', handmadeZip([{ ...good('a.bps'), declaredSize: 30_000 }]), /a\.bps/],
      ['a cut end', whole.subarray(0, -1), /not a ZIP, or is truncated/],
      ['half of it', whole.subarray(0, whole.length >> 1), /a truncated ZIP/],
      ['without its beginning', Buffer.concat([Buffer.from('PK\x03\x04'), whole.subarray(34)]), /truncated or damaged/],
    ];
    const names = [
      '../../x.bps',
      '/etc/x.bps',
      'C:\\x.bps',
      'a\0b.bps',
      'CON.bps',
      'aux.bps',
      'x:y.bps',
      '\x1b[2J.bps',
      `${'n'.repeat(5000)}.bps`,
    ];
    const hacks = [
      ...refused.map(([name, content]) => hack(name, content)),
      ...names.map((name) => hack('a name', handmadeZip([good(name)]))),
    ];
    const { place, code, memory } = await swallow(hacks);
    expect(code).toBe(1);
    const ends = outcomes(place);
    refused.forEach(([name, , reason], index) => {
      expect(ends.get(hacks[index]?.id ?? ''), name).toMatch(reason);
    });
    for (const { id } of hacks.slice(refused.length)) expect(ends.get(id)).toBe('completed');
    expect(memory).toBeLessThan(MOST_MEMORY);
    await place.assertChain();
  });

  test('with several at a time that are as large as a download may be', async () => {
    const large = (seed: number): Buffer => {
      const stored = Buffer.alloc(31 * MIB, seed);
      return handmadeZip([
        { name: 'a.bps', data: stored, method: 0 },
        { name: 'b.bps', data: stored, method: 0 },
        good('c.bps'),
      ]);
    };
    const { code, memory } = await swallow([1, 2, 3, 4].map((seed) => hack('large', large(seed))));
    expect(code).toBe(0);
    expect(memory).toBeLessThan(MOST_MEMORY);
  });
});
