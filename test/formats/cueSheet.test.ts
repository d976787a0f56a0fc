import { expect, test } from 'vitest';
import { cueTracks } from '../../src/formats/cueSheet.js';

const track = (file: string, mode: string, number = '01') =>
  `FILE "${file}" BINARY\r\n  TRACK ${number} ${mode}\r\n    INDEX 01 00:00:00\r\n`;

test.each([
  ['one file', track('Game.bin', 'MODE2/2352'), { files: ['Game.bin'], data: 'Game.bin' }],
  [
    'data, then sound',
    track('Game (Track 1).bin', 'MODE1/2352') + track('Game (Track 2).bin', 'AUDIO', '02'),
    { files: ['Game (Track 1).bin', 'Game (Track 2).bin'], data: 'Game (Track 1).bin' },
  ],
  [
    'sound before the data',
    track('1.bin', 'AUDIO') + track('2.bin', 'CDG', '02') + track('3.bin', 'MODE1/2048', '03'),
    { files: ['1.bin', '2.bin', '3.bin'], data: '3.bin' },
  ],
  ['sound only', track('1.wav', 'AUDIO'), { files: ['1.wav'], data: null }],
  [
    'several tracks in one file, the second one data',
    'FILE "all.bin" BINARY\nTRACK 01 AUDIO\nTRACK 02 MODE1/2352\n',
    { files: ['all.bin'], data: 'all.bin' },
  ],
  ['no quotes', 'FILE Game.bin BINARY\nTRACK 01 MODE1/2352', { files: ['Game.bin'], data: 'Game.bin' }],
  [
    'no quotes, blanks',
    'FILE My Game.bin BINARY\nTRACK 01 MODE1/2352',
    { files: ['My Game.bin'], data: 'My Game.bin' },
  ],
  ['lower case', 'file "Game.bin" binary\ntrack 01 mode1/2352', { files: ['Game.bin'], data: 'Game.bin' }],
  [
    'other lines',
    `CATALOG 1\nREM FILE "no.bin" BINARY\nTITLE "FILE"\n${track('a.bin', 'MODE1/2352')}`,
    { files: ['a.bin'], data: 'a.bin' },
  ],
  [
    'more than one blank, and a title that reads like a track',
    'FILE\t "Live.wav"  WAVE\n  TRACK  01  audio\n    TITLE "Track 01 Intro"\nFILE "2.bin" BINARY\n  TRACK  02  MODE1/2352\n',
    { files: ['Live.wav', '2.bin'], data: '2.bin' },
  ],
  ['a track before any file', 'TRACK 01 MODE1/2352\n', { files: [], data: null }],
  ['an empty name', 'FILE "" BINARY\nTRACK 01 MODE1/2352\n', { files: [], data: null }],
  ['no cue sheet', 'disc1', { files: [], data: null }],
  ['empty', '', { files: [], data: null }],
])('%s', (_what, text, tracks) => {
  expect(cueTracks(text)).toEqual(tracks);
});

test('lines of nothing but blanks take no noticeable time', () => {
  const blanks = ' '.repeat(250_000);
  expect(cueTracks(`FILE a${blanks}b\nFILE "${blanks}\nTRACK${blanks}1\nTRACK 1 AUDIO`)).toMatchObject({ data: null });
});
