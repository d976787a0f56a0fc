import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { type PatchZip, openPatchFile, openZip } from '../../src/formats/zip.js';
import { ZipError } from '../../src/model/errors.js';
import type { PatchCandidate } from '../../src/model/patch.js';
import { type HandmadeEntry, handmadeZip } from './handmadeZip.js';

const site = new URL('../golden/site/', import.meta.url);
const games = z
  .array(
    z.object({
      id: z.number(),
      expect: z.object({
        patches: z.array(z.object({ path: z.string(), patch: z.object({ size: z.number(), sha224: z.string() }) })),
      }),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('games.json', site), 'utf8')));

const paths = (zip: PatchZip) => zip.candidates.map((candidate) => candidate.path);
const named = (zip: PatchZip, path: string): PatchCandidate => {
  const candidate = zip.candidates.find((one) => one.path === path);
  if (candidate === undefined) throw new Error(`${path} is not among ${paths(zip).join()}`);
  return candidate;
};
const patch = Buffer.from('BPS1 and what follows');
const good = (name: string): HandmadeEntry => ({ name, data: patch });

describe('the golden ZIPs', () => {
  test.each(games)('$id', async ({ id, expect: { patches } }) => {
    const zip = await openZip(readFileSync(new URL(`zips/${id}.zip`, site)));
    expect(zip.bad).toEqual([]);
    expect(paths(zip).sort()).toEqual(patches.map((one) => one.path).sort());
    for (const { path, patch } of patches) {
      const bytes = await zip.read(named(zip, path));
      expect(bytes.length).toBe(patch.size);
      expect(createHash('sha224').update(bytes).digest('hex')).toBe(patch.sha224);
    }
  });
});

describe('candidates', () => {
  it('come in order of score, ties in the order of the ZIP', async () => {
    const zip = await openZip(handmadeZip(['b.ips', 'x/c.bps', 'z.bps', 'a.bps', 'm.bps'].map(good)));
    expect(paths(zip)).toEqual(['z.bps', 'a.bps', 'm.bps', 'b.ips', 'x/c.bps']);
  });

  it('may share a name', async () => {
    const zip = await openZip(
      handmadeZip([good('a.bps'), { name: 'a.bps', data: Buffer.from('other..............now') }]),
    );
    const read = await Promise.all(zip.candidates.map((candidate) => zip.read(candidate)));
    expect(read.map((bytes) => bytes.toString())).toEqual(['other..............now', patch.toString()]);
  });

  test.each([
    ['a folder by its slash', { name: 'a.bps/', data: Buffer.alloc(0) }],
    ['a folder by its Unix mode', { name: 'a.bps', data: Buffer.alloc(0), attributes: 0o40755 * 0x10000 }],
    ['a folder by its DOS attribute', { name: 'a.bps', data: Buffer.alloc(0), attributes: 0x10 }],
    ['a nested ZIP', { name: 'a.zip', data: handmadeZip([good('inner.bps')]) }],
    ['a patch by half its name', { name: 'a.bps\0.txt', data: patch }],
  ] satisfies [string, HandmadeEntry][])('are not %s', async (_, entry) => {
    expect(paths(await openZip(handmadeZip([entry])))).toEqual([]);
  });

  test.each([
    ['going up', '../../x.bps'],
    ['absolute', '/etc/x.bps'],
    ['on a drive', 'C:\\x.bps'],
    ['a NUL', 'a\0b.bps'],
    ['control characters', '\x1b[2J\r\n\t.bps'],
    ['long', `${'n'.repeat(60_000)}.bps`],
    ['a lone extension', '.bps'],
    ['reserved on Windows', 'con.bps'],
  ])('may have any name: %s', async (_, name) => {
    const zip = await openZip(handmadeZip([{ ...good(name), flags: 0x800 }, good('other.bps')]));
    expect(zip.bad).toEqual([]);
    expect(await zip.read(named(zip, name))).toEqual(patch);
    expect(await zip.read(named(zip, 'other.bps'))).toEqual(patch);
  });

  test.each([
    ['UTF-8 by its flag', Buffer.from('Mundo Español.bps'), 0x800, 'Mundo Español.bps'],
    ['UTF-8 without it, as Finder writes', Buffer.from('Pu\u0301blico.bps'), 0, 'Pu\u0301blico.bps'],
    ['CP437 that is Spanish', Buffer.from('Espa\xa4ol.bps', 'latin1'), 0, null],
    ['CP437 without it', Buffer.from('Ni\xa4o \x81.bps', 'latin1'), 0, 'Niño ü.bps'],
    ['UTF-8 that is none', Buffer.from('a\xff.bps', 'latin1'), 0x800, 'a\ufffd.bps'],
  ])('have names in %s', async (_, name, flags, path) => {
    const zip = await openZip(handmadeZip([{ name, data: patch, flags }]));
    expect(paths(zip)).toEqual(path === null ? [] : [path]);
  });

  it('have the name in the Unicode path field', async () => {
    const [name, better] = [Buffer.from('é.bps'), Buffer.from('ü.bps')];
    const extra = Buffer.alloc(9);
    extra.writeUInt16LE(0x7075, 0);
    extra.writeUInt16LE(5 + better.length, 2);
    extra.writeUInt8(1, 4);
    extra.writeUInt32LE(crc32(name), 5);
    const zip = await openZip(handmadeZip([{ name, data: patch, extra: Buffer.concat([extra, better]) }]));
    expect(paths(zip)).toEqual(['ü.bps']);
  });

  it('are all found, whatever their names and bytes', async () => {
    const name = fc
      .tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constantFrom('.bps', '.IPS', '.Bps'))
      .map(([stem, extension]) => `n${stem}${extension}`)
      .filter((path) => !/(?:^|[/\\])(?:\._|__MACOSX[/\\])/.test(path));
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, fc.uint8Array({ maxLength: 3000 }), { noNullPrototype: true }),
        async (files) => {
          const zip = await openZip(Buffer.from(zipSync({ ...files, 'readme.txt': new Uint8Array(9) })));
          expect(paths(zip).sort()).toEqual(Object.keys(files).sort());
          for (const [path, bytes] of Object.entries(files)) {
            expect(await zip.read(named(zip, path))).toEqual(Buffer.from(bytes));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('an entry that cannot be read', () => {
  test.each([
    ['encrypted', { flags: 1 }, 'is encrypted'],
    ['a symbolic link', { attributes: 0o120777 * 0x10000 }, 'is a symbolic link'],
    ['of an unknown method', { method: 14 }, 'compression method 14'],
    ['damaged', { crc: 1 }, 'CRC32'],
    ['declared too small', { declaredSize: 3 }, 'Too many bytes'],
    ['declared too large', { declaredSize: 300 }, 'Not enough bytes'],
    ['declared beyond the limit', { declaredSize: 0xfffffff0 }, 'more than 33554432 bytes'],
    ['without a local header', { offset: 5 }, 'Local File Header'],
  ])('%s', async (_, lie, reason) => {
    const broken = { ...good('hack\x1b.bps'), ...lie, flags: 0x800 | ('flags' in lie ? lie.flags : 0) };
    const zip = await openZip(handmadeZip([good('a.bps'), broken, good('z.bps')]));
    expect(zip.candidates).toHaveLength(3);
    const reading = zip.read(named(zip, 'hack\x1b.bps'));
    await expect(reading).rejects.toBeInstanceOf(ZipError);
    await expect(reading).rejects.toThrow('"hack\ufffd.bps" cannot be read from the ZIP: ');
    await expect(reading).rejects.toThrow(reason);
    expect(await zip.read(named(zip, 'a.bps'))).toEqual(patch);
    expect(await zip.read(named(zip, 'z.bps'))).toEqual(patch);
  });
});

describe('an unusable record does not affect the others', () => {
  test.each([
    ['strong encryption', { flags: 0x41 }],
    ['an extra field beyond its end', { extra: Buffer.from('ffff0100', 'hex') }],
    ['a local header beyond the file', { offset: 0x7fffffff }],
    ['a stored size that does not fit', { method: 0, declaredSize: 5 }],
    ['ZIP64 sizes that are not there', { declaredSize: 0xffffffff }],
    ['no name', { name: '' }],
  ])('%s', async (_, lie) => {
    const broken = { ...good('broken.bps'), ...lie };
    const zip = await openZip(handmadeZip([good('a.bps'), broken, broken, good('z.bps'), broken]));
    expect(paths(zip)).toEqual(['a.bps', 'z.bps']);
    expect(zip.bad).toHaveLength(3);
    expect(zip.bad[0]?.name).toBe(broken.name);
    expect(zip.bad[0]?.reason).toMatch(/./);
    expect(await zip.read(named(zip, 'z.bps'))).toEqual(patch);
  });
});

describe('limits', () => {
  const zeros = (length: number) => Buffer.alloc(length);
  const limits = { entryBytes: 1000, totalBytes: 2500, entries: 10 };

  it('stop a bomb that declares its size, and one that does not', async () => {
    const bomb = zeros(33 * 1024 * 1024);
    const zip = await openZip(
      handmadeZip([
        { name: 'told.bps', data: bomb },
        { name: 'untold.bps', data: bomb, declaredSize: 900 },
        good('a.bps'),
      ]),
    );
    await expect(zip.read(named(zip, 'told.bps'))).rejects.toThrow('more than 33554432 bytes');
    await expect(zip.read(named(zip, 'untold.bps'))).rejects.toBeInstanceOf(ZipError);
    expect(await zip.read(named(zip, 'a.bps'))).toEqual(patch);
  });

  it('are exact to the byte', async () => {
    const zip = await openZip(
      handmadeZip([
        { name: 'a.bps', data: zeros(1000) },
        { name: 'b.bps', data: zeros(1001) },
      ]),
      limits,
    );
    expect(await zip.read(named(zip, 'a.bps'))).toHaveLength(1000);
    await expect(zip.read(named(zip, 'b.bps'))).rejects.toThrow('more than 1000 bytes');
  });

  it('count overlapping entries as often as they are named, but an entry that is read twice only once', async () => {
    const data = zeros(1000);
    const zip = await openZip(
      handmadeZip(['1.bps', '2.bps', '3.bps'].map((name) => ({ name, data, offset: 0 }))),
      limits,
    );
    for (const path of ['1.bps', '2.bps', '1.bps', '2.bps'])
      expect(await zip.read(named(zip, path))).toHaveLength(1000);
    await expect(zip.read(named(zip, '3.bps'))).rejects.toThrow("the ZIP's patches have more than 2500 bytes");
    await expect(zip.read(named(zip, '3.bps'))).rejects.toThrow("the ZIP's patches have more than 2500 bytes");
    expect(await zip.read(named(zip, '1.bps'))).toHaveLength(1000);
  });

  it('do not count what is refused without being read', async () => {
    const huge = ['1.bps', '2.bps', '3.bps'].map((name) => ({ name, data: zeros(1001) }));
    const zip = await openZip(handmadeZip([...huge, { name: 'a.bps', data: zeros(1000) }]), limits);
    for (const { name } of huge) await expect(zip.read(named(zip, name))).rejects.toBeInstanceOf(ZipError);
    expect(await zip.read(named(zip, 'a.bps'))).toHaveLength(1000);
  });

  test.each([
    [4096, true],
    [5000, false],
  ])('with %i entries, reading succeeds: %s', async (count, allowed) => {
    const names = Array.from({ length: count }, (_, i) => [`${i}.txt`, new Uint8Array()] as const);
    const opening = openZip(Buffer.from(zipSync(Object.fromEntries(names), { level: 0 })));
    if (allowed) expect((await opening).candidates).toEqual([]);
    else await expect(opening).rejects.toThrow('The ZIP has 5000 entries');
  });
});

test.each([
  ['a program before it', ['MZ…', '']],
  ['warnings of a server before it', ['<br />\n<b>Warning</b>: readfile()\n', '']],
  ['a line end behind it', ['', '\r\n']],
  ['padding behind it', ['', '\0'.repeat(70_000)]],
])('a ZIP is read with %s', async (_, [before = '', behind = '']) => {
  const broken = { ...good('b.bps'), extra: Buffer.from('ffff0100', 'hex') };
  const whole = handmadeZip([good('a.bps'), broken, good('z.bps')]);
  const zip = await openZip(Buffer.concat([Buffer.from(before), whole, Buffer.from(behind)]));
  expect(paths(zip)).toEqual(['a.bps', 'z.bps']);
  expect(zip.bad).toHaveLength(1);
  expect(await zip.read(named(zip, 'z.bps'))).toEqual(patch);
});

describe('what is not a ZIP', () => {
  const whole = handmadeZip([good('a.bps'), good('b.bps')]);

  test.each([
    ['nothing', Buffer.alloc(0), 'not a ZIP'],
    ['text', Buffer.from('not found'), 'not a ZIP'],
    ['a web page', Buffer.from('\n<!DOCTYPE html><html>PK\x05\x06'), 'a web page'],
    ['cut before its end', whole.subarray(0, -1), 'not a ZIP, or is truncated'],
    ['cut in its directory', whole.subarray(0, -60), 'not a ZIP, or is truncated'],
    ['cut in its first entry', whole.subarray(0, 40), 'not a ZIP, or is truncated'],
    ['without its beginning', whole.subarray(30), 'truncated or damaged'],
    ['with fewer entries than it says', handmadeZip([good('a.bps')], 2), 'truncated or damaged'],
  ])('%s', async (_, bytes, reason) => {
    await expect(openZip(bytes)).rejects.toBeInstanceOf(ZipError);
    await expect(openZip(bytes)).rejects.toThrow(reason);
  });

  it('has no candidates if it is an empty ZIP', async () => {
    expect((await openZip(handmadeZip([]))).candidates).toEqual([]);
  });

  it('never fails in any other way, however broken it is', async () => {
    const bytes = handmadeZip([good('a.bps'), { ...good('b/c.ips'), method: 0 }, good('d.bps')]);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(30), async (changes, cut) => {
        const broken = Buffer.from(bytes.subarray(0, cut > 20 ? bytes.length - cut : bytes.length));
        for (const [at, value] of changes) broken[at] = value;
        try {
          const zip = await openZip(broken);
          for (const candidate of zip.candidates) expect(await zip.read(candidate)).toBeInstanceOf(Buffer);
        } catch (error) {
          expect(error).toBeInstanceOf(ZipError);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('does not read a candidate of another ZIP', async () => {
    const zip = await openZip(whole);
    const [candidate] = (await openZip(whole)).candidates;
    await expect(zip.read(candidate ?? { path: '', size: 0, score: 0 })).rejects.toBeInstanceOf(ZipError);
  });
});

describe('openPatchFile', () => {
  test.each([
    ['BPS1 bytes', 'Hack.bps'],
    ['PATCH bytes', 'Hack.ips'],
  ])('takes %s as one candidate', async (content, fileName) => {
    const bytes = Buffer.from(content);
    const zip = await openPatchFile(bytes, fileName);
    expect(paths(zip)).toEqual([fileName]);
    expect(zip.candidates[0]?.size).toBe(bytes.length);
    expect(await zip.read(named(zip, fileName))).toEqual(bytes);
  });

  it('opens a ZIP under any name', async () => {
    expect(paths(await openPatchFile(handmadeZip([good('a.bps')]), 'Hack.bps'))).toEqual(['a.bps']);
  });

  it('refuses a patch over the limit, and anything else', async () => {
    const limits = { entryBytes: 10, totalBytes: 10, entries: 1 };
    await expect(openPatchFile(patch, 'a.bps', limits)).rejects.toBeInstanceOf(ZipError);
    await expect(openPatchFile(Buffer.from('<html>'), 'a.bps')).rejects.toThrow('a web page');
  });
});
