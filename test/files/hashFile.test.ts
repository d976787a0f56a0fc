import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packZip } from '../../src/demo/packZip.js';
import { hashFile } from '../../src/files/hashFile.js';
import { RomError } from '../../src/model/errors.js';
import { type HandmadeEntry, handmadeZip } from '../formats/handmadeZip.js';

const MIB = 1024 * 1024;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-hash-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The digests of a whole buffer, each computed separately. */
const digestsOf = (bytes: Buffer) => ({
  size: bytes.length,
  crc32: crc32(bytes).toString(16).toUpperCase().padStart(8, '0'),
  md5: createHash('md5').update(bytes).digest('hex'),
  sha1: createHash('sha1').update(bytes).digest('hex'),
});

describe('a file', () => {
  test.each([
    ['aaa', 'F007732D'],
    ['bbb', '4065CF0D'],
    ['', '00000000'],
  ])('%j', async (text, crc) => {
    expect(await hashFile(write('text.nes', Buffer.from(text)), 0)).toEqual({
      ...digestsOf(Buffer.from(text)),
      crc32: crc,
    });
  });

  test('of any size has the digests of the whole', async () => {
    const aroundBorders = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -2, max: 2 }));
    const sizes = fc.oneof(
      aroundBorders.map(([chunks, off]) => Math.max(0, chunks * MIB + off)),
      fc.integer({ min: 0, max: 3 * MIB }),
    );
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(255), async (size, seed) => {
        const bytes = Buffer.alloc(size);
        for (let at = 0; at < size; at += 251) bytes[at] = at * 31 + seed;
        expect(await hashFile(write('any.bin', bytes), 0)).toEqual(digestsOf(bytes));
      }),
      { numRuns: 25, examples: [[MIB, 1] as const, [2 * MIB, 2] as const].map(([a, b]) => [a, b]) },
    );
  });

  test('above the limit is not hashed', async () => {
    const path = write('large.nes', Buffer.alloc(101));
    expect(await hashFile(path, 100)).toBeNull();
    expect(await hashFile(path, 101)).toMatchObject({ size: 101 });
    expect(await hashFile(path, 0)).toMatchObject({ size: 101 });
  });

  test('that is missing or not a file is a RomError', async () => {
    const missing = join(folder, 'none.nes');
    await expect(hashFile(missing, 0)).rejects.toThrow(new RomError(`${missing} cannot be read: it no longer exists.`));
    mkdirSync(join(folder, 'folder.nes'));
    await expect(hashFile(join(folder, 'folder.nes'), 0)).rejects.toThrow(RomError);
  });

  test.skipIf(process.platform === 'win32')('must not be an endless device', async () => {
    await expect(hashFile('/dev/zero', 0)).rejects.toThrow('/dev/zero is not a file; put the ROM there.');
  });
});

describe('a ZIP', () => {
  const rom = Buffer.from('the ROM '.repeat(50_000));
  const entry = (name: string, data = rom, more: Partial<HandmadeEntry> = {}): HandmadeEntry => ({
    name,
    data,
    ...more,
  });

  test.each([
    ['with one ROM', packZip({ 'Game.nes': rom })],
    ['of an upper-case name', packZip({ 'GAME.NES': rom })],
    [
      'with a folder, a text and what a Mac leaves',
      packZip({ 'a/': '', 'a/Game.nes': rom, 'a/Readme.txt': 'x', '__MACOSX/._Game.nes': 'x' }),
    ],
    ['with a stored ROM', handmadeZip([entry('Game.nes', rom, { method: 0 })])],
    ['whose name would lead out', handmadeZip([entry('../../Game.nes')])],
  ])('%s is hashed by its content', async (_what, zip) => {
    expect(await hashFile(write('one.ZIP', zip), 0)).toEqual(digestsOf(rom));
  });

  test.each([
    ['with two ROMs', packZip({ 'a.nes': rom, 'b.nes': 'x' })],
    ['with none', packZip({ 'readme.txt': 'x' })],
    ['without entries', packZip({})],
    ['in a ZIP', packZip({ 'Game.zip': packZip({ 'Game.nes': rom }) })],
    ['that is none', Buffer.from('no ZIP at all')],
    ['of no bytes', Buffer.alloc(0)],
    ['that is cut', packZip({ 'Game.nes': rom }).subarray(0, 300)],
    ['with a wrong CRC', handmadeZip([entry('Game.nes', rom, { crc: 1 })])],
    ['that declares too little', handmadeZip([entry('Game.nes', rom, { declaredSize: 10 })])],
    ['that declares too much', handmadeZip([entry('Game.nes', rom, { declaredSize: rom.length + 1 })])],
    ['that is encrypted', handmadeZip([entry('Game.nes', rom, { flags: 1 })])],
    ['of another method', handmadeZip([entry('Game.nes', rom, { method: 14 })])],
    [
      'with too many entries',
      packZip(Object.fromEntries(Array.from({ length: 4097 }, (_, i) => [i === 0 ? 'Game.nes' : `${i}.txt`, '']))),
    ],
  ])('%s is hashed as it is', async (_what, zip) => {
    expect(await hashFile(write('itself.zip', zip), 0)).toEqual(digestsOf(zip));
  });

  test('under another name is hashed as it is', async () => {
    const zip = packZip({ 'Game.nes': rom });
    expect(await hashFile(write('Game.pk3', zip), 0)).toEqual(digestsOf(zip));
  });

  test('with a ROM above the limit is not hashed, however small the ZIP', async () => {
    const bomb = packZip({ 'Game.nes': Buffer.alloc(4 * MIB) });
    expect(bomb.length).toBeLessThan(10_000);
    const path = write('bomb.zip', bomb);
    expect(await hashFile(path, 4 * MIB - 1)).toBeNull();
    expect(await hashFile(path, 4 * MIB)).toMatchObject({ size: 4 * MIB });
  });

  test('that inflates beyond the limit despite its declared size is hashed as it is', async () => {
    const liar = handmadeZip([entry('Game.nes', Buffer.alloc(4 * MIB), { declaredSize: 10 })]);
    expect(await hashFile(write('liar.zip', liar), MIB)).toEqual(digestsOf(liar));
  });
});
