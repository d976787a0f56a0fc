import { describe, expect, test } from 'vitest';
import { sha224Hex } from '../../src/formats/hashes.js';
import { type NameValues, parseNameTemplate } from '../../src/formats/nameTemplate.js';
import { RomError } from '../../src/model/errors.js';
import type { FileStamp, PublishedRom } from '../../src/model/published.js';
import { type UnplacedHack, placedHacks } from '../../src/streams/placedHacks.js';
import { publishableHack, publishedRom } from '../publishSamples.js';

/** The bytes that the patch of a hack produces. */
const romOf = (id: string): Buffer => Buffer.from(`ROM of ${id}`);
const hashes = (id: string) => ({ result_sha1: null, result_sha224: sha224Hex(romOf(id)), result_shake1: null });

const named = (id: string, name: string, values: Partial<NameValues> = {}): UnplacedHack => ({
  hack: publishableHack(id, { name, hashes: hashes(id) }),
  values: { id, name, author: null, difficulty: null, type: null, version: '1', ...values },
});

/** Files by path: the stamp of each is its content, unless it was written long ago. */
interface FakeFile {
  readonly bytes: Buffer;
  readonly stamp: FileStamp;
}
const fileOf = (bytes: Buffer, mtimeNs = '9'): FakeFile => ({ bytes, stamp: { size: String(bytes.length), mtimeNs } });

/** Where the hacks go, given what was written before. */
async function placed(
  hacks: readonly UnplacedHack[],
  {
    rows = [],
    files = {},
    template = '{name}',
    sameFile = [],
  }: {
    readonly rows?: readonly PublishedRom[];
    readonly files?: Readonly<Record<string, FakeFile>>;
    readonly template?: string;
    readonly sameFile?: readonly string[];
  } = {},
) {
  const read: string[] = [];
  const result = placedHacks(hacks, {
    template: parseNameTemplate(template),
    rows: new Map(rows.map((row) => [row.id, row])),
    folder: {
      look: (path) =>
        path.startsWith('Outside/')
          ? Promise.reject(new RomError('It lies outside.'))
          : Promise.resolve(files[path]?.stamp ?? null),
      read: (path) => {
        read.push(path);
        return Promise.resolve(files[path]?.bytes ?? null);
      },
      isSame: (one, other) => Promise.resolve(sameFile.includes(one) && sameFile.includes(other)),
    },
  });
  const steps: (readonly [path: string, step: string])[] = [];
  for await (const { path, step } of result) steps.push([path, step.do]);
  return { steps, read };
}

const written = (id: string, path: string, overrides: Partial<PublishedRom> = {}): PublishedRom =>
  publishedRom(id, { path, sha224: sha224Hex(romOf(id)), ...fileOf(romOf(id)).stamp, ...overrides });

describe('placedHacks', () => {
  test('of two hacks with the same name, ignoring case, the later one gets its id appended', async () => {
    expect((await placed([named('1', 'Sky Rails'), named('2', 'sky rails'), named('3', 'Other')])).steps).toEqual([
      ['Sky Rails.sfc', 'write'],
      ['sky rails (2).sfc', 'write'],
      ['Other.sfc', 'write'],
    ]);
  });

  test('a hack keeps its name even when an earlier hack of that name appears', async () => {
    const rows = [written('5', 'Sky Rails.sfc')];
    const files = { 'Sky Rails.sfc': fileOf(romOf('5')) };
    expect(await placed([named('1', 'Sky Rails'), named('5', 'Sky Rails')], { rows, files })).toEqual({
      steps: [
        ['Sky Rails (1).sfc', 'write'],
        ['Sky Rails.sfc', 'keep'],
      ],
      read: [],
    });
  });

  test('a hack also keeps a name with its id when the plain one becomes free', async () => {
    const rows = [written('5', 'Sky Rails (5).sfc')];
    const files = { 'Sky Rails (5).sfc': fileOf(romOf('5')) };
    expect((await placed([named('5', 'Sky Rails')], { rows, files })).steps).toEqual([['Sky Rails (5).sfc', 'keep']]);
  });

  test('a foreign file is left alone, and so is the hack if both of its names are taken', async () => {
    const mine = fileOf(Buffer.from('mine'));
    const one = { files: { 'A.sfc': mine } };
    expect((await placed([named('1', 'A')], one)).steps).toEqual([['A (1).sfc', 'write']]);
    const both = { files: { 'A.sfc': mine, 'A (1).sfc': mine } };
    expect((await placed([named('1', 'A')], both)).steps).toEqual([['A.sfc', 'leave']]);
  });

  test('the exact ROM, written by a run that was killed before recording it, is recognized', async () => {
    const files = { 'A.sfc': fileOf(romOf('1')) };
    expect((await placed([named('1', 'A')], { files })).steps).toEqual([['A.sfc', 'note']]);
  });

  test('a renamed hack moves, and so do all hacks when the template changes', async () => {
    const rows = [written('1', 'Old.sfc'), written('2', 'B.sfc')];
    const files = { 'Old.sfc': fileOf(romOf('1')), 'B.sfc': fileOf(romOf('2')) };
    const hacks = [named('1', 'A', { difficulty: 'Easy' }), named('2', 'B', { difficulty: 'Hard' })];
    expect((await placed(hacks, { rows, files })).steps).toEqual([
      ['A.sfc', 'move'],
      ['B.sfc', 'keep'],
    ]);
    expect((await placed(hacks, { rows, files, template: '{difficulty}/{name}' })).steps).toEqual([
      ['Easy/A.sfc', 'move'],
      ['Hard/B.sfc', 'move'],
    ]);
  });

  test('two hacks that swap their names never overwrite each other', async () => {
    const rows = [written('1', 'A.sfc'), written('2', 'B.sfc')];
    const files = { 'A.sfc': fileOf(romOf('1')), 'B.sfc': fileOf(romOf('2')) };
    expect((await placed([named('1', 'B'), named('2', 'A')], { rows, files })).steps).toEqual([
      ['B (1).sfc', 'move'],
      ['A (2).sfc', 'move'],
    ]);
  });

  test('a name that the gamelist still has for a hack is not free yet, so that a killed run ends the same way', async () => {
    const rows = [written('1', 'B (1).sfc', { listedAs: 'A.sfc' }), written('2', 'B.sfc')];
    const files = { 'B (1).sfc': fileOf(romOf('1')), 'B.sfc': fileOf(romOf('2')) };
    expect((await placed([named('1', 'B'), named('2', 'A')], { rows, files })).steps).toEqual([
      ['B (1).sfc', 'keep'],
      ['A (2).sfc', 'move'],
    ]);
  });

  test('the same name in another case is a separate name only if the disk says so', async () => {
    const rows = [written('1', 'sky.sfc')];
    const here = { 'sky.sfc': fileOf(romOf('1')), 'Sky.sfc': fileOf(romOf('1')) };
    const oneFile = { rows, files: here, sameFile: ['sky.sfc', 'Sky.sfc'] };
    expect((await placed([named('1', 'Sky')], oneFile)).steps).toEqual([['Sky.sfc', 'move']]);
    expect((await placed([named('1', 'Sky')], { rows, files: here })).steps).toEqual([['Sky (1).sfc', 'move']]);
  });

  test('a touched ROM is read and noted; an edited one stays where it is, whatever the hack is called', async () => {
    const rows = [written('1', 'A.sfc', { mtimeNs: '1' }), written('2', 'B.sfc', { mtimeNs: '1' })];
    const files = { 'A.sfc': fileOf(romOf('1')), 'B.sfc': fileOf(Buffer.from('edited')) };
    expect(await placed([named('1', 'A'), named('2', 'New')], { rows, files })).toEqual({
      steps: [
        ['A.sfc', 'note'],
        ['B.sfc', 'leave'],
      ],
      read: ['A.sfc', 'B.sfc'],
    });
  });

  test('a place outside the folder fails only this hack', async () => {
    const hacks = [named('1', 'A', { difficulty: 'Outside' }), named('2', 'B', { difficulty: 'Easy' })];
    expect((await placed(hacks, { template: '{difficulty}/{name}' })).steps).toEqual([
      ['Outside/A.sfc', 'leave'],
      ['Easy/B.sfc', 'write'],
    ]);
  });
});
