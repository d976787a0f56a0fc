import { expect, test } from 'vitest';
import { isRomInZip } from '../../src/formats/romInZip.js';

test.each([
  'Game.nes',
  'sub/Game.md',
  'Game (USA)',
  './Game.nes',
  '../../Game.nes',
  'README.nes',
  'txt',
  'Game.p8.png',
])('%s is a ROM', (path) => {
  expect(isRomInZip(path)).toBe(true);
});

test.each([
  'sub/',
  '__MACOSX/._Game.nes',
  '__MACOSX/Game.nes',
  '.hidden/Game.nes',
  'sub/.DS_Store',
  'sub/..Game.nes',
  'readme.TXT',
  'vimm.net.url',
  'file_id.diz',
  'Thumbs.db',
  'cover.JPG',
  'Cover.jpeg',
  'scans/back.png',
  'cover.bmp',
  'Cover.webp',
  'Game.md5',
  'Game.sha1',
  'Liesmich.doc',
  'manual.rtf',
  'Manual.pdf',
  'Game.zip',
  'Game.7z',
  '',
])('%j is not', (path) => {
  expect(isRomInZip(path)).toBe(false);
});
