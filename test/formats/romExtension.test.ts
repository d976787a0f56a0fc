import { expect, test } from 'vitest';
import { romExtension } from '../../src/formats/romExtension.js';

test.each([
  ['Game.nes', ['.nes', '.zip'], '.nes'],
  ['UPPER.NES', ['.nes'], '.nes'],
  ['Game.nes.bak', ['.nes'], null],
  ['Gamenes', ['.nes'], null],
  ['.nes', ['.nes'], null],
  ['Game.tar.gz', ['.gz', '.tar.gz'], '.tar.gz'],
  ['Game.tar.gz', ['.tar.gz', '.gz'], '.tar.gz'],
  ['Game.p8.png', ['.p8.png'], '.p8.png'],
  ['Game.png', ['.p8.png'], null],
  ['Game', ['.nes'], null],
  ['Game', ['.', '.nes'], ''],
  ['Game.', ['.'], null],
  ['Game.bin', ['.'], null],
  ['Game.nes', ['.', '.nes'], '.nes'],
  ['Game.nes', [], null],
])('%s of %j', (name, extensions, extension) => {
  const before = [...extensions];
  expect(romExtension(name, extensions)).toBe(extension);
  expect(extensions).toEqual(before);
});
