import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import type { DemoHack, Expected } from '../../src/demo/demoHack.js';
import { demoHacks } from '../../src/demo/hacks.js';
import { parseGameRecord } from '../../src/formats/gameRecord.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { applyPatch } from '../../src/formats/patch.js';
import { openPatchFile } from '../../src/formats/zip.js';
import { PatchError } from '../../src/model/errors.js';

const base = demoBaseRom();
const hacks = demoHacks(base);

const contentOf = ({ content }: DemoHack): Buffer => (typeof content === 'function' ? content() : content);
const named = (id: number): DemoHack => {
  const hack = hacks.find((one) => one.id === String(id));
  if (hack === undefined) throw new Error(`no demo hack ${id}`);
  return hack;
};

/** The ROM that a patch makes; null if it does not apply. */
function applied(patch: Buffer): Buffer | null {
  try {
    return applyPatch(patch, base.bytes);
  } catch (error) {
    if (error instanceof PatchError) return null;
    throw error;
  }
}

/** Works out a hack's outcome from its download alone. */
async function workedOut(hack: DemoHack): Promise<Expected> {
  const content = contentOf(hack);
  if (content.toString('latin1').startsWith('<')) return { primary: null, reason: 'web page' };
  const zip = await openPatchFile(content, hack.fileName);
  if (zip.candidates.length === 0) return { primary: null, reason: 'no patch' };
  const roms = await Promise.all(
    zip.candidates.map(async (candidate) => ({ path: candidate.path, rom: applied(await zip.read(candidate)) })),
  );
  const working = roms.filter(({ rom }) => rom !== null && !rom.equals(base.bytes));
  const primary = working[0];
  if (primary?.rom != null) return { primary: primary.path, applied: working.length, romSize: primary.rom.length };
  return { primary: null, reason: roms.some(({ rom }) => rom !== null) ? 'does nothing' : 'no patch applies' };
}

describe('the base ROM', () => {
  test('is 512 KiB and the same everywhere', () => {
    expect(base.bytes).toHaveLength(524_288);
    expect(base.sha224).toBe('3d951861a9a9e7450c509fa1cbf42e83e90de829821497c4b1faf4c7');
    expect(sha224Hex(base.bytes)).toBe(base.sha224);
    expect(demoBaseRom().bytes.equals(base.bytes)).toBe(true);
  });
});

describe('the hacks', () => {
  test('are the same bytes every time', () => {
    expect(demoHacks(demoBaseRom())).toEqual(hacks);
  });

  test.each(hacks.map((hack) => [hack.id, hack] as const))('%s has the outcome that it declares', async (_, hack) => {
    expect(await workedOut(hack)).toEqual(hack.expect);
  });

  test.each(hacks.map((hack) => [hack.id, hack] as const))('%s has a record that can be parsed', (_, hack) => {
    const record = parseGameRecord(hack.record);
    expect(record.id).toBe(hack.id);
    expect(record.columns).toMatchObject({ size: String(contentOf(hack).length), section: 'smwhacks' });
    expect(record.columns.added).toMatch(/^20\d\d-\d\d-\d\d 12:00:00$/);
    expect(record.columns.author).not.toBe('');
    expect(record.columns.combinedtype).not.toBeNull();
  });

  test('have names with entities and from other alphabets', () => {
    expect(parseGameRecord(named(4218).record).name).toBe('Salt & Pepper Islands');
    expect(parseGameRecord(named(34_221).record).name).toBe('Luciérnagas ☆ 夜のパレード');
  });

  test('have records in the shapes of all years', () => {
    expect(named(4218).record).toMatchObject({ raw_fields: { difficulty: ['standard_normal'], featured: true } });
    expect(named(12_066).record).toMatchObject({
      raw_fields: { difficulty: { '6': 'kaizo_expert' } },
      submitter: { name: 'Archivist' },
    });
    expect(named(33_105).record).toMatchObject({ raw_fields: { difficulty: 'diff_6', hof: true }, submitter: null });
  });

  test('have an older version that points to its successor', () => {
    expect(parseGameRecord(named(28_450).record).columns.obsoleted_by).toBe(named(35_002).id);
  });

  test('have the same patch under two ids, in different ZIPs', () => {
    const [echo, again] = [contentOf(named(26_314)), contentOf(named(26_315))];
    expect(again.equals(echo)).toBe(false);
    expect(unzipSync(again)['Echo.bps']).toEqual(unzipSync(echo)['Echo.bps']);
  });
});
