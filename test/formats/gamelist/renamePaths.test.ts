import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGamelist } from '../../../src/formats/gamelist/parseGamelist.js';
import { renamePaths } from '../../../src/formats/gamelist/renamePaths.js';

const LIST = [
  '\uFEFF<?xml version="1.0"?>',
  '<alternativeEmulator>\r\n\t<label>Snes9x</label>\r\n</alternativeEmulator>',
  '<gameList>',
  "\t<game id='1'><!-- mine --><path>./Sky Rails.sfc</path><favorite>true</favorite><x y='&#233;'/></game>",
  '\t<game>',
  '\t\t<path lang="en"><![CDATA[Tom & Jerry.sfc]]></path>',
  '\t\t<name>Tom &amp; Jerry</name>',
  '\t</game>',
  '\t<game><path>./Other.zip</path></game>',
  '\t<folder><path>./Sky Rails.sfc</path></folder>',
  '</gameList>',
  '',
].join('\r\n');

const renamed = (renames: Readonly<Record<string, string>>, text = LIST) => {
  const result = renamePaths(parseGamelist(Buffer.from(text)), new Map(Object.entries(renames)));
  return { text: result.gamelist.text, renamed: result.renamed, keys: result.gamelist.entries.map(({ key }) => key) };
};

describe('renamePaths', () => {
  test('replaces the old path with the new one, and leaves every other byte alone', () => {
    expect(renamed({ './Sky Rails.sfc': './Casual/Sky & <Rails>.sfc' })).toEqual({
      text: LIST.replace('<path>./Sky Rails.sfc</path><fav', '<path>./Casual/Sky &amp; &lt;Rails&gt;.sfc</path><fav'),
      renamed: 1,
      keys: ['./Casual/Sky & <Rails>.sfc', './Tom & Jerry.sfc', './Other.zip'],
    });
  });

  test('finds paths however they are written', () => {
    expect(renamed({ './Tom & Jerry.sfc': './T.sfc' }).text).toBe(
      LIST.replace('<![CDATA[Tom & Jerry.sfc]]>', './T.sfc'),
    );
  });

  test('moves no entry onto an existing one', () => {
    expect(renamed({ './Sky Rails.sfc': './Other.zip' })).toMatchObject({ text: LIST, renamed: 0 });
  });

  test('moves an entry to the path of one that itself moves, but not of one that has to stay', () => {
    const [sky, tom, other] = ['./Sky Rails.sfc', './Tom & Jerry.sfc', './Other.zip'] as const;
    expect(renamed({ [sky]: tom, [tom]: './New.sfc' }).keys).toEqual([tom, './New.sfc', other]);
    expect(renamed({ [sky]: tom, [tom]: sky }).keys).toEqual([tom, sky, other]);
    expect(renamed({ [sky]: tom, [tom]: other })).toMatchObject({ text: LIST, renamed: 0 });
    expect(renamed({ [sky]: './New.sfc', './New.sfc': tom }).keys).toEqual(['./New.sfc', tom, other]);
  });

  test('has nothing to do for a path that is not in the list', () => {
    expect(renamed({ './Nobody.sfc': './Somebody.sfc' })).toMatchObject({ text: LIST, renamed: 0 });
  });

  test('also renames absolute paths, given the folder of the system', () => {
    const text = '<gameList><game><path>/roms/snes/A.sfc</path></game></gameList>';
    const source = { systemPath: '/roms/snes' };
    const gamelist = parseGamelist(Buffer.from(text), source);
    const result = renamePaths(gamelist, new Map([['./A.sfc', './B.sfc']]), source);
    expect(result.gamelist.text).toBe(text.replace('/roms/snes/A.sfc', './B.sfc'));
    expect(result.gamelist.entries[0]?.key).toBe('./B.sfc');
  });

  test('yields the same list when the paths are renamed back', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll(/[/\\\s]/g, '_'));
    fc.assert(
      fc.property(name, (to) => {
        fc.pre(to !== '.' && to !== '..' && !/[^\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(to));
        const there = renamed({ './Sky Rails.sfc': `./${to}.sfc` });
        const back = renamed({ [there.keys[0] ?? '']: './Sky Rails.sfc' }, there.text);
        expect(back.text).toBe(LIST);
      }),
    );
  });
});
