import { expect, test } from 'vitest';
import { m3uEntries } from '../../src/formats/m3u.js';

test.each([
  ['empty', '', []],
  ['blank and comment lines only', '\n#EXTM3U\n   \n # Saga\n', []],
  ['LF', 'a.cue\nb.cue\n', ['a.cue', 'b.cue']],
  ['CRLF, no end of the last line', 'a.cue\r\nb.cue', ['a.cue', 'b.cue']],
  ['CR', 'a.cue\rb.cue\r', ['a.cue', 'b.cue']],
  ['blanks around a name', '  a b.cue \t\n', ['a b.cue']],
  ['a # within a name', 'Game #1.cue\n', ['Game #1.cue']],
  ['a name twice', 'a.cue\nb.cue\na.cue\n', ['a.cue', 'b.cue']],
  ['what a core calls a disc', 'a (1).adf|Game Disk\nb.adf|\nc.adf | Data | 2\n|none', ['a (1).adf', 'b.adf', 'c.adf']],
  ['bars before a rare line end, at once', `${'|'.repeat(250_000)}\u2028a`, []],
  ['folders', '.multidisc/a.cue\nsub\\b.cue', ['.multidisc/a.cue', 'sub\\b.cue']],
])('%s', (_what, text, entries) => {
  expect(m3uEntries(text)).toEqual(entries);
});
