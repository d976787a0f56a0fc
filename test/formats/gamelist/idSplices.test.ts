import { expect, test } from 'vitest';
import { mergeGamelist } from '../../../src/formats/gamelist/mergeGamelist.js';
import { parseGamelist } from '../../../src/formats/gamelist/parseGamelist.js';

const OURS = 'source="ScreenScraper.fr"';

test.each([
  ['refresh_metadata', `id="7" ${OURS}`, `id="1" ${OURS}`],
  ['refresh_metadata', `mine=">" ${OURS} id=""`, `mine=">" ${OURS} id="1"`],
  ['reset_all', `\n${OURS} id = '&#55;' mine="id='7'"`, `\n${OURS} id = "1" mine="id='7'"`],
  ['refresh_metadata', `id='1' ${OURS}`, null],
  // Nobody else can tell whose number it is.
  ['refresh_metadata', 'id="7" source="Mine"', null],
  ['reset_all', 'id="7"', null],
  ['refresh_metadata', OURS, null],
  ['preserve_user_edits', `id="7" ${OURS}`, null],
] as const)('with %s, an entry that has become another game gets its id: %s', (strategy, before, after) => {
  const text = (attributes: string): string =>
    `<gameList>\n\t<game ${attributes}><path>./a</path><name>N</name></game>\n</gameList>\n`;
  const merged = mergeGamelist(
    parseGamelist(Buffer.from(text(before))),
    [{ path: './a', id: '1', source: 'ScreenScraper.fr', name: 'N' }],
    { strategy, autoFavorite: null, prune: new Set() },
  );
  expect(merged.bytes.toString()).toBe(text(after ?? before));
  expect(merged.changed).toBe(after === null ? 0 : 1);
});

test('an entry keeps its id when the game has none', () => {
  const text = `<gameList>\n\t<game id="7" ${OURS}><path>./a</path></game>\n</gameList>\n`;
  const scraped = { path: './a', id: null, source: 'ScreenScraper.fr' };
  const options = { strategy: 'reset_all', autoFavorite: null, prune: new Set<string>() } as const;
  expect(mergeGamelist(parseGamelist(Buffer.from(text)), [scraped], options).bytes.toString()).toBe(text);
});
