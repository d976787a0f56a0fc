import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Disk,
  type OpenFile,
  TEMPORARY_SUFFIX,
  sweepTemporary,
  writeFileAtomic,
  writeFileIf,
} from '../../src/files/atomicFile.js';
import { ArchiveError } from '../../src/model/errors.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

/** Ownership calls of a file that stays as it is. */
const untouched = { chown: () => Promise.resolve(), chmod: () => Promise.resolve() };

const diskWith = (overrides: Partial<Disk>): Disk => ({
  open: fs.open,
  rename: fs.rename,
  rm: fs.rm,
  sleep: () => Promise.resolve(),
  platform: 'linux',
  ...overrides,
});

describe('writeFileAtomic', () => {
  test('writes bytes and text, replacing what was there, and leaves nothing else', async () => {
    const path = join(folder, 'file');
    await writeFileAtomic(path, Buffer.from([1, 2, 3]));
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    await writeFileAtomic(path, 'grüße');
    expect(await readFile(path, 'utf8')).toBe('grüße');
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('writes again, once, if another run has swept its temporary file away', async () => {
    let sweeps = 1;
    const rename: Disk['rename'] = async (from, to) => {
      if (sweeps > 0) await sweepTemporary(folder);
      sweeps -= 1;
      await fs.rename(from, to);
    };
    await writeFileAtomic(join(folder, 'file'), 'new', diskWith({ rename }));
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('new');
    sweeps = 2;
    await expect(writeFileAtomic(join(folder, 'file'), 'newer', diskWith({ rename }))).rejects.toThrow(ArchiveError);
    expect(sweeps).toBe(0);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['file']);
  });

  test.skipIf(process.platform === 'win32')(
    'never replaces a device or a pipe, whatever the permissions are',
    async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      await fs.symlink('pipe', join(folder, 'link'));
      for (const path of [pipe, join(folder, 'link')]) {
        await expect(writeFileAtomic(path, 'new')).rejects.toThrow(ArchiveError);
        await expect(writeFileAtomic(path, 'new')).rejects.toThrow(
          /is a device, a pipe or a socket, not a file; choose/,
        );
      }
      expect((await fs.stat(pipe)).isFIFO()).toBe(true);
      expect((await readdir(folder)).sort()).toEqual(['link', 'pipe']);
    },
  );

  test('keeps the old file whole until the new one is synced', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'old');
    const seen: string[] = [];
    const disk = diskWith({
      rename: async (from, to) => {
        seen.push(await readFile(to, 'utf8'), await readFile(from, 'utf8'));
        await fs.rename(from, to);
      },
    });
    await writeFileAtomic(path, 'new', disk);
    expect(seen).toEqual(['old', 'new']);
  });

  test.each([
    ['ENOSPC', /disk is full/],
    ['EACCES', /no write permission/],
    ['EROFS', /read-only/],
    ['EPERM', /no write permission/],
    ['EWEIRD', /EWEIRD/],
  ])('turns %s into an ArchiveError in one sentence, and removes the temporary file', async (code, reason) => {
    const path = join(folder, 'file');
    await writeFile(path, 'old');
    const failing = diskWith({ rename: () => Promise.reject(systemError(code)) });
    const error: unknown = await writeFileAtomic(path, 'new', failing).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ArchiveError);
    expect(String(error)).toMatch(reason);
    expect(await readdir(folder)).toEqual(['file']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  test.each([
    ['linux', ['open wx', 'write', 'sync', 'close', 'rename', 'open r', 'sync', 'close']],
    ['win32', ['open wx', 'write', 'sync', 'close', 'rename']],
  ] as const)(
    'on %s, makes a file and its name survive a power cut, and leaves nothing open',
    async (platform, wanted) => {
      const done: string[] = [];
      const step = (name: string) => () => {
        done.push(name);
        return Promise.resolve();
      };
      const open = async (_: string, flags: string): Promise<OpenFile> => {
        await step(`open ${flags}`)();
        return { ...untouched, writeFile: step('write'), sync: step('sync'), close: step('close') };
      };
      await writeFileAtomic(join(folder, 'file'), 'new', diskWith({ platform, open, rename: step('rename') }));
      expect(done).toEqual(wanted);
    },
  );

  test.each([
    ['EINVAL', 'fulfilled'],
    ['EIO', 'rejected'],
  ])('closes a folder that cannot be synced because of %s: %s', async (code, status) => {
    const closed: string[] = [];
    const open = async (path: string, flags: string): Promise<OpenFile> => {
      if (flags !== 'r') return fs.open(path, flags);
      return {
        ...untouched,
        writeFile: () => Promise.resolve(),
        sync: () => Promise.reject(systemError(code)),
        close: () => {
          closed.push(path);
          return Promise.resolve();
        },
      };
    };
    const [written] = await Promise.allSettled([writeFileAtomic(join(folder, 'file'), 'new', diskWith({ open }))]);
    expect(written.status).toBe(status);
    expect(closed).toEqual([folder]);
  });

  test('throws an ArchiveError for a missing folder, and for a folder in its place', async () => {
    await expect(writeFileAtomic(join(folder, 'none', 'file'), 'x')).rejects.toThrow(ArchiveError);
    await mkdir(join(folder, 'taken'));
    await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toThrow(ArchiveError);
    expect(await readdir(folder)).toEqual(['taken']);
  });

  test('does not write if the condition no longer holds at the last moment, and leaves nothing behind', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'old');
    const seen: number[] = [];
    const due = async (): Promise<boolean> => {
      seen.push((await readdir(folder)).length);
      return seen.length > 1;
    };
    expect(await writeFileIf(path, 'new', due)).toBe(false);
    expect([await readFile(path, 'utf8'), ...(await readdir(folder))]).toEqual(['old', 'file']);
    expect(await writeFileIf(path, 'new', due)).toBe(true);
    expect([await readFile(path, 'utf8'), ...(await readdir(folder))]).toEqual(['new', 'file']);
    expect(seen).toEqual([2, 2]);
  });

  test('retries on Windows while a file is briefly held, and not elsewhere', async () => {
    const attempts = async (platform: NodeJS.Platform, failures: number, code = 'EBUSY'): Promise<number> => {
      let calls = 0;
      const disk = diskWith({
        platform,
        rename: async (from, to) => {
          calls += 1;
          if (calls <= failures) throw systemError(code);
          await fs.rename(from, to);
        },
      });
      await writeFileAtomic(join(folder, 'file'), 'x', disk).catch(() => undefined);
      return calls;
    };
    expect(await attempts('win32', 2)).toBe(3);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('x');
    expect(await attempts('win32', 99)).toBe(5);
    expect(await attempts('linux', 1)).toBe(1);
    expect(await attempts('win32', 1, 'ENOSPC')).toBe(1);
  });

  test('leaves one of many files that are written at once under one name', async () => {
    const path = join(folder, 'file');
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(5000));
    await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
    expect(texts).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['file']);
  });
});

describe('sweepTemporary', () => {
  test('removes temporary files and nothing else', async () => {
    await writeFile(join(folder, `a${TEMPORARY_SUFFIX}`), '');
    await writeFile(join(folder, `b${TEMPORARY_SUFFIX}`), '');
    await writeFile(join(folder, 'kept'), '');
    await mkdir(join(folder, `folder${TEMPORARY_SUFFIX}`));
    expect(await sweepTemporary(folder)).toBe(2);
    expect((await readdir(folder)).sort()).toEqual([`folder${TEMPORARY_SUFFIX}`, 'kept']);
    expect(await sweepTemporary(join(folder, 'none'))).toBe(0);
  });
});
