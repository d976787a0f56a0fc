import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OpenFile, disk } from '../../src/files/atomicFile.js';
import { type GamelistWriting, gamelistFile } from '../../src/files/gamelistFile.js';
import { GamelistError } from '../../src/model/errors.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-gamelist-'));
  path = join(folder, 'gamelist.xml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const NOW = new Date('2025-11-15T10:30:00.123Z');
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const text = (name: string): Buffer => Buffer.from(`<gameList><!-- ${name} --></gameList>`);
const onWindows = process.platform === 'win32';

/** Overwrites whatever is there now. */
const write = async (bytes: Buffer, now: Date): Promise<GamelistWriting> => {
  const file = gamelistFile(path);
  return file.write(bytes, await file.read(), now);
};

const backups = async (): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.bak')).sort();

describe('reading a gamelist', () => {
  test('returns every byte, or null if there is no file', async () => {
    expect(await gamelistFile(path).read()).toBeNull();
    expect(await gamelistFile(join(folder, 'none', 'gamelist.xml')).read()).toBeNull();
    await writeFile(path, text('a'));
    expect(await gamelistFile(path).read()).toEqual(text('a'));
  });

  test.each(['', ' \r\n\t\n'])('treats a file of nothing but white space as missing: %j', async (blank) => {
    const file = gamelistFile(path, { ...disk, sleep: () => Promise.resolve() });
    await writeFile(path, blank);
    expect(await file.read()).toBeNull();
    expect(await file.write(text('a'), null, NOW)).toEqual({ outcome: 'written', backup: null, otherNames: 0 });
  });

  test('gives a program that has just emptied the file the time to write it', async () => {
    const file = gamelistFile(path, { ...disk, sleep: () => writeFile(path, text('of ES-DE')) });
    await writeFile(path, '');
    expect(await file.read()).toEqual(text('of ES-DE'));
    await writeFile(path, '');
    expect(await file.write(text('a'), null, NOW)).toEqual({ outcome: 'overtaken' });
    expect(await readFile(path)).toEqual(text('of ES-DE'));
  });

  test('refuses a file too large to be a gamelist', async () => {
    await writeFile(path, 'x');
    await truncate(path, 256 * 1024 * 1024 + 1);
    await expect(gamelistFile(path).read()).rejects.toThrow(GamelistError);
    await expect(gamelistFile(path).read()).rejects.toThrow(
      /gamelist\.xml is larger than 256 MiB; it was left as it is: move it away/,
    );
    await expect(gamelistFile(path).write(text('a'), null, NOW)).rejects.toThrow(GamelistError);
  });

  test('reports an unreadable file in one sentence, as a problem of this gamelist alone', async () => {
    await mkdir(path);
    await expect(gamelistFile(path).read()).rejects.toThrow(GamelistError);
    await expect(gamelistFile(path).read()).rejects.toThrow(
      /^The gamelist \S+gamelist\.xml cannot be read \(EISDIR\): check what is there, and whether you have read permission; it was left as it is\.$/,
    );
  });
});

describe.skipIf(onWindows)('something other than a file', () => {
  const refusal =
    /^The gamelist \S+gamelist\.xml is a device, a pipe or a socket, not a file; it was left as it is: move it away and run again/;

  test('is not waited for', async () => {
    execFileSync('mkfifo', [path]);
    await expect(gamelistFile(path).read()).rejects.toThrow(GamelistError);
    await expect(gamelistFile(path).read()).rejects.toThrow(refusal);
  });

  test('is not overwritten, even behind a link', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await symlink(pipe, path);
    await expect(gamelistFile(path).write(text('a'), null, NOW)).rejects.toThrow(refusal);
    expect((await lstat(pipe)).isFIFO()).toBe(true);
  });
});

describe('writing a gamelist', () => {
  test('makes its folder, and no backup when there was no file', async () => {
    path = join(folder, 'gamelists', 'snes', 'gamelist.xml');
    expect(await write(text('a'), NOW)).toEqual({ outcome: 'written', backup: null, otherNames: 0 });
    expect(await readFile(path)).toEqual(text('a'));
    expect(await readdir(join(folder, 'gamelists', 'snes'))).toEqual(['gamelist.xml']);
  });

  test('keeps a backup of the file beside it', async () => {
    await writeFile(path, text('old'));
    const backup = `${path}.20251115T103000Z.bak`;
    expect(await write(text('new'), NOW)).toEqual({ outcome: 'written', backup, otherNames: 0 });
    expect(await readFile(path)).toEqual(text('new'));
    expect(await readFile(backup)).toEqual(text('old'));
    expect((await readdir(folder)).sort()).toEqual(['gamelist.xml', basename(backup)]);
  });

  test('does nothing if the file already has these bytes', async () => {
    await writeFile(path, text('same'));
    const { mtimeMs, ino } = await stat(path);
    expect(await write(text('same'), NOW)).toEqual({ outcome: 'unchanged' });
    expect(await stat(path)).toMatchObject({ mtimeMs, ino });
    expect(await readdir(folder)).toEqual(['gamelist.xml']);
  });

  test.each([
    ['rewritten', () => writeFile(path, text('by ES-DE'))],
    ['removed', () => rm(path)],
  ])('touches nothing if the file was %s since it was read', async (_, meanwhile) => {
    await writeFile(path, text('read'));
    const file = gamelistFile(path);
    const before = await file.read();
    await meanwhile();
    const there = await file.read();
    expect(await file.write(text('merged'), before, NOW)).toEqual({ outcome: 'overtaken' });
    expect(await file.read()).toEqual(there);
    expect(await backups()).toEqual([]);
  });

  test('touches nothing if the file is rewritten while its backup is made', async () => {
    await writeFile(path, text('read'));
    const writing = gamelistFile(path).write(text('merged'), text('read'), NOW);
    while (!readdirSync(folder).some((name) => name.endsWith('.bak'))) await setImmediate();
    writeFileSync(path, text('by ES-DE'));
    expect(await writing).toEqual({ outcome: 'overtaken' });
    expect(await readFile(path)).toEqual(text('by ES-DE'));
    expect((await readdir(folder)).filter((name) => !name.endsWith('.bak'))).toEqual(['gamelist.xml']);
  });

  test('touches nothing if the file has appeared since', async () => {
    await writeFile(path, text('by ES-DE'));
    expect(await gamelistFile(path).write(text('new'), null, NOW)).toEqual({ outcome: 'overtaken' });
    expect(await readFile(path)).toEqual(text('by ES-DE'));
  });

  test('keeps the five newest backups, and every other file', async () => {
    const others = [
      'gamelist.xml.bak',
      'gamelist.old.20200101T000000Z.bak',
      'gamelist.xml.20200101.bak',
      'gamelist.xml.mine.20200101T000000Z.bak',
      'a.bak',
    ];
    for (const name of others) await writeFile(join(folder, name), 'mine');
    await mkdir(join(folder, 'gamelist.xml.20200101T000000Z.bak'));
    for (let turn = 0; turn < 9; turn += 1) await write(text(`${turn}`), later(turn));
    const made = (await backups()).filter((name) => name.startsWith('gamelist.xml.2025'));
    expect(made).toEqual([4, 5, 6, 7, 8].map((second) => `gamelist.xml.20251115T10300${second}Z.bak`));
    expect(await Promise.all(made.map((name) => readFile(join(folder, name))))).toEqual(
      [3, 4, 5, 6, 7].map((turn) => text(`${turn}`)),
    );
    expect(await readdir(folder)).toEqual(expect.arrayContaining([...others, 'gamelist.xml.20200101T000000Z.bak']));
  });

  test('keeps the newest of the backups of the same second, and never overwrites one', async () => {
    for (let turn = 0; turn < 13; turn += 1) await write(text(`${turn}`), NOW);
    const kept = await Promise.all((await backups()).map((name) => readFile(join(folder, name), 'utf8')));
    expect(kept.sort()).toEqual([7, 8, 9, 10, 11].map((turn) => text(`${turn}`).toString()).sort());
  });

  test('keeps the backup it has just made when the clock was set back', async () => {
    for (let turn = 0; turn < 7; turn += 1) await write(text(`${turn}`), later(turn));
    expect(await write(text('last'), later(-3600))).toEqual({
      outcome: 'written',
      backup: `${path}.20251115T093000Z.bak`,
      otherNames: 0,
    });
    expect(await readFile(`${path}.20251115T093000Z.bak`)).toEqual(text('6'));
    expect(await backups()).toHaveLength(5);
  });

  test('reuses the backup that a killed run has made', async () => {
    await writeFile(path, text('old'));
    await writeFile(`${path}.20251115T102959Z.bak`, text('old'));
    expect(await write(text('new'), NOW)).toEqual({
      outcome: 'written',
      backup: `${path}.20251115T102959Z.bak`,
      otherNames: 0,
    });
    expect(await backups()).toHaveLength(1);
  });

  test.skipIf(onWindows)('writes through a symbolic link, and keeps the backup beside the link', async () => {
    await mkdir(join(folder, 'synced'));
    const target = join(folder, 'synced', 'list.xml');
    await writeFile(target, text('old'));
    await symlink(join('synced', 'list.xml'), path);
    await write(text('new'), NOW);
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await readFile(target)).toEqual(text('new'));
    expect(await readdir(join(folder, 'synced'))).toEqual(['list.xml']);
    expect(await backups()).toEqual(['gamelist.xml.20251115T103000Z.bak']);
  });

  test.skipIf(onWindows)('creates the target of a symbolic link', async () => {
    await symlink(join('synced', 'list.xml'), path);
    expect(await write(text('new'), NOW)).toEqual({ outcome: 'written', backup: null, otherNames: 0 });
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'synced', 'list.xml'))).toEqual(text('new'));
  });

  test('reports other hard links, which keep the old content', async () => {
    const other = join(folder, 'synced.xml');
    await writeFile(path, text('old'));
    await link(path, other);
    expect(await write(text('new'), NOW)).toMatchObject({ outcome: 'written', otherNames: 1 });
    expect([await readFile(path), await readFile(other)]).toEqual([text('new'), text('old')]);
    expect(await write(text('newer'), NOW)).toMatchObject({ outcome: 'written', otherNames: 0 });
  });

  test.skipIf(onWindows)('keeps the permissions of the file', async () => {
    await writeFile(path, text('old'));
    await chmod(path, 0o640);
    await write(text('new'), NOW);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  test.skipIf(onWindows)('gives the file its permissions before its name, in case of a kill in between', async () => {
    await writeFile(path, text('old'));
    await chmod(path, 0o640);
    const modes: number[] = [];
    const rename = async (from: string, to: string): Promise<void> => {
      await disk.rename(from, to);
      modes.push((await stat(to)).mode & 0o777);
    };
    const file = gamelistFile(path, { ...disk, rename });
    await file.write(text('new'), await file.read(), NOW);
    expect(modes).toEqual([0o640]);
  });

  // Only root may give a file away; for others, the owner stays the same.
  test.skipIf(onWindows)('keeps the owner and the group of the file', async () => {
    const isRoot = process.getuid?.() === 0;
    await writeFile(path, text('old'));
    if (isRoot) await chown(path, 12_345, 23_456);
    const { uid, gid } = await stat(path);
    await write(text('new'), NOW);
    expect(await stat(path)).toMatchObject({ uid, gid });
  });

  test.skipIf(onWindows)('does not change another file if a link to it takes the place of the new one', async () => {
    const other = join(folder, 'other');
    for (const [file, mode] of [[path, 0o666] as const, [other, 0o600] as const]) {
      await writeFile(file, text('old'));
      await chmod(file, mode);
    }
    const open = async (file: string, flags: string): Promise<OpenFile> => {
      const opened = await disk.open(file, flags);
      if (flags !== 'wx') return opened;
      await rm(file);
      await symlink(other, file);
      return opened;
    };
    const file = gamelistFile(path, { ...disk, open });
    await file.write(text('new'), await file.read(), NOW);
    expect((await stat(other)).mode & 0o777).toBe(0o600);
  });

  test('reports an obstacle in one sentence, and changes nothing', async () => {
    await writeFile(join(folder, 'file'), 'not a folder');
    const error: unknown = await gamelistFile(join(folder, 'file', 'gamelist.xml'))
      .write(text('a'), null, NOW)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GamelistError);
    expect(await readdir(folder)).toEqual(['file']);
  });

  test.skipIf(onWindows || process.getuid?.() === 0)('does not touch a gamelist without write permission', async () => {
    await writeFile(path, text('old'));
    await chmod(path, 0o444);
    const file = gamelistFile(path);
    const before = await file.read();
    await expect(file.write(text('new'), before, NOW)).rejects.toThrow(/^Cannot write .*gamelist\.xml: /);
    expect([await readFile(path), await readdir(folder)]).toEqual([text('old'), ['gamelist.xml']]);
  });

  test('reports a failure of the whole disk as such, not as one of this gamelist', async () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const failing = gamelistFile(path, { ...disk, open: () => Promise.reject(full) }).write(text('new'), null, NOW);
    await expect(failing).rejects.toThrow(expect.objectContaining({ name: 'ArchiveError', cause: full }));
    expect(await readdir(folder)).toEqual([]);
  });

  test('leaves the gamelist alone if its backup cannot be made', async () => {
    await writeFile(path, text('old'));
    const file = gamelistFile(path);
    const before = await file.read();
    const unwritable = new Date('2025-11-15T10:30:00Z');
    await mkdir(`${path}.20251115T103000Z.bak`);
    await expect(file.write(text('new'), before, unwritable)).rejects.toThrow(GamelistError);
    expect(await readFile(path)).toEqual(text('old'));
  });
});

describe('sweeping', () => {
  test('removes temporary files of a killed run, and nothing else', async () => {
    for (const name of ['gamelist.xml', 'gamelist.xml.20251115T103000Z.bak', 'mine.tmp']) {
      await writeFile(join(folder, name), text('old'));
    }
    await writeFile(join(folder, '0b5f.romflow-tmp'), text('half'));
    await gamelistFile(path).sweep();
    expect((await readdir(folder)).sort()).toEqual(['gamelist.xml', 'gamelist.xml.20251115T103000Z.bak', 'mine.tmp']);
  });

  test('makes no folder if there is none', async () => {
    await gamelistFile(join(folder, 'none', 'gamelist.xml')).sweep();
    expect(await readdir(folder)).toEqual([]);
  });

  test('reports a file in the place of the folder as a problem of this gamelist alone', async () => {
    await writeFile(join(folder, 'file'), 'not a folder');
    await expect(gamelistFile(join(folder, 'file', 'gamelist.xml')).sweep()).rejects.toThrow(GamelistError);
  });

  test.skipIf(onWindows)('also sweeps the target folder of a symbolic link', async () => {
    await mkdir(join(folder, 'synced'));
    await symlink(join('synced', 'list.xml'), path);
    await writeFile(join(folder, 'synced', 'list.xml'), text('old'));
    await writeFile(join(folder, 'synced', '0b5f.romflow-tmp'), text('half'));
    await gamelistFile(path).sweep();
    expect(await readdir(join(folder, 'synced'))).toEqual(['list.xml']);
  });
});
