import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeTree } from './fileTree.js';
import { cueSheet, scanRoms, type ScanOptions } from './scanRoms.js';

const WINDOWS = process.platform === 'win32';

let base: string;
let root: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'romflow-roms-')));
  root = join(base, 'roms');
  mkdirSync(root);
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

const scan = (options: ScanOptions = {}) => scanRoms(root, options);

describe('plain files', () => {
  test('are found by extension in any case, in subfolders, too, unless they are hidden', async () => {
    writeTree(root, {
      'UPPER.NES': '12345',
      '.hidden.nes': '',
      'sub/Inner.nes': '1',
      'sub/deeper/Innermost (USA).zip': '12',
      '.git/Hidden.nes': '',
      'sub/.hidden/Hidden.nes': '',
      'notes.txt': '',
      '.nes': '',
      empty: '',
      'sub/empty/': '',
    });
    const { roms, warnings } = await scan();
    const of = (path: string, mediaStem: string, size: number) => {
      const file = join(root, path);
      return {
        path: `./${path}`,
        mediaStem,
        file,
        romName: path.split('/').at(-1),
        size,
        fileSize: size,
        mtimeMs: Math.trunc(statSync(file).mtimeMs),
      };
    };
    expect(roms).toEqual([
      of('UPPER.NES', 'UPPER', 5),
      of('sub/Inner.nes', 'sub/Inner', 1),
      of('sub/deeper/Innermost (USA).zip', 'sub/deeper/Innermost (USA)', 2),
    ]);
    expect(warnings).toEqual([]);
  });

  test('have modification times in whole milliseconds', async () => {
    writeTree(root, { 'a.nes': '' });
    utimesSync(join(root, 'a.nes'), 1000.0005, 1000.0005);
    expect((await scan()).roms).toMatchObject([{ mtimeMs: 1_000_000 }]);
  });

  test('are sorted by code units, whatever order the disk has', async () => {
    const names = ['b.nes', 'B.nes', 'a/z.nes', 'a.nes', 'é.nes', 'z.nes', '\u{1f579}.nes', '\uff21.nes'];
    writeTree(root, Object.fromEntries(names.map((name) => [name, ''])));
    const { paths } = await scan();
    expect(paths).toEqual([...paths].sort());
    expect(paths.slice(-2)).toEqual(['./\u{1f579}.nes', './\uff21.nes']);
  });

  test('keep names as the disk has them', async () => {
    const names = ['Pokémon.nes'.normalize('NFD'), 'Pokémon 2.nes'.normalize('NFC'), 'Kirby & <Friends> 100% #1.nes'];
    const possible = WINDOWS ? names.slice(0, 2) : [...names, 'two\nlines.nes', 'tab\t"quote".nes', ' blank .nes'];
    writeTree(root, Object.fromEntries(possible.map((name) => [name, '1'])));
    const { roms, warnings } = await scan();
    expect(new Set(roms.map((rom) => rom.romName))).toEqual(new Set(possible));
    expect(new Set(roms.map((rom) => rom.path))).toEqual(new Set(possible.map((name) => `./${name}`)));
    expect(warnings).toEqual([]);
  });

  test.skipIf(WINDOWS)('are skipped with a warning if no gamelist can hold their name', async () => {
    writeTree(root, { 'Bell\u0007.nes': '', 'line\nbreak.nes': '' });
    expect(await scan()).toMatchObject({
      paths: ['./line\nbreak.nes'],
      warnings: ['./Bell\u0007.nes is skipped: its name has characters that a gamelist cannot contain; rename it.'],
    });
  });

  test('with a double extension lose all of it', async () => {
    writeTree(root, { 'Game.p8.png': '', 'Other.png': '' });
    expect((await scan({ extensions: ['.p8.png'] })).roms).toMatchObject([
      { path: './Game.p8.png', mediaStem: 'Game' },
    ]);
  });

  test('without an extension are found if the system has such, and folders remain folders', async () => {
    writeTree(root, { doom: '1', 'quake/pak': '1', 'read.me': '' });
    expect((await scan({ extensions: ['.'] })).roms).toMatchObject([
      { path: './doom', mediaStem: 'doom' },
      { path: './quake/pak', mediaStem: 'quake/pak' },
    ]);
  });

  test('are listed without a warning even when there are two thousand', async () => {
    const names = Array.from({ length: 2000 }, (_, index) => `${index % 7}/Game ${index}.nes`);
    writeTree(root, Object.fromEntries(names.map((name) => [name, ''])));
    const { paths, warnings } = await scan();
    expect(paths).toEqual(names.map((name) => `./${name}`).sort());
    expect(warnings).toEqual([]);
  });
});

describe('folders', () => {
  test('a missing ROM folder holds nothing', async () => {
    rmSync(root, { recursive: true });
    expect(await scan()).toEqual({ roms: [], paths: [], warnings: [] });
  });

  test('a file in its place is reported', async () => {
    rmSync(root, { recursive: true });
    writeTree(base, { roms: '' });
    const { paths, warnings } = await scan();
    expect(paths).toEqual([]);
    expect(warnings).toEqual([`${root} is skipped: the folder cannot be read (ENOTDIR).`]);
  });

  // A superuser may read everything, and Windows has no such permissions.
  test.skipIf(WINDOWS || process.getuid?.() === 0)(
    'an unreadable folder is reported, and the others are listed',
    async () => {
      writeTree(root, { 'a/Game.nes': '', 'b/Game.nes': '' });
      chmodSync(join(root, 'a'), 0);
      const { paths, warnings } = await scan();
      chmodSync(join(root, 'a'), 0o700);
      expect(paths).toEqual(['./b/Game.nes']);
      expect(warnings).toEqual(['./a is skipped: the folder cannot be read (EACCES).']);
    },
  );

  test('folders with a noload.txt are skipped with all they contain, as in ES-DE, except for discs of playlists', async () => {
    writeTree(root, {
      'Saga.m3u': 'discs/Saga (Disc 1).nes',
      'discs/noload.txt': '',
      'discs/Saga (Disc 1).nes': 'x',
      'discs/below/Other.nes': '',
      'loads/noload.txt.bak': '',
      'loads/Game.nes': '',
    });
    expect(await scan()).toMatchObject({ paths: ['./Saga.m3u', './loads/Game.nes'], warnings: [] });
    writeTree(root, { 'noload.txt': '' });
    expect(await scan()).toMatchObject({ paths: [], warnings: [] });
  });

  test('folders named like a file stand for the file of that name in them', async () => {
    writeTree(root, {
      'Orbit (Disc 1).cue/Orbit (Disc 1).cue': cueSheet('Orbit (Disc 1).bin'),
      'Orbit (Disc 1).cue/Orbit (Disc 1).bin': 'track',
      'sub/Game.nes/Game.nes': '1234',
      'sub/Game.nes/other.nes': '',
    });
    const { roms, warnings } = await scan();
    expect(roms).toMatchObject([
      {
        path: './Orbit (Disc 1).cue',
        mediaStem: 'Orbit (Disc 1).cue',
        romName: 'Orbit (Disc 1).cue',
        file: join(root, 'Orbit (Disc 1).cue', 'Orbit (Disc 1).bin'),
        fileSize: 5,
      },
      {
        path: './sub/Game.nes',
        mediaStem: 'sub/Game.nes',
        romName: 'Game.nes',
        file: join(root, 'sub', 'Game.nes', 'Game.nes'),
        size: 4,
      },
    ]);
    expect(warnings).toEqual([]);
  });

  test('a playlist in a folder of its name is identified by its first disc', async () => {
    writeTree(root, {
      'Game.m3u/Game.m3u': 'Game (Disc 1).chd\nGame (Disc 2).chd\n',
      'Game.m3u/Game (Disc 1).chd': 'one',
      'Game.m3u/Game (Disc 2).chd': 'two!',
    });
    expect((await scan()).roms).toMatchObject([
      {
        path: './Game.m3u',
        mediaStem: 'Game.m3u',
        romName: 'Game (Disc 1).chd',
        file: join(root, 'Game.m3u', 'Game (Disc 1).chd'),
        size: 3,
      },
    ]);
  });

  test('folders without such a file are skipped with all they contain', async () => {
    writeTree(root, { 'Bad.cue/Other.cue': '', 'Bad.cue/sub/Game.nes': '', 'Good.nes': '' });
    const { paths, warnings } = await scan();
    expect(paths).toEqual(['./Good.nes']);
    expect(warnings).toEqual([
      './Bad.cue is skipped: the folder is named like a file but holds no Bad.cue; put it there or rename the folder.',
    ]);
  });
});

test('further discs of a set are left out on request', async () => {
  writeTree(root, {
    'Saga (Disc 1).chd': '',
    'Saga (Disc 2).chd': '',
    'Epic (Disc 2).chd': '',
    'Orbit (Disc 1).cue/Orbit (Disc 1).cue': '',
    'Orbit (Disc 2).cue/Orbit (Disc 2).cue': '',
  });
  expect((await scan()).paths).toHaveLength(5);
  expect((await scan({ filterNonDisc1: true })).paths).toEqual([
    './Epic (Disc 2).chd',
    './Orbit (Disc 1).cue',
    './Saga (Disc 1).chd',
  ]);
});

// Only Linux accepts any bytes as a name.
test.runIf(process.platform === 'linux')(
  'names that are not UTF-8 are reported as such, not as missing files',
  async () => {
    const bytes = (name: string): Buffer => Buffer.from(`${root}/${name}`, 'latin1');
    writeTree(root, { 'Game.nes': '', '\ufffd.nes': '' });
    writeFileSync(bytes('Pok\xe9mon.nes'), '');
    mkdirSync(bytes('Pok\xe9mon'));
    const { paths, warnings } = await scan();
    expect(paths).toEqual(['./Game.nes', './\ufffd.nes']);
    expect(warnings).toEqual([
      './Pok\ufffdmon is skipped: its name is not UTF-8; rename it.',
      './Pok\ufffdmon.nes is skipped: its name is not UTF-8; rename it.',
    ]);
  },
);

// Only some users of Windows may make symbolic links.
describe.skipIf(WINDOWS)('links', () => {
  const link = (target: string, path: string) => {
    symlinkSync(target, join(root, path));
  };

  test('to files and folders are followed', async () => {
    writeTree(base, { 'other/Far.nes': '123', 'other/sub/Farther.nes': '', 'file.nes': '12' });
    link(join(base, 'other'), 'linked');
    link(join(base, 'file.nes'), 'Linked.nes');
    const { roms, warnings } = await scan();
    expect(roms).toMatchObject([
      { path: './Linked.nes', size: 2, file: join(root, 'Linked.nes') },
      { path: './linked/Far.nes', size: 3 },
      { path: './linked/sub/Farther.nes' },
    ]);
    expect(warnings).toEqual([]);
  });

  test('are never followed in a circle, and each folder keeps its own name', async () => {
    writeTree(root, { 'Game.nes': '', 'b/One.nes': '', 'c/Two.nes': '' });
    link(root, 'a');
    link('..', 'b/up');
    link('../c', 'b/aside');
    link('../b', 'c/back');
    expect(await scan()).toMatchObject({ paths: ['./Game.nes', './b/One.nes', './c/Two.nes'], warnings: [] });
  });

  test('do not rename a folder, even from higher up to deep below', async () => {
    writeTree(root, { 'deep/below/Game.nes': '' });
    link('deep/below', 'a');
    expect((await scan()).paths).toEqual(['./deep/below/Game.nes']);
  });

  test('may be on the way to a playlist, its discs and their tracks', async () => {
    writeTree(base, {
      'real/Saga.m3u': 'discs/Saga.cue',
      'real/discs/Saga.cue': cueSheet('Saga.bin'),
      'real/discs/Saga.bin': '',
    });
    rmSync(root, { recursive: true });
    symlinkSync(join(base, 'real'), root);
    expect((await scan()).roms).toMatchObject([{ path: './Saga.m3u', file: join(root, 'discs', 'Saga.bin') }]);
  });

  test('that lead nowhere are reported', async () => {
    writeTree(root, { 'Game.nes': '' });
    link('none', 'Gone.nes');
    link('self', 'self');
    const { paths, warnings } = await scan();
    expect(paths).toEqual(['./Game.nes']);
    expect(warnings).toEqual([
      './Gone.nes is skipped: it is a dangling link; repair or remove it.',
      './self is skipped: it is a dangling link; repair or remove it.',
    ]);
  });

  test('to a disc of a playlist count as that disc', async () => {
    writeTree(root, { 'Saga.m3u': 'discs/Saga.chd', 'discs/Saga.chd': '' });
    link('discs/Saga.chd', 'Alias.chd');
    expect((await scan()).paths).toEqual(['./Saga.m3u']);
  });

  test('to what is neither file nor folder are not games', async () => {
    link('/dev/null', 'Null.nes');
    expect(await scan()).toMatchObject({ paths: [], warnings: [] });
  });
});
