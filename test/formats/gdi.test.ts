import { expect, test } from 'vitest';
import { gdiTracks } from '../../src/formats/gdi.js';

test.each([
  [
    'three tracks',
    '3\n1 0 4 2352 track01.bin 0\n2 756 0 2352 track02.raw 0\n3 45000 4 2352 track03.bin 0\n',
    { files: ['track01.bin', 'track02.raw', 'track03.bin'], data: 'track01.bin' },
  ],
  [
    'sound first, names in quotes, CRLF, columns',
    '2\r\n 1     0 0 2352 "My Game (Track 1).raw" 0\r\n 2   756 4 2352 "My Game (Track 2).bin" 0\r\n',
    { files: ['My Game (Track 1).raw', 'My Game (Track 2).bin'], data: 'My Game (Track 2).bin' },
  ],
  ['blanks without quotes', '1\n1 0 4 2048 My Game.iso 0', { files: ['My Game.iso'], data: 'My Game.iso' }],
  [
    'ten tracks, columns',
    '10\n 9  45000  0  2352  track09.raw  0\n10 150000  4  2352  track10.bin  0\n',
    { files: ['track09.raw', 'track10.bin'], data: 'track10.bin' },
  ],
  ['sound only', '1\n1 0 0 2352 a.raw 0', { files: ['a.raw'], data: null }],
  ['no description', 'disc1', { files: [], data: null }],
  ['empty', '', { files: [], data: null }],
])('%s', (_what, text, tracks) => {
  expect(gdiTracks(text)).toEqual(tracks);
});

test('lines of nothing but blanks take no noticeable time', () => {
  const blanks = ' '.repeat(250_000);
  expect(gdiTracks(`1 0 4 2352${blanks}a\u2028b`).files).toEqual(['a']);
  expect(gdiTracks(`1 0 4 2352 a${blanks}b\n1${blanks}x\n1 0 4 2352 "${blanks}`).data).toBe('a');
});
