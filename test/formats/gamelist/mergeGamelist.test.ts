import { describe, expect, test } from 'vitest';
import { type MergeOptions, mergeGamelist } from '../../../src/formats/gamelist/mergeGamelist.js';
import { newGamelist } from '../../../src/formats/gamelist/newGamelist.js';
import { parseGamelist } from '../../../src/formats/gamelist/parseGamelist.js';
import type { MergeStrategy, ScrapedEntry } from '../../../src/model/gamelist.js';

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
const list = (...entries: readonly string[]): string =>
  lines('<?xml version="1.0"?>', '<gameList>', ...entries, '</gameList>');
const scraped = (path: string, fields: Partial<ScrapedEntry> = {}): ScrapedEntry => ({
  path,
  id: '1',
  source: 'ScreenScraper.fr',
  ...fields,
});

const PRESERVE: MergeOptions = { strategy: 'preserve_user_edits', autoFavorite: null, prune: new Set() };
const REFRESH: MergeOptions = { ...PRESERVE, strategy: 'refresh_metadata' };
const RESET: MergeOptions = { ...PRESERVE, strategy: 'reset_all' };
const how = (strategy: MergeStrategy, autoFavorite: number | null): MergeOptions => ({
  ...PRESERVE,
  strategy,
  autoFavorite,
});

const merge = (text: string, entries: readonly ScrapedEntry[], options: MergeOptions): string =>
  mergeGamelist(parseGamelist(Buffer.from(text)), entries, options).bytes.toString();

describe('the merge cases', () => {
  const path = './Alpha.zip';

  test('preserve_user_edits fills in the developer and changes nothing else', () => {
    const own = [
      '\t<game>',
      '\t\t<path>./Alpha.zip</path>',
      '\t\t<name>My Name</name>',
      '\t\t<desc>My words</desc>',
      '\t\t<rating>0.5</rating>',
      '\t\t<favorite>true</favorite>',
      '\t\t<playcount>10</playcount>',
      '\t\t<lastplayed>20250101T120000</lastplayed>',
      '\t</game>',
    ];
    const fields = { name: 'New', rating: '0.95', developer: 'New Dev' };
    expect(merge(list(...own), [scraped(path, fields)], how('preserve_user_edits', 0.9))).toBe(
      list(...own.slice(0, 5), '\t\t<developer>New Dev</developer>', ...own.slice(5)),
    );
  });

  test('refresh_metadata takes new values, keeps play statistics, and makes a favorite', () => {
    const entry = (name: string, rating: string, developer: string, favorite: string): string =>
      list(
        '\t<game>',
        '\t\t<path>./Alpha.zip</path>',
        `\t\t<name>${name}</name>`,
        `\t\t<rating>${rating}</rating>`,
        `\t\t<developer>${developer}</developer>`,
        `\t\t<favorite>${favorite}</favorite>`,
        '\t\t<playcount>10</playcount>',
        '\t\t<lastplayed>20250101T120000</lastplayed>',
        '\t</game>',
      );
    const fields = { name: 'New', rating: '0.95', developer: 'New Dev' };
    expect(merge(entry('Old', '0.5', 'Old Dev', 'false'), [scraped(path, fields)], how('refresh_metadata', 0.9))).toBe(
      entry('New', '0.95', 'New Dev', 'true'),
    );
  });

  test('refresh_metadata keeps a favorite when the rating is low', () => {
    const entry = (rating: string): string =>
      list(
        '\t<game>',
        '\t\t<path>./Alpha.zip</path>',
        `\t\t<rating>${rating}</rating>`,
        '\t\t<favorite>true</favorite>',
        '\t</game>',
      );
    expect(merge(entry('0.5'), [scraped(path, { rating: '0.3' })], how('refresh_metadata', 0.9))).toBe(entry('0.3'));
  });

  test('reset_all leaves only scraped values, and keeps what it does not know', () => {
    const before = list(
      '\t<game id="7" mine="yes">',
      '\t\t<!-- a comment -->',
      '\t\t<path>./Alpha.zip</path>',
      '\t\t<desc>Old</desc>',
      '\t\t<rating>0.5</rating>',
      '\t\t<playcount>10</playcount>',
      '\t\t<thumbnail>./a.png</thumbnail>',
      '\t\t<sortname>Own</sortname>',
      '\t</game>',
    );
    expect(merge(before, [scraped(path, { rating: '0.95' })], how('reset_all', 0.9))).toBe(
      list(
        '\t<game id="7" mine="yes">',
        '\t\t<!-- a comment -->',
        '\t\t<path>./Alpha.zip</path>',
        '\t\t<rating>0.95</rating>',
        '\t\t<favorite>true</favorite>',
        '\t\t<thumbnail>./a.png</thumbnail>',
        '\t</game>',
      ),
    );
  });

  test.each([
    ['0.9', 0.9, true],
    ['0.895', 0.9, false],
    ['0.8', 0.75, true],
    ['0.7', 0.75, false],
    ['1', null, false],
  ])('a new game that is rated %s, with a threshold of %s, is a favorite: %s', (rating, threshold, favorite) => {
    const result = merge(list(), [scraped(path, { rating })], how('preserve_user_edits', threshold));
    expect(result.includes('<favorite>true</favorite>')).toBe(favorite);
  });

  test('a game without a rating is not made a favorite, whatever the threshold', () => {
    expect(merge(list(), [scraped(path)], how('reset_all', 0))).not.toContain('favorite');
  });

  test('a new game is placed after the existing one', () => {
    const alpha = '\t<game>\n\t\t<path>./Alpha.zip</path>\n\t\t<name>Alpha</name>\n\t</game>';
    expect(merge(list(alpha), [scraped('./Beta.zip', { name: 'Beta' })], PRESERVE)).toBe(
      list(
        alpha,
        '\t<game id="1" source="ScreenScraper.fr">',
        '\t\t<path>./Beta.zip</path>',
        '\t\t<name>Beta</name>',
        '\t</game>',
      ),
    );
  });
});

describe('a new entry', () => {
  test('has its fields in order, and none that are unknown', () => {
    const entry = scraped('./Tom & "Jerry" <1>.zip', {
      id: null,
      source: 'A "B" & C',
      players: '1-2',
      genre: 'Platform, Action',
      publisher: 'P',
      developer: 'D',
      releasedate: '19900506T000000',
      rating: '0.9',
      desc: 'One\r\nTwo\rThree ]]>\u0000\uD800',
      sortname: 'Name, The',
      name: 'The Name',
    });
    expect(merge(list(), [entry], how('preserve_user_edits', 0.9))).toBe(
      list(
        '\t<game source="A &quot;B&quot; &amp; C">',
        '\t\t<path>./Tom &amp; "Jerry" &lt;1&gt;.zip</path>',
        '\t\t<name>The Name</name>',
        '\t\t<sortname>Name, The</sortname>',
        '\t\t<desc>One\nTwo\nThree ]]&gt;</desc>',
        '\t\t<rating>0.9</rating>',
        '\t\t<releasedate>19900506T000000</releasedate>',
        '\t\t<developer>D</developer>',
        '\t\t<publisher>P</publisher>',
        '\t\t<genre>Platform, Action</genre>',
        '\t\t<players>1-2</players>',
        '\t\t<favorite>true</favorite>',
        '\t</game>',
      ),
    );
  });

  const game = '<game id="1" source="ScreenScraper.fr">';
  test.each([
    [
      'spaces',
      '<gameList>\n  <game>\n    <path>x</path>\n  </game>\n</gameList>',
      `\n  ${game}\n    <path>./n</path>\n  </game>`,
    ],
    [
      'CRLF',
      '<gameList>\r\n\t<game>\r\n\t\t<path>x</path>\r\n\t</game>\r\n</gameList>',
      `\r\n\t${game}\r\n\t\t<path>./n</path>\r\n\t</game>`,
    ],
    ['an entry a line', '<gameList>\n <game><path>x</path></game>\n</gameList>', `\n ${game}<path>./n</path></game>`],
    [
      'blank lines',
      '<gameList>\n\n\t<game>\n\n\t\t<path>x</path>\n\n\t</game>\n\n</gameList>',
      `\n\t${game}\n\t\t<path>./n</path>\n\t</game>`,
    ],
    ['blanks', '<gameList> <game> <path>x</path> </game> </gameList>', ` ${game} <path>./n</path> </game>`],
    ['nothing', '<gameList><game><path>x</path></game></gameList>', `${game}<path>./n</path></game>`],
    [
      'a folder only',
      '<gameList>\n  <folder><path>x</path></folder>\n</gameList>',
      `\n  ${game}\n    <path>./n</path>\n  </game>`,
    ],
    ['no indentation', '<gameList>\n<x/>\n</gameList>', `\n${game}\n\t<path>./n</path>\n</game>`],
  ])('is laid out like the others: %s', (_, text, entry) => {
    const at = /\s*<\/gameList>$/.exec(text)?.index;
    expect(merge(text, [scraped('./n')], PRESERVE)).toBe(text.slice(0, at) + entry + text.slice(at));
  });

  const tabbed = `\n\t${game}\n\t\t<path>./n</path>\n\t</game>`;
  test.each([
    ['<gameList/>', `<gameList>${tabbed}\n</gameList>`],
    ['<gameList a="b" />\n', `<gameList a="b">${tabbed}\n</gameList>\n`],
    ['<gameList></gameList>', `<gameList>${tabbed}\n</gameList>`],
    ['<?xml version="1.0"?>\n<gameList></gameList>', `<?xml version="1.0"?>\n<gameList>${tabbed}\n</gameList>`],
    ['<gameList>\n</gameList>', `<gameList>${tabbed}\n</gameList>`],
    ['<gameList>\n\t<!-- none yet -->\n</gameList>', `<gameList>\n\t<!-- none yet -->${tabbed}\n</gameList>`],
    ['\uFEFF<a/>\r\n<gameList/>', `\uFEFF<a/>\r\n<gameList>${tabbed.replaceAll('\n', '\r\n')}\r\n</gameList>`],
  ])('expands an empty list: %j', (text, result) => {
    expect(merge(text, [scraped('./n')], PRESERVE)).toBe(result);
    expect(merge(text, [], PRESERVE)).toBe(text);
  });

  test('is written once even if it occurs twice, and not at all when XML cannot represent its path', () => {
    const merged = mergeGamelist(
      newGamelist({ system: 'S', software: 'romflow', database: 'D', web: 'W' }),
      [scraped('./a.zip', { name: 'One' }), scraped('a.zip', { name: 'Two' }), scraped('./b\u0001.zip'), scraped(' ')],
      PRESERVE,
    );
    expect(merged).toMatchObject({ added: 1, changed: 0, removed: 0, entries: 1 });
    expect(parseGamelist(merged.bytes).entries[0]?.fields.get('name')).toBe('Two');
  });
});

describe('an inserted field', () => {
  const entry = scraped('./a', { name: 'N', desc: 'D', rating: '0.5', players: '1' });
  test.each([
    [
      'behind the last field before it, with the line end and indentation of the entry',
      '<game>\r\n    <rating>1</rating>\r\n    <desc>Own</desc>\r\n    <path>./a</path>\r\n    <mine/>\r\n  </game>',
      '<game>\r\n    <rating>1</rating>\r\n    <players>1</players>\r\n    <desc>Own</desc>\r\n    <path>./a</path>\r\n    <name>N</name>\r\n    <mine/>\r\n  </game>',
    ],
    [
      'behind the comments that end its line',
      '<game>\n\t<path>./a</path> <!-- my --> <!-- path --> \n\t<!-- more -->\n</game>',
      '<game>\n\t<path>./a</path> <!-- my --> <!-- path -->\n\t<name>N</name>\n\t<desc>D</desc>\n\t<rating>0.5</rating>\n\t<players>1</players> \n\t<!-- more -->\n</game>',
    ],
    [
      'before a comment that something follows',
      '<game>\n\t<path>./a</path> <!-- mine --><mine/>\n</game>',
      '<game>\n\t<path>./a</path>\n\t<name>N</name>\n\t<desc>D</desc>\n\t<rating>0.5</rating>\n\t<players>1</players> <!-- mine --><mine/>\n</game>',
    ],
    [
      'on the one line of the entry',
      '<game> <path>./a</path> <name>Own</name> <!-- mine --> </game>',
      '<game> <path>./a</path> <name>Own</name> <desc>D</desc> <rating>0.5</rating> <players>1</players> <!-- mine --> </game>',
    ],
    [
      'without white space where there is none',
      '<game><path>./a</path><playcount>3</playcount></game>',
      '<game><path>./a</path><name>N</name><desc>D</desc><rating>0.5</rating><players>1</players><playcount>3</playcount></game>',
    ],
    [
      'in place of an empty one',
      `<game><path>./a</path><name/><desc lang='en' /><rating>\n</rating><players a="b"></players ></game>`,
      `<game><path>./a</path><name>N</name><desc lang='en'>D</desc><rating>0.5</rating><players a="b">1</players ></game>`,
    ],
  ])('is placed %s', (_, before, after) => {
    const text = (game: string): string => `<gameList>\n${game}\n</gameList>`;
    expect(merge(text(before), [entry], PRESERVE)).toBe(text(after));
    expect(merge(text(before), [scraped('./a')], REFRESH)).toBe(text(before));
  });
});

describe('an existing field', () => {
  const game = (...fields: readonly string[]): string =>
    `<gameList><game><path>./a</path>${fields.join('')}</game></gameList>`;

  test.each([
    ['<desc>Old</desc>', '<desc>New &amp; &lt;b&gt;</desc>'],
    ['<desc a="b"><![CDATA[Old]]></desc >', '<desc a="b">New &amp; &lt;b&gt;</desc >'],
    ['<desc>O<!-- mine -->l<b>d</b><?x?></desc>', '<desc>New &amp; &lt;b&gt;<!-- mine --><b>d</b><?x?></desc>'],
    ['<desc>Old</desc><desc>Second</desc>', '<desc>New &amp; &lt;b&gt;</desc><desc>Second</desc>'],
    ['<desc><![CDATA[New & <b>]]></desc>', '<desc><![CDATA[New & <b>]]></desc>'],
    ['<desc>\n New &#38; &lt;b>\n</desc>', '<desc>\n New &#38; &lt;b>\n</desc>'],
  ])('is refreshed: %s', (before, after) => {
    expect(merge(game(before), [scraped('./a', { desc: 'New & <b>' })], REFRESH)).toBe(game(after));
  });

  test('of several lines is unchanged when only the line ends differ', () => {
    const text = game('<desc>One\r\nTwo&#13;\r\nThree</desc>');
    expect(merge(text, [scraped('./a', { desc: 'One\nTwo\nThree' })], REFRESH)).toBe(text);
  });

  test('is not refreshed with a blank or unknown value', () => {
    const text = game('<name>Own</name><desc>Own</desc>');
    expect(merge(text, [scraped('./a', { name: ' \u0000\r\n' })], REFRESH)).toBe(text);
  });

  test('is the user’s own unless it is reset, if it is a sort name', () => {
    const entry = scraped('./a', { name: 'The A', sortname: 'A, The' });
    const own = game('<name>The A</name><sortname>Zed</sortname>');
    expect(merge(own, [entry], PRESERVE)).toBe(own);
    expect(merge(own, [entry], REFRESH)).toBe(own);
    expect(merge(game('<name>The A</name>'), [entry], REFRESH)).toBe(game('<name>The A</name>'));
    expect(merge(own, [entry], RESET)).toBe(game('<name>The A</name><sortname>A, The</sortname>'));
    expect(merge(own, [scraped('./a', { name: 'The A' })], RESET)).toBe(game('<name>The A</name>'));
  });

  test('that occurs twice is reset to one, and a comment in it stays', () => {
    expect(
      merge(
        game('<name>Old</name>', '<name>Older</name>', '<desc>Old<!-- mine,\n too --></desc>', '<hidden>true</hidden>'),
        [scraped('./a', { name: 'New' })],
        RESET,
      ),
    ).toBe(game('<name>New</name>', '<desc><!-- mine,\n too --></desc>'));
    const emptied = parseGamelist(Buffer.from(game('<name>New</name>', '<desc> <!-- mine --></desc>')));
    expect(mergeGamelist(emptied, [scraped('./a', { name: 'New' })], RESET).changed).toBe(0);
  });

  test('does not become a favorite while edits are preserved, and never ceases to be one', () => {
    const low = scraped('./a', { rating: '0.1' });
    const high = scraped('./a', { rating: '1' });
    const rated = (rating: string, favorite: string): string =>
      game(`<rating>${rating}</rating>`, `<favorite>${favorite}</favorite>`);
    expect(merge(rated('0.5', 'false'), [high], how('preserve_user_edits', 0.9))).toBe(rated('0.5', 'false'));
    expect(merge(rated('0.5', 'true'), [low], how('refresh_metadata', 0.9))).toBe(rated('0.1', 'true'));
    expect(merge(rated('0.5', 'false'), [high], how('refresh_metadata', null))).toBe(rated('1', 'false'));
    expect(merge(game(), [high], how('refresh_metadata', 0.9))).toBe(rated('1', 'true'));
    const own = game('<rating>0.5</rating>');
    expect(merge(own, [{ ...high, sortname: 'S' }], how('preserve_user_edits', 0.9))).toBe(own);
  });
});

describe('an existing entry', () => {
  test.each([
    ['preserve_user_edits', 'true'],
    ['refresh_metadata', ' true\n'],
    ['reset_all', 'TRUE'],
  ] as const)('is left entirely alone when it asks for that: %s', (strategy, mark) => {
    const text = list(
      `\t<game><path>./a</path><name/><nomultiscrape>${mark}</nomultiscrape><hidden>true</hidden></game>`,
    );
    const options = { ...how(strategy, 0), prune: new Set(['./a']) };
    expect(merge(text, [scraped('./a', { name: 'N', rating: '1' })], options)).toBe(text);
    expect(merge(text, [], options)).toBe(text);
  });

  test('is found however its path is written; of several, the last one is merged, which ES-DE shows', () => {
    const text = (name: string): string =>
      list(
        '<game><path>./sub/Pok\u00e9mon.gb</path></game>',
        `<game><path>.\\sub\\Pok\u0065\u0301mon.gb</path>${name}</game>`,
        '<folder><path>./sub/Pok\u00e9mon.gb</path></folder>',
      );
    expect(merge(text(''), [scraped('./sub/Pok\u00e9mon.gb', { name: 'N' })], PRESERVE)).toBe(text('<name>N</name>'));
  });

  test('is found by its absolute path in the folder of the system, and removed by either key', () => {
    const text = list('\t<game><path>/roms/snes/a.zip</path><name>A</name></game>');
    const options = { ...REFRESH, systemPath: '/roms/snes' };
    expect(merge(text, [scraped('./a.zip', { name: 'B' })], options)).toBe(text.replace('>A<', '>B<'));
    for (const key of ['./a.zip', '/roms/snes/a.zip']) {
      expect(merge(text, [], { ...options, prune: new Set([key]) })).toBe(list());
    }
  });

  test('is removed with the white space before it, while its folder and the comments stay', () => {
    const text = list(
      '\t<!-- first -->',
      '\t<game>\n\t\t<path>./gone.zip</path>\n\t</game>',
      '\t<!-- second -->',
      '\t<folder><path>./gone.zip</path></folder>',
      '\t<game><path>gone.zip</path></game>',
      '\t<game><path>./here.zip</path></game>',
    );
    const options = { ...PRESERVE, prune: new Set(['./gone.zip', './here.zip']) };
    const merged = mergeGamelist(parseGamelist(Buffer.from(text)), [scraped('./here.zip')], options);
    expect(merged.bytes.toString()).toBe(
      list(
        '\t<!-- first -->',
        '\t<!-- second -->',
        '\t<folder><path>./gone.zip</path></folder>',
        '\t<game><path>./here.zip</path></game>',
      ),
    );
    expect(merged).toMatchObject({ added: 0, changed: 0, removed: 2, entries: 1 });
  });
});

test('a long list is merged without quadratic time', () => {
  const rom = (number: number): string => `./Game ${number} (USA).zip`;
  const entries = Array.from({ length: 10_000 }, (_, number) =>
    scraped(rom(number), { name: `Game ${number}`, desc: 'words '.repeat(80), rating: '0.7', genre: 'Platform' }),
  );
  const empty = newGamelist({ system: 'S', software: 'romflow', database: 'D', web: 'W' });
  const first = mergeGamelist(empty, entries, PRESERVE);
  expect(first).toMatchObject({ added: 10_000, entries: 10_000 });
  const refreshed = entries.map((entry) => ({ ...entry, name: `New ${entry.path}`, developer: 'D' }));
  const second = mergeGamelist(parseGamelist(first.bytes), refreshed, REFRESH);
  expect(second).toMatchObject({ added: 0, changed: 10_000, entries: 10_000 });
  expect(mergeGamelist(parseGamelist(second.bytes), refreshed, REFRESH).bytes.equals(second.bytes)).toBe(true);
});
