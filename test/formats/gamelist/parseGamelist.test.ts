import { describe, expect, test } from 'vitest';
import { entryWhole } from '../../../src/formats/gamelist/entryWhole.js';
import { integrity } from '../../../src/formats/gamelist/integrity.js';
import { newGamelist } from '../../../src/formats/gamelist/newGamelist.js';
import { parseGamelist } from '../../../src/formats/gamelist/parseGamelist.js';
import { GamelistError } from '../../../src/model/errors.js';
import { MANAGED_FIELDS } from '../../../src/model/gamelist.js';

describe('parseGamelist', () => {
  test('reads each game with its fields, decoded, the first of each name', () => {
    const text =
      '\uFEFF<?xml version="1.0"?>\r\n<alternativeEmulator><label>x</label></alternativeEmulator>\r\n<gameList>' +
      '<provider/><folder><path>./sub</path></folder><game/><game><path> </path></game>' +
      `<game id='1' source="a&amp;b"><path>.\\Tom &amp; &#x4A;.zip</path><name><![CDATA[<T>]]></name><name>no</name></game>` +
      '</gameList>\r\n';
    const list = parseGamelist(Buffer.from(text));
    expect(list.text).toBe(text);
    expect(list.entries).toHaveLength(1);
    const [entry] = list.entries;
    expect(entry).toMatchObject({ path: '.\\Tom & J.zip', key: './Tom & J.zip' });
    expect({ ...entry?.attributes }).toEqual({ id: '1', source: 'a&b' });
    expect([...(entry?.fields ?? [])]).toEqual([
      ['path', '.\\Tom & J.zip'],
      ['name', '<T>'],
    ]);
  });

  test('shortens absolute paths in the folder of the system to their relative key', () => {
    const text = Buffer.from('<gameList><game><path>/roms/snes/a.zip</path></game></gameList>');
    expect(parseGamelist(text).entries[0]?.key).toBe('/roms/snes/a.zip');
    expect(parseGamelist(text, { systemPath: '/roms/snes' }).entries[0]?.key).toBe('./a.zip');
  });

  test.each(['&#11;', '&#01;', '&#x1f;', '\v'])('ignores %j in text, which ES-DE writes', (character) => {
    const game = (path: string): string => `<game><path>${path}</path><desc>a${character}b</desc></game>`;
    const text = `<gameList>${game('./a.nes')}${game(`./b${character}.nes`)}${game('./c.nes')}</gameList>`;
    const list = parseGamelist(Buffer.from(text));
    expect(list.text).toBe(text);
    // What lies under the second path is unknown.
    expect(list.entries.map(({ path }) => path)).toEqual(['./a.nes', './c.nes']);
    expect(list.entries.map(({ element: { start, end } }) => text.slice(start, end))).toEqual(
      ['./a.nes', './c.nes'].map(game),
    );
  });

  test.each([
    ['blanks before its declaration', '\uFEFF \r\n\n<?xml version="1.0"?>\n'],
    ['a document type', '<!DOCTYPE gameList SYSTEM "gamelist.dtd">\n'],
    ['both', '\n<?xml version="1.0"?>\n\n<!DOCTYPE gameList>'],
    ['comments before its declaration', '<!-- mine -->\n<!-- > -->\n<?xml version="1.0"?>\n'],
    ['comments before a document type', '<?xml version="1.0"?><!-- mine -->\n<!DOCTYPE gameList>'],
  ])('reads a list with %s, as ES-DE does', (_, head) => {
    const text = `${head}<gameList>\n<game><path>./a.nes</path></game></gameList>`;
    const list = parseGamelist(Buffer.from(text));
    expect(list.text).toBe(text);
    expect(list.entries.map(({ element: { start, end } }) => text.slice(start, end))).toEqual([
      '<game><path>./a.nes</path></game>',
    ]);
  });

  test('reads a comment up to its end, whatever is in it, as ES-DE does', () => {
    const game = '<game><path>./a.nes</path><name>A<!-- -- -->B</name><desc><![CDATA[<!-- -- a]]> b</desc></game>';
    const text = `<!-- by hand -- <game> & --->\n<gameList>\n<!---->${game}<!-- <desc>a -- b</desc>\n-- --></gameList>`;
    const list = parseGamelist(Buffer.from(text));
    expect(list.text).toBe(text);
    const [entry] = list.entries;
    expect([...(entry?.fields.values() ?? [])]).toEqual(['./a.nes', 'AB', '<!-- -- a b']);
    expect(text.slice(entry?.element.start, entry?.element.end)).toBe(game);
  });

  test('takes an ampersand that begins no reference literally, as ES-DE does', () => {
    const game =
      '<game source="a & b&amp;"><path>./Tom & Jerry &#38; Co.nes</path><name><!-- & -->&nbsp;&AMP;&</name>' +
      '<desc><![CDATA[& &amp;]]></desc></game>';
    const text = `<gameList>${game}</gameList>`;
    const list = parseGamelist(Buffer.from(text));
    expect(list.text).toBe(text);
    const [entry] = list.entries;
    expect(entry?.key).toBe('./Tom & Jerry & Co.nes');
    expect([...(entry?.fields.values() ?? [])].slice(1)).toEqual(['&nbsp;&AMP;&', '& &amp;']);
    expect({ ...entry?.attributes }).toEqual({ source: 'a & b&' });
    expect(text.slice(entry?.element.start, entry?.element.end)).toBe(game);
  });

  test.each([
    ['', /has no <gameList> \(1:1\)/],
    [' \r\n\t', /has no <gameList> \(2:2\)/],
    ['<gamelist/>', /has no <gameList>/],
    ['<a><gameList/></a>', /has no <gameList>/],
    ['<gameList/>\n  <gameList/>', /has a second <gameList> \(2:3\)/],
    ['<gameList>\n<game></gameList>', /not well-formed XML \(2:\d+: [^.]+\)/],
    ['<gameList><game>a < b</game></gameList>', /not well-formed XML \(1:\d+: /],
    ['<gameList><a&b/></gameList>', /not well-formed XML \(1:\d+: /],
    ['\n\n<gameList><game>&amp; & \uFDD0</game></gameList>', /not well-formed XML \(3:\d+: /],
    ['\n<!DOCTYPE gameList>\n<gameList><a></gameList>', /not well-formed XML \(3:\d+: /],
    ['<gameList><game></game>', /not well-formed XML/],
    ['<gameList/></gameList>', /not well-formed XML/],
    ['<!DOCTYPE a [<!ENTITY b "b">]><gameList/>', /not well-formed XML/],
    ['<!DOCTYPE gameList [ ]>\n<gameList/>', /\(1:\d+: a document type is not accepted\): correct it there/],
    ['<gameList/><!DOCTYPE gameList>', /a document type is not accepted/],
    ['<gameList>\n<!-- <game> -- </gameList>', /not well-formed XML \(2:\d+: /],
    ['not xml & not at all', /has no <gameList>/],
    ['\n<?xml version="1.0" encoding="latin1"?><gameList/>', /ISO-8859-1 \(1:1\): save it as UTF-8/],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><gameList/>', /ISO-8859-1 \(1:1\): save it as UTF-8/],
  ])('refuses %j in one sentence', (text, reason) => {
    const refusal = (): unknown => parseGamelist(Buffer.from(text), { file: '/lists/gamelist.xml' });
    expect(refusal).toThrow(GamelistError);
    expect(refusal).toThrow(reason);
    expect(refusal).toThrow(/^The gamelist \/lists\/gamelist\.xml [^\n]+; it was left as it is\.$/);
  });

  test.each([
    ['Latin 1', Buffer.from('<gameList><name>é</name></gameList>', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFF<gameList/>', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('<gameList/>', 'utf16le')],
    ['a cut character', Buffer.from('<gameList/>é').subarray(0, -1)],
    ['noise', Buffer.from([0, 1, 2, 255])],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseGamelist(bytes)).toThrow(GamelistError);
  });

  test.each(['utf-8', 'UTF-8', 'utf-16', 'windows-1252'])('reads UTF-8 declared as %s, as ES-DE does', (name) => {
    const text = `<?xml version="1.0" encoding="${name}"?><gameList><game><path>é</path></game></gameList>`;
    expect(parseGamelist(Buffer.from(text)).entries[0]?.path).toBe('é');
  });
});

describe('newGamelist', () => {
  test('begins with where its data come from', () => {
    const provider = { system: 'A & B', software: 'romflow', database: 'ScreenScraper.fr', web: 'https://x.org/?a&b' };
    const list = newGamelist(provider);
    expect(list.text).toBe(
      '<?xml version="1.0"?>\n<gameList>\n\t<provider>\n\t\t<System>A &amp; B</System>\n\t\t<software>romflow</software>\n' +
        '\t\t<database>ScreenScraper.fr</database>\n\t\t<web>https://x.org/?a&amp;b</web>\n\t</provider>\n</gameList>\n',
    );
    expect(list.entries).toEqual([]);
  });
});

describe('integrity', () => {
  const list = parseGamelist(
    Buffer.from('<gameList><game><path>./Alpha.zip</path></game><game><path>.\\Beta.zip</path></game></gameList>'),
  );

  test('is the share of entries that have a file, and lists the others as they are written', () => {
    expect(integrity(list, (key) => key === './Alpha.zip')).toEqual({
      entries: 2,
      present: 1,
      ratio: 0.5,
      missing: ['.\\Beta.zip'],
    });
  });

  test('is 1 when nothing is missing, and for an empty list', () => {
    expect(integrity(list, (_, path) => path === list.entries[0]?.path)).toMatchObject({ present: 1 });
    expect(integrity(list, () => true)).toEqual({ entries: 2, present: 2, ratio: 1, missing: [] });
    expect(integrity(parseGamelist(Buffer.from('<gameList/>')), () => false)).toMatchObject({ entries: 0, ratio: 1 });
  });
});

describe('entryWhole', () => {
  const whole = (fields: readonly string[]): boolean => {
    const text = `<gameList><game><path>a</path>${fields.join('')}</game></gameList>`;
    return parseGamelist(Buffer.from(text)).entries.every(entryWhole);
  };
  const all = MANAGED_FIELDS.map((name) => `<${name}>x</${name}>`);

  test('is true for an entry with something in every field', () => {
    expect(whole(all)).toBe(true);
  });

  test.each(MANAGED_FIELDS.map((name, index) => [name, index] as const))('is false without %s', (name, index) => {
    expect(whole(all.toSpliced(index, 1))).toBe(false);
    expect(whole(all.toSpliced(index, 1, `<${name}> \n</${name}>`))).toBe(false);
  });
});
