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

test('playlists are identified by their first disc, which is not listed separately', async () => {
  writeTree(root, {
    'Saga.m3u': '.multidisc/Saga (Disc 1).cue\n.multidisc/Saga (Disc 2).cue\n',
    '.multidisc/Saga (Disc 1).cue': 'disc one',
    '.multidisc/Saga (Disc 2).cue': 'disc two',
  });
  const file = join(root, '.multidisc', 'Saga (Disc 1).cue');
  expect(await scan()).toMatchObject({
    roms: [{ path: './Saga.m3u', mediaStem: 'Saga', romName: 'Saga (Disc 1).cue', file, size: 8, fileSize: 8 }],
    warnings: [],
  });
});

test('playlists own their discs and those discs’ tracks, wherever these are', async () => {
  writeTree(root, {
    'lists/Saga.m3u': '\ufeff# Saga\r\n\r\n..\\discs\\Saga (Disc 1).cue\r\n../discs/Saga (Disc 2).cue\r\n',
    'discs/Saga (Disc 1).cue': cueSheet('tracks/1.bin'),
    'discs/Saga (Disc 2).cue': cueSheet('tracks/2.bin'),
    'discs/tracks/1.bin': 'track 1',
    'discs/tracks/2.bin': 'track 2',
    'discs/tracks/3.bin': 'another game',
  });
  const { roms, warnings } = await scan();
  expect(roms).toMatchObject([
    { path: './discs/tracks/3.bin' },
    {
      path: './lists/Saga.m3u',
      mediaStem: 'lists/Saga',
      romName: 'Saga (Disc 1).cue',
      size: Buffer.byteLength(cueSheet('tracks/1.bin')),
      file: join(root, 'discs', 'tracks', '1.bin'),
      fileSize: 7,
    },
  ]);
  expect(warnings).toEqual([]);
});

test('playlists may name a folder that stands for a disc', async () => {
  writeTree(root, {
    'Orbit.m3u': 'Orbit (Disc 1).cue\n',
    'Orbit (Disc 1).cue/Orbit (Disc 1).cue': 'sheet',
  });
  const { roms } = await scan();
  expect(roms).toMatchObject([{ path: './Orbit.m3u', file: join(root, 'Orbit (Disc 1).cue', 'Orbit (Disc 1).cue') }]);
  expect(roms).toHaveLength(1);
});

test.each([
  ['names nothing', '# only a remark\n\n', "it names no disc; write each disc's file name on a line of its own."],
  [
    'misses its first disc',
    'None.chd\nB (Disc 2).chd\n',
    'its disc None.chd is missing; put it there or correct the playlist.',
  ],
  [
    'misses its second disc',
    'B (Disc 2).chd\nNone.chd\n',
    'its disc None.chd is missing; put it there or correct the playlist.',
  ],
  [
    'names a folder that holds no disc',
    'folder.chd\n',
    'its disc folder.chd is missing; put it there or correct the playlist.',
  ],
  ['names a disc elsewhere', '../outside.chd\n', 'its disc ../outside.chd is outside the ROM folder; move it there.'],
  ['names itself', 'A.m3u\n', 'it names another playlist, A.m3u; list the discs themselves.'],
  ['is no text', Buffer.from('\0\0.chd'), 'its disc \0\0.chd is missing; put it there or correct the playlist.'],
  ['is far too long', '#'.repeat(256 * 1024 + 1), 'it has more than 262144 bytes, too many for a playlist.'],
])('a playlist that %s is skipped and owns nothing', async (_what, list, reason) => {
  writeTree(root, { 'A.m3u': list, 'B (Disc 2).chd': '', 'sub/folder.chd/': '', '../outside.chd': '' });
  const { paths, warnings } = await scan();
  expect(paths).toEqual(['./B (Disc 2).chd']);
  expect(warnings[0]).toBe(`./A.m3u is skipped: ${reason}`);
});

test('playlists are not games if the system does not list them, but their discs are', async () => {
  writeTree(root, { 'A.m3u': 'A (Disc 1).chd\n', 'A (Disc 1).chd': '' });
  expect((await scan({ extensions: ['.chd'] })).paths).toEqual(['./A (Disc 1).chd']);
});
