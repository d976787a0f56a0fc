import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeTree } from './fileTree.js';
import { cueSheet, scanRoms, type ScanOptions } from './scanRoms.js';

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'romflow-discs-'));
  root = join(base, 'roms');
  mkdirSync(root);
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

const scan = (options: ScanOptions = {}) => scanRoms(root, options);

test('cue sheets and the like are identified by their first data track, and own all tracks', async () => {
  writeTree(root, {
    'Game.cue':
      'FILE "Game (Track 1).bin" BINARY\nTRACK 01 AUDIO\nFILE "Game (Track 2).bin" BINARY\nTRACK 02 MODE1/2352',
    'Game (Track 1).bin': 'sound',
    'Game (Track 2).bin': 'the data',
    'sub/Dream.gdi': '2\n1 0 4 2352 track01.bin 0\n2 756 0 2352 track02.bin 0\n',
    'sub/track01.bin': 'data',
    'sub/track02.bin': 'sound',
  });
  const { roms, warnings } = await scan();
  expect(roms).toMatchObject([
    { path: './Game.cue', romName: 'Game.cue', file: join(root, 'Game (Track 2).bin'), fileSize: 8 },
    { path: './sub/Dream.gdi', romName: 'Dream.gdi', file: join(root, 'sub', 'track01.bin'), fileSize: 4 },
  ]);
  expect(roms).toHaveLength(2);
  expect(warnings).toEqual([]);
});

test('a sheet made on Windows may spell its tracks in another case', async () => {
  writeTree(root, {
    'Game.cue':
      'FILE "GAME (TRACK 1).BIN" BINARY\nTRACK 01 MODE1/2352\nFILE "game (track 2).bin" BINARY\nTRACK 02 AUDIO',
    'Game (Track 1).bin': 'the data',
    'Game (Track 2).bin': 'sound',
    'Other.cue': cueSheet('tracks\\OTHER.BIN'),
    'tracks/Other.bin': 'its data',
  });
  const { roms } = await scan();
  expect(roms).toMatchObject([
    { path: './Game.cue', file: join(root, 'Game (Track 1).bin') },
    { path: './Other.cue', file: join(root, 'tracks', 'Other.bin') },
  ]);
  expect(roms).toHaveLength(2);
});

test.each([
  ['whose data track is missing', cueSheet('None.bin')],
  ['whose data track is missing with its folder', cueSheet('none/Game.bin')],
  ['whose data track lies outside', cueSheet('../outside.bin')],
  ['whose data track is a folder', cueSheet('sub')],
  ['that names itself', cueSheet('Game.cue')],
  ['of sound only', 'FILE "Other.bin" WAVE\nTRACK 01 AUDIO'],
  ['that is no such thing', 'disc1'],
  ['that is far too long', `${cueSheet('Other.bin')}${' '.repeat(600_000)}`],
])('a cue sheet %s is identified by its own bytes', async (_what, sheet) => {
  writeTree(root, { 'Game.cue': sheet, 'sub/': '', '../outside.bin': '', 'Other.bin': '' });
  const { roms } = await scan();
  expect(roms[0]).toMatchObject({ path: './Game.cue', file: join(root, 'Game.cue'), size: sheet.length });
});

test('cue sheets do not own each other', async () => {
  writeTree(root, { 'A.cue': cueSheet('B.cue'), 'B.cue': cueSheet('A.cue') });
  expect((await scan()).roms).toMatchObject([
    { path: './A.cue', file: join(root, 'A.cue') },
    { path: './B.cue', file: join(root, 'B.cue') },
  ]);
});

test('cue sheets that the system does not list do not own what it does list', async () => {
  writeTree(root, { 'Game.cue': cueSheet('Game.bin'), 'Game.bin': '' });
  expect((await scan({ extensions: ['.bin'] })).paths).toEqual(['./Game.bin']);
});
