import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TEMPORARY_SUFFIX, disk } from '../../src/files/atomicFile.js';
import { type MediaFiles, mediaFiles } from '../../src/files/mediaFiles.js';
import { ArchiveError, MediaError, RomError } from '../../src/model/errors.js';
import { MEDIA_KIND_NAMES } from '../../src/model/mediaKind.js';
import { filesBelow } from '../endToEnd/treeState.js';

let parent: string;
let root: string;
let files: MediaFiles;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'romflow-media-'));
  root = join(parent, 'media');
  files = mediaFiles(root, 'snes');
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
});

const bytes = (text: string): Buffer => Buffer.from(text);
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const tree = (): readonly string[] => filesBelow(root);

/** Windows lets only administrators make links, but anybody make junctions. */
const link = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, process.platform === 'win32' ? 'junction' : 'dir');
};

describe('a medium that is stored', () => {
  it('is where ES-DE looks for it', async () => {
    expect(await files.store('covers', 'sub/Game (USA)', 'png', bytes('picture'))).toEqual({
      file: 'snes/covers/sub/Game (USA).png',
      size: 7,
    });
    await files.store('screenshots', 'Orbit (Disc 1).cue', 'png', bytes('x'));
    expect(tree()).toEqual(['snes/covers/sub/Game (USA).png', 'snes/screenshots/Orbit (Disc 1).cue.png']);
    expect(read('snes/covers/sub/Game (USA).png')).toBe('picture');
  });

  it('replaces the old one, even with another extension, and nothing else', async () => {
    for (const file of [
      'covers/Game.png',
      'covers/Game.2.jpg',
      'covers/Gam.jpg',
      'marquees/Game.jpg',
      'covers/Game.txt',
    ]) {
      write(`snes/${file}`, 'old');
    }
    await files.store('covers', 'Game', 'jpg', bytes('new'));
    expect(tree()).toEqual([
      'snes/covers/Gam.jpg',
      'snes/covers/Game.2.jpg',
      'snes/covers/Game.jpg',
      'snes/covers/Game.txt',
      'snes/marquees/Game.jpg',
    ]);
    expect(read('snes/covers/Game.jpg')).toBe('new');
  });

  it('is the only one of its kind at every moment, even with another extension', async () => {
    const seen: (readonly string[])[] = [];
    const look = (): unknown =>
      seen.push(
        tree()
          .filter((file) => !file.endsWith(TEMPORARY_SUFFIX))
          .map(read),
      );
    const rename = (from: string, to: string): Promise<void> => (look(), disk.rename(from, to)).then(() => void look());
    for (const [old, next] of [
      ['png', 'jpg'],
      ['jpg', 'png'],
    ] as const) {
      write(`snes/covers/${old}.${old}`, 'old');
      await mediaFiles(root, 'snes', { ...disk, rename }).store('covers', old, next, bytes('new'));
      expect(seen.splice(0)).toEqual([['old'], ['old'], ['old'], ['new']]);
      rmSync(root, { recursive: true });
    }
  });

  it('is found and hashed', async () => {
    expect(await files.find('covers', 'a/Game')).toBeNull();
    expect(await files.digest('covers', 'a/Game')).toBeNull();
    await files.store('covers', 'a/Game', 'jpg', bytes('picture'));
    const file = 'snes/covers/a/Game.jpg';
    expect(await files.find('covers', 'a/Game')).toEqual({ file, size: 7 });
    expect(await files.digest('covers', 'a/Game')).toEqual({
      file,
      size: 7,
      crc32: '16db4f89',
      md5: '5456fc54c74a297ce994998c2873b370',
      sha1: '0e66b49d04a43c19bcb2e13a53aff5d174f610fc',
    });
  });

  it('is the one that ES-DE would show if there are several', async () => {
    write('snes/videos/Game.mov', 'worst');
    write('snes/videos/Game.mkv', 'better');
    expect((await files.find('videos', 'Game'))?.file).toBe('snes/videos/Game.mkv');
    write('snes/covers/Game.jpg', 'x');
    write('snes/covers/Game.webp', 'x');
    expect((await files.find('covers', 'Game'))?.file).toBe('snes/covers/Game.jpg');
  });

  it('does not count if it is empty, whatever its extension, and is replaced', async () => {
    write('snes/covers/Game.png', '');
    write('snes/covers/Game.jpg', '');
    expect(await files.find('covers', 'Game')).toBeNull();
    expect(await files.digest('covers', 'Game')).toBeNull();
    expect((await files.index(['covers'])).has('covers', 'Game')).toBe(false);
    expect(await files.setAside('covers', 'Game', null)).toEqual([]);
    await files.store('covers', 'Game', 'jpg', bytes('picture'));
    expect(tree()).toEqual(['snes/covers/Game.jpg']);
    expect((await files.index(['covers'])).has('covers', 'Game')).toBe(true);
  });

  it('is found beside an empty file, too', async () => {
    write('snes/covers/Game.png', '');
    write('snes/covers/Game.jpg', 'picture');
    expect((await files.find('covers', 'Game'))?.file).toBe('snes/covers/Game.jpg');
    expect((await files.index(['covers'])).has('covers', 'Game')).toBe(true);
  });

  it('is not a folder, and may be a link that cannot be followed', async () => {
    mkdirSync(join(root, 'snes/covers/Game.png'), { recursive: true });
    expect(await files.find('covers', 'Game')).toBeNull();
    link(join(root, 'snes/covers/Loop.png'), join(root, 'snes/covers/Loop.png'));
    await expect(files.find('covers', 'Loop')).rejects.toThrow(RomError);
  });

  it.skipIf(process.platform === 'win32')('fails alone if its name is too long for the disk', async () => {
    const stem = 'x'.repeat(254);
    expect(await files.find('covers', stem)).toBeNull();
    await expect(files.store('covers', stem, 'png', bytes('x'))).rejects.toThrow(MediaError);
    expect(tree()).toEqual([]);
  });

  it.each(['EINVAL', 'ENOENT'])('fails alone if the disk does not accept its name (%s)', async (code) => {
    const refused = Object.assign(new Error(code), { code });
    const onStick = mediaFiles(root, 'snes', { ...disk, rename: () => Promise.reject(refused) });
    const stored = onStick.store('covers', 'Game: Two', 'png', bytes('x'));
    await expect(stored).rejects.toThrow(MediaError);
    await expect(stored).rejects.toThrow(/The disk does not accept the name of .*; rename the ROM or its folder\.$/);
    expect(tree()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('fails alone if a folder is in its place', async () => {
    write('snes/covers/Game.png/Other.png', 'x');
    await expect(files.store('covers', 'Game', 'png', bytes('x'))).rejects.toThrow(RomError);
    await expect(files.store('covers', 'Game', 'png', bytes('x'))).rejects.toThrow(/^A folder is in the place of /);
    await expect(files.prepare('covers', 'Game')).rejects.toThrow(/^A folder is in the place of /);
    expect(tree()).toEqual(['snes/covers/Game.png/Other.png']);
  });

  it.skipIf(process.platform === 'win32')('is missing if a link leads nowhere, and the link stays', async () => {
    const refusal = /^A dangling link is in the place of .*; repair or remove it\.$/;
    link(join(parent, 'no disk', 'Game.png'), join(root, 'snes/covers/Game.png'));
    expect((await files.index(['covers'])).has('covers', 'Game')).toBe(false);
    expect(await files.find('covers', 'Game')).toBeNull();
    await expect(files.prepare('covers', 'Game')).rejects.toThrow(refusal);
    await expect(files.store('covers', 'Game', 'jpg', bytes('x'))).rejects.toThrow(refusal);
    await expect(files.store('covers', 'Game', 'png', bytes('x'))).rejects.toThrow(refusal);
    expect(lstatSync(join(root, 'snes/covers/Game.png')).isSymbolicLink()).toBe(true);
    expect(tree()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('fails alone if a pipe is in its place', async () => {
    write('snes/covers/Other.png', 'x');
    const pipe = join(root, 'snes/covers/Game.png');
    execFileSync('mkfifo', [pipe]);
    await expect(files.store('covers', 'Game', 'png', bytes('x'))).rejects.toThrow(RomError);
    await expect(files.store('covers', 'Game', 'png', bytes('x'))).rejects.toThrow(
      /^A device, a pipe or a socket is in the place of/,
    );
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it.skipIf(process.platform === 'win32')(
    'is not written if the folder is a link to a disk that is not there',
    async () => {
      mkdirSync(root, { recursive: true });
      symlinkSync(join(parent, 'no disk', 'snes'), join(root, 'snes'));
      await expect(files.prepare('covers', 'Game')).rejects.toThrow(RomError);
      await expect(files.store('covers', 'Game', 'png', bytes('x'))).rejects.toThrow(RomError);
      await expect(files.store('covers', 'Game', 'png', bytes('x'))).rejects.toThrow(
        /or a link to a disk that is not mounted/,
      );
    },
  );

  it('fails alone if a file is in the place of its folder, and says so before it is requested', async () => {
    write('snes/covers', 'a file');
    write('snes/fanart/sub', 'a file');
    for (const [kind, stem] of [
      ['covers', 'Game'],
      ['fanart', 'sub/Game'],
      ['fanart', 'sub/deep/Game'],
    ] as const) {
      await expect(files.prepare(kind, stem)).rejects.toThrow(RomError);
      await expect(files.prepare(kind, stem)).rejects.toThrow(
        /: a file, or a link to a disk that is not mounted, .*; move it away\.$/,
      );
      await expect(files.store(kind, stem, 'png', bytes('x'))).rejects.toThrow(RomError);
    }
    await files.prepare('fanart', 'Game');
    await files.store('fanart', 'Game', 'png', bytes('x'));
    expect(tree()).toEqual(['snes/covers', 'snes/fanart/Game.png', 'snes/fanart/sub']);
  });

  it('leaves nothing behind when it is only checked whether it could be stored', async () => {
    await files.prepare('covers', 'sub/Game');
    expect(existsSync(root)).toBe(false);
  });

  it('cannot be written to a full disk, which is not a problem of this system', async () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const onFullDisk = mediaFiles(root, 'snes', { ...disk, rename: () => Promise.reject(full) });
    await expect(onFullDisk.store('covers', 'Game', 'png', bytes('x'))).rejects.toThrow(ArchiveError);
    expect(tree()).toEqual([]);
  });

  it('cannot be written if a file is in the place of the folder of all media', async () => {
    writeFileSync(root, 'a file');
    await expect(files.prepare('covers', 'Game')).rejects.toThrow(ArchiveError);
    await expect(files.store('covers', 'Game', 'png', bytes('x'))).rejects.toThrow(ArchiveError);
  });
});

describe('a path outside the media', () => {
  it.each(['../Game', 'a/../../Game', '', '/etc/Game'])('is refused for the stem %j', async (stem) => {
    await expect(files.store('covers', stem, 'png', bytes('x'))).rejects.toThrow(RomError);
    await expect(files.find('covers', stem)).rejects.toThrow(RomError);
    await expect(files.retire('covers', stem)).rejects.toThrow(RomError);
    expect(tree()).toEqual([]);
  });

  it('is refused through a link within a stem, and what is there stays', async () => {
    const elsewhere = join(parent, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'Game.png'), 'mine');
    link(elsewhere, join(root, 'snes/covers/sub'));
    await expect(files.store('covers', 'sub/Game', 'png', bytes('x'))).rejects.toThrow(RomError);
    await expect(files.store('covers', 'sub/deeper/Game', 'png', bytes('x'))).rejects.toThrow(RomError);
    await expect(files.retire('covers', 'sub/Game')).rejects.toThrow(RomError);
    expect(readdirSync(elsewhere)).toEqual(['Game.png']);
    expect(readFileSync(join(elsewhere, 'Game.png'), 'utf8')).toBe('mine');
  });

  it('may be where the user’s own links of the folders lead', async () => {
    const disk = join(parent, 'disk');
    mkdirSync(join(disk, 'snes-covers'), { recursive: true });
    link(disk, root);
    link(join(disk, 'snes-covers'), join(root, 'snes', 'covers'));
    await files.store('covers', 'Game', 'png', bytes('x'));
    expect(readdirSync(join(disk, 'snes-covers'))).toEqual(['Game.png']);
    expect((await files.index(['covers'])).has('covers', 'Game')).toBe(true);
  });

  it.each(['..', '.', '', 'a/b', 'a\\b', 'c:'])('is refused for the system %j', (system) => {
    expect(() => mediaFiles(root, system)).toThrow(RomError);
  });
});

describe('the index', () => {
  it('knows the media of the requested kinds, in the formats that ES-DE reads', async () => {
    for (const file of [
      'covers/Game.png',
      'covers/sub/Other.v2.jpg',
      'covers/Not.webp',
      'covers/Upper.PNG',
      'videos/Game.mp4',
      'fanart/Game.png',
    ]) {
      write(`snes/${file}`, 'x');
    }
    write('nes/covers/Elsewhere.png', 'x');
    const index = await files.index(['covers', 'videos']);
    expect(index.has('covers', 'Game')).toBe(true);
    expect(index.has('covers', 'sub/Other.v2')).toBe(true);
    expect(index.has('videos', 'Game')).toBe(true);
    for (const stem of ['Not', 'Upper', 'Other.v2', 'sub/Other', 'Elsewhere', 'sub'])
      expect(index.has('covers', stem)).toBe(false);
    expect(index.has('fanart', 'Game')).toBe(false);
    expect(index.has('videos', 'Other')).toBe(false);
  });

  it('is empty if there is nothing yet', async () => {
    expect((await files.index(MEDIA_KIND_NAMES)).has('covers', 'Game')).toBe(false);
    expect(existsSync(root)).toBe(false);
  });
});

describe('setting aside what is in the place of a medium', () => {
  const OWN = '0e66b49d04a43c19bcb2e13a53aff5d174f610fc';

  it('keeps it under a free name, even if it is all that the game has', async () => {
    write('snes/covers/sub/Game.png', 'mine');
    write('CLEANUP/snes/covers/sub/Game.png', 'of another time');
    expect(await files.setAside('covers', 'sub/Game', null)).toEqual([
      { file: 'snes/covers/sub/Game.png', to: 'CLEANUP/snes/covers/sub/Game-2.png' },
    ]);
    expect(tree()).toEqual(['CLEANUP/snes/covers/sub/Game-2.png', 'CLEANUP/snes/covers/sub/Game.png']);
    expect(read('CLEANUP/snes/covers/sub/Game-2.png')).toBe('mine');
    expect(read('CLEANUP/snes/covers/sub/Game.png')).toBe('of another time');
  });

  it('covers every file of the kind except the one stored there before', async () => {
    write('snes/covers/Game.png', 'picture');
    write('snes/covers/Game.jpg', 'mine');
    write('snes/screenshots/Game.png', 'another kind');
    expect(await files.setAside('covers', 'Game', OWN)).toEqual([
      { file: 'snes/covers/Game.jpg', to: 'CLEANUP/snes/covers/Game.jpg' },
    ]);
    await files.store('covers', 'Game', 'jpg', bytes('new'));
    expect(tree()).toEqual(['CLEANUP/snes/covers/Game.jpg', 'snes/covers/Game.jpg', 'snes/screenshots/Game.png']);
    expect(read('CLEANUP/snes/covers/Game.jpg')).toBe('mine');
    expect(read('snes/covers/Game.jpg')).toBe('new');
  });

  it('is announced by hasOther, beside the stored one or alone', async () => {
    expect(await files.hasOther('covers', 'Game', OWN)).toBe(false);
    write('snes/covers/Game.png', 'picture');
    expect(await files.hasOther('covers', 'Game', OWN)).toBe(false);
    expect(await files.hasOther('covers', 'Game', null)).toBe(true);
    write('snes/covers/Game.jpg', '');
    expect(await files.hasOther('covers', 'Game', OWN)).toBe(false);
    write('snes/covers/Game.jpg', 'mine');
    expect(await files.hasOther('covers', 'Game', OWN)).toBe(true);
  });

  it('does nothing if there is nothing', async () => {
    expect(await files.setAside('covers', 'Game', null)).toEqual([]);
    expect(tree()).toEqual([]);
  });

  it('does not leave the media through a link', async () => {
    const elsewhere = join(parent, 'elsewhere');
    mkdirSync(elsewhere);
    write('snes/covers/Game.png', 'mine');
    link(elsewhere, join(root, 'CLEANUP'));
    await expect(files.setAside('covers', 'Game', null)).rejects.toThrow(RomError);
    await expect(files.setAside('covers', '../Game', null)).rejects.toThrow(RomError);
    expect(read('snes/covers/Game.png')).toBe('mine');
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe('the sweep', () => {
  it('removes temporary files of a killed run, and nothing else', async () => {
    write(`snes/covers/a${TEMPORARY_SUFFIX}`, 'half');
    write(`snes/covers/sub/deep/b${TEMPORARY_SUFFIX}`, 'half');
    write('snes/covers/sub/Game.png', 'whole');
    write(`nes/covers/c${TEMPORARY_SUFFIX}`, 'of another system');
    write(`CLEANUP/snes/covers/sub/d${TEMPORARY_SUFFIX}`, 'half');
    write('CLEANUP/snes/covers/Game.png', 'whole');
    expect(await files.sweep()).toBe(3);
    expect(tree()).toEqual([
      'CLEANUP/snes/covers/Game.png',
      `nes/covers/c${TEMPORARY_SUFFIX}`,
      'snes/covers/sub/Game.png',
    ]);
  });
});

it('unreadable folders of a system are not a problem of others', async () => {
  write('snes/covers', 'a file in their place');
  await expect(files.index(['covers'])).rejects.toThrow(RomError);
  await expect(files.sweep()).rejects.toThrow(
    /^Cannot read .*covers: a file, or a link to a disk that is not mounted, .*move it away\.$/,
  );
  await expect(files.sweep()).rejects.toThrow(RomError);
  expect((await files.index(['fanart'])).has('fanart', 'Game')).toBe(false);
});

it('a file in the place of the folder of all systems is a problem of each', async () => {
  const inFile = mediaFiles(join(parent, 'file'), 'snes');
  writeFileSync(join(parent, 'file'), 'in its place');
  await expect(inFile.index(['covers'])).rejects.toThrow(ArchiveError);
  await expect(inFile.sweep()).rejects.toThrow(ArchiveError);
});
