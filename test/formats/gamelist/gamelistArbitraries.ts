import fc from 'fast-check';
import { MANAGED_FIELDS, type ScrapedEntry, USER_FIELDS } from '../../../src/model/gamelist.js';

/** The ROMs in lists and scraped entries, each spelled in the ways that people use. */
const ROMS = [
  ['./Alpha (USA).zip', 'Alpha (USA).zip', './/Alpha (USA).zip', '.\\Alpha (USA).zip', '/roms/snes/Alpha (USA).zip'],
  ["./Tom & Jerry's <1>.sfc", "Tom & Jerry's <1>.sfc"],
  ['./sub/Pok\u00e9mon.gb', './sub/Poke\u0301mon.gb', 'sub\\Pok\u00e9mon.gb'],
  ['./Disc.m3u'],
  ['./Beta.zip', 'Beta.zip'],
] as const;

const character = fc.constantFrom(
  'a',
  'Z',
  '9',
  '&',
  '<',
  '>',
  '"',
  "'",
  ']]>',
  '\n',
  '\t',
  ' ',
  'é',
  '😀',
  '&amp;',
  '--',
);
const words = fc.array(character, { maxLength: 8 }).map((characters) => characters.join(''));
const known = words.filter((text) => text.trim() !== '');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** As people write it: with an ampersand that ES-DE does not require to be escaped. */
const careless = (text: string): string => escaped(text).replaceAll(/&amp;(?![a-z#])/g, '&');
const referenced = (text: string): string =>
  Array.from(text, (one) => `&#x${one.codePointAt(0)?.toString(16) ?? ''};`).join('');
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

/** The ways in which the same text may be written in a file. */
const written = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(escaped(text), careless(text), referenced(text), cdata(text), `\n  ${escaped(text)} `);

const attributes = fc.constantFrom('', '', ` lang='en'`, ` a="1>2" b = '"'`, ' x:y="&#233;"');
const comment = fc.nat(9999).map((number) => `<!-- note -- ${number} & <game> -->`);
const space = fc.constantFrom('\n\t\t', '\n\t\t', '\n\t\t', '\n    ', '\n\n\t\t', ' ', '', '\t\n \n  ');

/** An element of an entry: with text, empty, or with more than text in it. */
const element = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(attributes, words.chain(written), comment, fc.constantFrom('text', 'text', 'text', 'bare', 'empty', 'mixed'))
    .map(([more, text, note, kind]) => {
      if (kind === 'bare') return `<${name}${more} />`;
      if (kind === 'empty') return `<${name}${more}></${name} >`;
      return `<${name}${more}>${text}${kind === 'mixed' ? `${note}<i>kept</i><?kept too?>${text}` : ''}</${name}>`;
    });

const flag = (name: string): fc.Arbitrary<string> =>
  fc.constantFrom('true', ' true ', 'false', '').map((value) => `<${name}>${value}</${name}>`);

const field = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...MANAGED_FIELDS).chain(element) },
  { weight: 2, arbitrary: fc.constantFrom(...USER_FIELDS.filter((name) => name !== 'nomultiscrape')).chain(element) },
  { weight: 1, arbitrary: fc.constantFrom('favorite', 'nomultiscrape').chain(flag) },
  { weight: 2, arbitrary: fc.constantFrom('thumbnail', 'mine', 'path2', 'x:y').chain(element) },
  { weight: 2, arbitrary: comment },
);

const pathElement = fc
  .constantFrom(...ROMS.flat())
  .chain(written)
  .map((path) => `<path>${path}</path>`);

const game = fc
  .tuple(attributes, fc.array(field, { maxLength: 3 }), pathElement, fc.array(field, { maxLength: 9 }), fc.array(space))
  .map(([more, before, path, after, spaces]) => {
    const parts = [...before, path, ...after];
    const body = parts.map((part, index) => `${spaces[index % (spaces.length || 1)] ?? '\n\t\t'}${part}`).join('');
    return `<game${more}>${body}${spaces.at(-1) ?? '\n\t'}</game>`;
  });

const folder = fc
  .tuple(pathElement, known)
  .map(([path, name]) => `<folder>${path}<name>${escaped(name)}</name><favorite>true</favorite></folder>`);

const item = fc.oneof(
  { weight: 6, arbitrary: game },
  { weight: 1, arbitrary: folder },
  { weight: 1, arbitrary: comment },
  { weight: 1, arbitrary: fc.constantFrom('<provider><System>S</System></provider>', '<x/>', '<game/>', '<?pi a?>') },
);

/** A gamelist's text as people, and several programs one after another, leave it behind. */
export const gamelistText = fc
  .record({
    mark: fc.constantFrom('', '', '\uFEFF'),
    head: fc.constantFrom(
      '',
      '<?xml version="1.0"?>\n',
      `<?xml version='1.0' encoding='utf-8' standalone="yes" ?>\n\n`,
      '\n \n<?xml version="1.0"?>\n<!DOCTYPE gameList>\n',
    ),
    before: fc.constantFrom(
      '',
      '<!-- mine -->\n',
      '<alternativeEmulator>\n\t<label>Snes9x &amp; more</label>\n</alternativeEmulator>\n',
    ),
    open: fc.constantFrom('<gameList>', '<gameList >', `<gameList version='2'>`),
    items: fc.array(fc.tuple(space, item), { maxLength: 8 }),
    last: fc.tuple(space, folder),
    close: fc.constantFrom('\n</gameList>', '</gameList >', '\n\n  </gameList>'),
    after: fc.constantFrom('', '\n', '\n<!-- the end -->\n', '<other/>'),
    lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
  })
  .map(({ mark, head, before, open, items, last, close, after, lineEnd }) => {
    const list = [...items, last].map((pieces) => pieces.join('')).join('');
    return (mark + head + before + open + list + close + after).replaceAll('\n', lineEnd);
  });

/** The folder that the absolute paths in {@link gamelistText} lead to. */
export const SYSTEM_PATH = '/roms/snes';

const scrapedEntry = (path: string): fc.Arbitrary<ScrapedEntry> =>
  fc
    .record({
      id: fc.option(known),
      sortname: fc.option(known),
      values: fc
        .subarray(MANAGED_FIELDS.filter((name) => name !== 'rating'))
        .chain((names) => fc.tuple(...names.map((name) => known.map((text) => ({ [name]: text }))))),
      rating: fc.option(fc.constantFrom('0', '0.5', '0.895', '0.9', '1')),
    })
    .map(({ id, sortname, values, rating }) => ({
      path,
      id,
      source: 'ScreenScraper.fr',
      ...Object.fromEntries(values.flatMap((value) => Object.entries(value))),
      ...(rating === null ? {} : { rating }),
      ...(sortname === null ? {} : { sortname }),
    }));

/** What was scraped for some of the ROMs, and for some that are in no list. */
export const scrapedEntries = fc
  .subarray([...ROMS.map(([path]) => path), './New "Game".zip', './\r.zip'])
  .chain((paths) => fc.tuple(...paths.map(scrapedEntry)));
