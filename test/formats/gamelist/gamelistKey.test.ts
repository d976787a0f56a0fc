import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gamelistKey } from '../../../src/formats/gamelist/gamelistKey.js';

describe('gamelistKey', () => {
  test.each([
    ['./a.zip', './a.zip'],
    ['a.zip', './a.zip'],
    ['.//a.zip', './a.zip'],
    ['.\\a.zip', './a.zip'],
    ['././a.zip', './a.zip'],
    ['./x/../a.zip', './a.zip'],
    [' ./a.zip\n', './a.zip'],
    ['./sub/a.zip', './sub/a.zip'],
    ['.\\sub\\a.zip', './sub/a.zip'],
    ['sub//a.zip', './sub/a.zip'],
    ['./Game.m3u/', './Game.m3u'],
    ['./Pok\u0065\u0301mon.gb', './Pok\u00e9mon.gb'],
    ['./A.zip', './A.zip'],
    ['./.hidden.zip', './.hidden.zip'],
    ['./..a.zip', './..a.zip'],
    ['../other/a.zip', '../other/a.zip'],
    ['/roms/snes/a.zip', '/roms/snes/a.zip'],
    ['./:a ', './:a'],
  ])('%j is %j', (path, key) => {
    expect(gamelistKey(path)).toBe(key);
  });

  test.each([
    ['/roms/snes/a.zip', '/roms/snes', './a.zip'],
    ['/roms/snes/a.zip', '/roms/snes/', './a.zip'],
    ['/roms//snes/./sub/a.zip', '/roms/snes', './sub/a.zip'],
    ['/roms/snes2/a.zip', '/roms/snes', '/roms/snes2/a.zip'],
    ['/roms/nes/a.zip', '/roms/snes', '/roms/nes/a.zip'],
    ['/a.zip', '/', './a.zip'],
    ['a.zip', '/roms/snes', './a.zip'],
    ['C:/ROMs/snes/a.zip', 'c:\\ROMs\\snes', './a.zip'],
    ['D:\\ROMs\\snes\\sub\\a.zip', 'D:\\ROMs\\snes\\', './sub/a.zip'],
    ['C:/ROMs/snes/a.zip', 'D:\\ROMs\\snes', 'c:/ROMs/snes/a.zip'],
  ])('%j in %j is %j', (path, folder, key) => {
    expect(gamelistKey(path, folder)).toBe(key);
  });

  test.each([
    ['blanks', `./:${' '.repeat(400_000)}a`],
    ['folders', `./${'a/'.repeat(8_000_000)} `],
    ['ways up', `:${'../'.repeat(1_000_000)}`],
    ['marks', `./a${'\u0301\u0316'.repeat(150_000)}`],
  ])('%s without end are a key of their own, at once', (_, path) => {
    expect(gamelistKey(path)).toBe(path);
  });

  test('blanks within a path belong to it', () => {
    const path = `./:${' '.repeat(30_000)}a`;
    expect(gamelistKey(`\t${path} \n`)).toBe(path);
  });

  test('the key of a key is the key itself', () => {
    const part = fc.constantFrom('a', 'B.zip', '.', '..', '', 'é', 'e\u0301', 'C:', '~');
    const path = fc
      .tuple(fc.array(part), fc.constantFrom('/', '\\'))
      .map(([folders, by]) => [...folders, 'a.zip'].join(by));
    fc.assert(
      fc.property(path, (written) => {
        expect(gamelistKey(gamelistKey(written))).toBe(gamelistKey(written));
      }),
    );
  });

  test('does not depend on how tidily a path is written', () => {
    const part = fc.string({ unit: fc.constantFrom(...Array.from(' !-.09:;AZ[]az~\\é')) });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        const path = parts.join('/');
        expect(gamelistKey(`./${path}`)).toBe(gamelistKey(`.//${path}`));
      }),
      { numRuns: 1000 },
    );
  });
});
