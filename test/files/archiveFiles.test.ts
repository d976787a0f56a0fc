import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ArchiveFiles, archiveFiles } from '../../src/files/archiveFiles.js';
import { archivePaths } from '../../src/files/archivePaths.js';
import { TEMPORARY_SUFFIX } from '../../src/files/atomicFile.js';
import { digests } from '../../src/formats/hashes.js';
import type { ArchivePaths } from '../../src/model/archiveFolders.js';
import { ArchiveError } from '../../src/model/errors.js';
import type { AppliedPatch } from '../../src/model/patch.js';
import { appliedPatch } from '../samples.js';

let parent: string;
let root: string;
let paths: ArchivePaths;
let files: ArchiveFiles;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'romflow-files-'));
  root = join(parent, 'archive');
  paths = archivePaths(root);
  files = archiveFiles(root, paths);
  await files.prepare();
});
afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

const bytes = (text: string): Buffer => Buffer.from(text);
const text = (...parts: string[]): Promise<string> => readFile(join(root, ...parts), 'utf8');
const shake = digests(bytes('a patch')).shake128;
const romShake = digests(bytes('a ROM')).shake128;
const patch: AppliedPatch = {
  ...appliedPatch('a.bps'),
  digests: digests(bytes('a patch')),
  outcome: { result: 'success', rom: digests(bytes('a ROM')) },
};

describe('the folders', () => {
  test('are made with all their parents, and may already exist', async () => {
    await files.prepare();
    expect((await readdir(root)).sort()).toEqual(Object.keys(paths).sort());
  });

  test('cause an ArchiveError with the folder’s name if they cannot be made', async () => {
    const blocked = join(parent, 'file');
    await writeFile(blocked, '');
    const preparing = archiveFiles(blocked, archivePaths(blocked)).prepare();
    await expect(preparing).rejects.toThrow(ArchiveError);
    await expect(preparing).rejects.toThrow(`Cannot create the folder ${join(blocked, 'zips')}`);
  });
});

describe('a ZIP', () => {
  test('is stored under the id, and from version 2 on with the version', async () => {
    expect(await files.storeZip('12', 1, bytes('one'))).toBe('zips/12.zip');
    expect(await files.storeZip('12', 2, bytes('two'))).toBe('zips/12_2.zip');
    expect(await text('zips', '12.zip')).toBe('one');
    expect(await text('zips', '12_2.zip')).toBe('two');
  });

  test('never overwrites another one: it gets the next free number', async () => {
    await files.storeZip('12', 1, bytes('one'));
    expect(await files.storeZip('12', 1, bytes('two'))).toBe('zips/12_2.zip');
    expect(await files.storeZip('12', 1, bytes('three'))).toBe('zips/12_3.zip');
    expect(await text('zips', '12.zip')).toBe('one');
    expect(await text('zips', '12_2.zip')).toBe('two');
    expect(await text('zips', '12_3.zip')).toBe('three');
  });

  test('with a version number that another tool counted over all games is looked for among the existing files', async () => {
    const counted = 20_251_012_000_000;
    await files.storeZip('12', 1, bytes('one'));
    await files.storeZip('1', 1, bytes('other'));
    expect(await files.storeZip('12', counted, bytes('two'))).toBe(`zips/12_${counted}.zip`);
    expect(await files.storeZip('12', counted + 1, bytes('one'))).toBe('zips/12.zip');
    expect(await files.storeZip('12', counted + 1, bytes('two'))).toBe(`zips/12_${counted}.zip`);
  });

  test('that is already there, byte for byte, is not written again', async () => {
    await files.storeZip('12', 1, bytes('one'));
    await files.storeZip('12', 1, bytes('two'));
    const before = await stat(join(paths.zips, '12_2.zip'), { bigint: true });
    expect(await files.storeZip('12', 1, bytes('two'))).toBe('zips/12_2.zip');
    const after = await stat(join(paths.zips, '12_2.zip'), { bigint: true });
    expect([after.mtimeNs, after.ino]).toEqual([before.mtimeNs, before.ino]);
    expect(await readdir(paths.zips)).toHaveLength(2);
  });

  test('exists if its row’s path and size are correct', async () => {
    const path = await files.storeZip('12', 1, bytes('one'));
    expect(await files.hasZip(path, 3)).toBe(true);
    expect(await files.hasZip(path, 4)).toBe(false);
    expect(await files.hasZip('zips/13.zip', 3)).toBe(false);
    expect(await files.readZip(path)).toEqual(bytes('one'));
  });

  test('may be in a folder outside the archive, if the configuration says so', async () => {
    const elsewhere = { ...archivePaths(root), zips: join(parent, 'downloads') };
    const configured = archiveFiles(root, elsewhere);
    await configured.prepare();
    const path = await configured.storeZip('12', 1, bytes('one'));
    expect(path).toBe('../downloads/12.zip');
    expect(await configured.hasZip(path, 3)).toBe(true);
    expect(await configured.readZip(path)).toEqual(bytes('one'));
    expect(await files.hasZip(path, 3)).toBe(false);
  });

  test.each([
    '../secret.zip',
    '../../etc/passwd',
    '/etc/passwd',
    'zips/../../12.zip',
    'zips/../hacks/12.zip',
    'hacks/12.zip',
    'zips/sub/12.zip',
    'zips/12.txt',
    'zips/a.zip',
    'zips/12_0.zip',
    'zips/',
    'zips/..',
    '.',
    '',
    'zips/12.zip\0',
  ])('at the path %j does not belong to the archive, even if there is such a file', async (path) => {
    await mkdir(join(paths.zips, 'sub'));
    for (const name of ['12.zip', 'secret.zip', 'archive/hacks/12.zip', 'archive/zips/12.txt', 'archive/zips/a.zip']) {
      await writeFile(join(parent, name), 'secret');
    }
    for (const name of ['12_0.zip', 'sub/12.zip']) await writeFile(join(paths.zips, name), 'secret');
    expect(await files.hasZip(path, 6)).toBe(false);
    await expect(files.readZip(path)).rejects.toThrow(ArchiveError);
  });

  test('that is missing is an ArchiveError', async () => {
    await expect(files.readZip('zips/12.zip')).rejects.toThrow(ArchiveError);
  });
});

describe('patches, ROMs and blobs', () => {
  test('are stored under their hashes and read back unchanged', async () => {
    await files.storePatch(shake, bytes('a patch'));
    await files.storeRom('12', romShake, bytes('a ROM'));
    await files.storeBlob('pblob_12_0123456789', bytes('a blob'));
    expect(await readFile(join(paths.patch, shake), 'utf8')).toBe('a patch');
    expect(await readFile(join(paths.rom, `12_${romShake}.sfc`), 'utf8')).toBe('a ROM');
    expect(await text('blobs', 'pblob_12_0123456789')).toBe('a blob');
    expect(await files.readPatch(shake)).toEqual(bytes('a patch'));
    expect(await files.readRom('12', romShake)).toEqual(bytes('a ROM'));
    expect(files.location('12', patch)).toEqual({ patch: `patch/${shake}`, rom: `rom/12_${romShake}.sfc` });
    expect(files.patchLocation(shake)).toBe(`patch/${shake}`);
    expect(files.romLocation('12', romShake)).toBe(`rom/12_${romShake}.sfc`);
  });

  test('leave an intact file alone, and replace a damaged one', async () => {
    await files.storePatch(shake, bytes('a patch'));
    const whole = await stat(join(paths.patch, shake), { bigint: true });
    await files.storePatch(shake, bytes('a patch'));
    expect((await stat(join(paths.patch, shake), { bigint: true })).mtimeNs).toBe(whole.mtimeNs);
    for (const damage of ['a pat', '', 'b patch', 'a patch and more']) {
      await writeFile(join(paths.patch, shake), damage);
      await files.storePatch(shake, bytes('a patch'));
      expect(await files.readPatch(shake)).toEqual(bytes('a patch'));
    }
    await writeFile(join(paths.rom, `12_${romShake}.sfc`), 'half a');
    await files.storeRom('12', romShake, bytes('a ROM'));
    expect(await files.readRom('12', romShake)).toEqual(bytes('a ROM'));
  });

  test('can be discarded when nobody needs them, even if they are already gone', async () => {
    await files.storeBlob('pblob_12_0123456789', bytes('x'));
    await files.storeBlob('rblob_12_0123456789', bytes('x'));
    await files.storeBlob('rblob_12_00000000ff', bytes('x'));
    await files.discardBlobs(['pblob_12_0123456789', 'pblob_99_0123456789', 'rblob_12_0123456789']);
    expect(await readdir(paths.blobs)).toEqual(['rblob_12_00000000ff']);
  });

  test('are an ArchiveError if missing', async () => {
    await expect(files.readPatch(shake)).rejects.toThrow(ArchiveError);
    await expect(files.readRom('12', romShake)).rejects.toThrow(ArchiveError);
  });

  test.each(['..', '../../x', '/etc/passwd', 'a/b', 'a\\b', '', 'con', '1.zip', '-1', '１'])(
    'cannot be written, read or removed by the name %j',
    async (name) => {
      await writeFile(join(parent, 'x'), 'keep');
      const refused = [
        () => files.storeZip(name, 1, bytes('x')),
        () => files.storePatch(name, bytes('x')),
        () => files.readPatch(name),
        () => files.storeRom(name, romShake, bytes('x')),
        () => files.storeRom('12', name, bytes('x')),
        () => files.readRom(name, romShake),
        () => files.storeBlob(name, bytes('x')),
        () => files.discardBlobs([name]),
        () => files.writeHack(name, {}),
        () => files.writeMeta({ ...patch, digests: { ...patch.digests, shake128: name } }, {}),
      ];
      for (const act of refused) await expect((async () => act())()).rejects.toThrow(ArchiveError);
      expect((await readdir(parent)).sort()).toEqual(['archive', 'x']);
      for (const folder of Object.values(paths)) expect(await readdir(folder)).toEqual([]);
    },
  );
});

describe('JSON files', () => {
  const mine = { id: '12', patch: `patch/${shake}`, patch_filename: 'a.bps' };
  const patMeta = (): Promise<unknown> => text('pat_meta', shake).then(JSON.parse);
  const romMeta = (): Promise<unknown> => text('rom_meta', romShake).then(JSON.parse);

  test('of a hack are overwritten, and are readable', async () => {
    await files.writeHack('12', { id: '12', name: 'Hack' });
    await files.writeHack('12', { id: '12', name: 'Häck' });
    expect(await text('hacks', '12')).toBe('{\n  "id": "12",\n  "name": "Häck"\n}\n');
  });

  test('of a patch and its ROM are written, and overwritten if they are their own', async () => {
    await files.writeMeta(patch, mine);
    expect([await patMeta(), await romMeta()]).toEqual([mine, mine]);
    await files.writeMeta(patch, { ...mine, romblob_name: 'new' });
    expect([await patMeta(), await romMeta()]).toMatchObject([{ romblob_name: 'new' }, { romblob_name: 'new' }]);
  });

  test.each([
    ['one that this program wrote', { ...mine, id: '7' }],
    ['one with a number for an id', { ...mine, id: 7 }],
    ['one that does not name the patch', { id: 7 }],
    ['a list of one', [{ ...mine, id: '7' }]],
  ])('of another hack are kept: %s', async (_, theirs) => {
    await writeFile(join(paths.pat_meta, shake), JSON.stringify(theirs));
    await writeFile(join(paths.rom_meta, romShake), JSON.stringify(theirs));
    await files.writeMeta(patch, mine);
    expect([await patMeta(), await romMeta()]).toEqual([theirs, theirs]);
  });

  test('of a ROM stay with the patch of the hack that made it first; the patch’s own file is written', async () => {
    const first = { ...mine, patch: 'patch/another' };
    await writeFile(join(paths.rom_meta, romShake), JSON.stringify(first));
    await files.writeMeta(patch, mine);
    expect([await patMeta(), await romMeta()]).toEqual([mine, first]);
  });

  test.each([
    ['its own with a number for an id', JSON.stringify({ ...mine, id: 12 })],
    ['its own that does not name the patch', '{"id":"12"}'],
    ['its own in a list', JSON.stringify([mine])],
    ['half a file', '{"id":"7","pat'],
    ['an empty file', ''],
    ['something else', '[1,2]'],
  ])('are overwritten: %s', async (_, there) => {
    await writeFile(join(paths.pat_meta, shake), there);
    await files.writeMeta(patch, mine);
    expect(await patMeta()).toEqual(mine);
  });
});

describe.skipIf(process.platform === 'win32')('a pipe in the place of a file is not waited for', () => {
  const pipe = (path: string): void => {
    execFileSync('mkfifo', [path]);
  };

  test('a ZIP gets the next number', async () => {
    pipe(join(paths.zips, '12.zip'));
    expect(await files.storeZip('12', 1, bytes('one'))).toBe('zips/12_2.zip');
  });

  test('a patch is neither written nor read', async () => {
    pipe(join(paths.patch, shake));
    await expect(files.storePatch(shake, bytes('a patch'))).rejects.toThrow(ArchiveError);
    await expect(files.readPatch(shake)).rejects.toThrow(/is a device, a pipe or a socket, not a file; move it away/);
  });

  test('nor is its metadata', async () => {
    pipe(join(paths.pat_meta, shake));
    await expect(files.writeMeta(patch, { id: '12', patch: `patch/${shake}` })).rejects.toThrow(ArchiveError);
  });
});

describe('cleaning up', () => {
  test('removes temporary files from every folder, and nothing else', async () => {
    for (const folder of Object.values(paths)) {
      await writeFile(join(folder, `x${TEMPORARY_SUFFIX}`), 'half');
      await writeFile(join(folder, 'kept'), 'whole');
    }
    await files.sweep();
    for (const folder of Object.values(paths)) expect(await readdir(folder)).toEqual(['kept']);
  });

  test('empties the folder for temporary files, including its folders, and keeps the folder itself', async () => {
    await mkdir(join(files.temp, 'flips-1', 'deep'), { recursive: true });
    await writeFile(join(files.temp, 'flips-1', 'deep', 'rom'), 'x');
    await writeFile(join(files.temp, 'file'), 'x');
    await files.emptyTemp();
    expect(await readdir(files.temp)).toEqual([]);
    await rm(files.temp, { recursive: true });
    await files.emptyTemp();
  });

  test('throws an ArchiveError if a file is in the place of the temporary folder', async () => {
    await rm(files.temp, { recursive: true });
    await writeFile(files.temp, '');
    await expect(files.emptyTemp()).rejects.toThrow(ArchiveError);
  });
});
