import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { esDeRoots } from '../../../src/formats/esDeXml.js';
import { gamelistKey } from '../../../src/formats/gamelist/gamelistKey.js';
import { type MergeOptions, mergeGamelist } from '../../../src/formats/gamelist/mergeGamelist.js';
import { type GamelistEntry, parseGamelist } from '../../../src/formats/gamelist/parseGamelist.js';
import { MANAGED_FIELDS, MERGE_STRATEGIES, USER_FIELDS } from '../../../src/model/gamelist.js';
import { SYSTEM_PATH, gamelistText, scrapedEntries } from './gamelistArbitraries.js';

const options: fc.Arbitrary<MergeOptions> = fc.record({
  strategy: fc.constantFrom(...MERGE_STRATEGIES),
  autoFavorite: fc.constantFrom(null, 0.9),
  prune: fc.constant(new Set<string>()),
  systemPath: fc.constant(SYSTEM_PATH),
});

const parse = (bytes: Buffer): ReturnType<typeof parseGamelist> => parseGamelist(bytes, { systemPath: SYSTEM_PATH });
const inFull = { numRuns: 500 };

/** The text without some fields of its games and without its last games, each along with the white space before it. */
function skeleton(text: string, fields: readonly string[], lastGames: number): string {
  const games = esDeRoots(text)
    .filter(({ name }) => name === 'gameList')
    .flatMap(({ children }) => children)
    .filter(({ name }) => name === 'game');
  const kept = games.slice(0, games.length - lastGames);
  const cuts = [
    ...kept.flatMap(({ children }) => children.filter(({ name }) => fields.includes(name))),
    ...games.slice(games.length - lastGames),
  ];
  let [rest, at] = ['', 0];
  for (const { start, end } of cuts.toSorted((one, other) => one.start - other.start)) {
    rest += text.slice(at, start).replace(/[ \t\r\n]+$/, '');
    at = end;
  }
  return rest + text.slice(at);
}

const value = (entry: GamelistEntry | undefined, name: string): string =>
  (entry?.fields.get(name) ?? '').replaceAll(/\r\n?/g, '\n').trim();

const leftAlone = (entry: GamelistEntry): boolean => value(entry, 'nomultiscrape') === 'true';

describe('mergeGamelist', () => {
  test('changes no byte when there is nothing to merge', () => {
    fc.assert(
      fc.property(gamelistText, options, (text, how) => {
        const bytes = Buffer.from(text);
        const merged = mergeGamelist(parse(bytes), [], how);
        expect(merged.bytes.equals(bytes)).toBe(true);
        expect(merged).toMatchObject({ added: 0, changed: 0, removed: 0, entries: parse(bytes).entries.length });
      }),
      inFull,
    );
  });

  test('keeps every byte outside the fields that the strategy concerns', () => {
    fc.assert(
      fc.property(gamelistText, scrapedEntries, options, (text, scraped, how) => {
        const merged = mergeGamelist(parse(Buffer.from(text)), scraped, how);
        const result = merged.bytes.toString();
        const managed = [...MANAGED_FIELDS, ...(how.autoFavorite === null ? [] : ['favorite'])];
        const touched = {
          preserve_user_edits: [...MANAGED_FIELDS],
          refresh_metadata: managed,
          reset_all: [...MANAGED_FIELDS, ...USER_FIELDS],
        }[how.strategy];
        expect(skeleton(result, touched, merged.added)).toBe(skeleton(text, touched, 0));
      }),
      inFull,
    );
  });

  test('keeps comments, elements and processing instructions inside a field, in their order', () => {
    const markup = (text: string): readonly string[] =>
      text.replaceAll(/<!\[CDATA\[.*?\]\]>/gs, '').match(/<!--.*?-->|<i>kept<\/i>|<\?kept too\?>/gs) ?? [];
    const sorted = (pieces: readonly string[]): readonly string[] => pieces.toSorted();
    fc.assert(
      fc.property(gamelistText, scrapedEntries, options, (text, scraped, how) => {
        const { bytes } = mergeGamelist(parse(Buffer.from(text)), scraped, how);
        expect(sorted(markup(bytes.toString()))).toEqual(sorted(markup(text)));
      }),
      inFull,
    );
  });

  test('loses no entry, leaves alone those that ask for it, and appends new ones', () => {
    fc.assert(
      fc.property(gamelistText, scrapedEntries, options, (text, scraped, how) => {
        const before = parse(Buffer.from(text));
        const merged = mergeGamelist(before, scraped, how);
        const after = parse(merged.bytes);
        const slices = (list: typeof before): readonly string[] =>
          list.entries.filter(leftAlone).map(({ element }) => list.text.slice(element.start, element.end));
        expect(after.entries.slice(0, before.entries.length).map(({ path }) => path)).toEqual(
          before.entries.map(({ path }) => path),
        );
        expect(slices(after)).toEqual(slices(before));
        const there = new Set(before.entries.map(({ key }) => key));
        expect(after.entries.slice(before.entries.length).map(({ path }) => path)).toEqual(
          scraped.filter(({ path }) => !there.has(gamelistKey(path))).map(({ path }) => path),
        );
        expect(merged.entries).toBe(after.entries.length);
      }),
      inFull,
    );
  });

  test('merges what the strategy says', () => {
    fc.assert(
      fc.property(gamelistText, scrapedEntries, options, (text, scraped, how) => {
        const before = parse(Buffer.from(text));
        const after = parse(mergeGamelist(before, scraped, how).bytes);
        for (const entry of scraped) {
          const index = after.entries.findLastIndex(({ key }) => key === gamelistKey(entry.path));
          const [now, old] = [after.entries[index], before.entries[index]];
          if (old !== undefined && leftAlone(old)) continue;
          for (const name of MANAGED_FIELDS) {
            const known = (entry[name] ?? '').trim();
            const expected = {
              preserve_user_edits: value(old, name) || known,
              refresh_metadata: known || value(old, name),
              reset_all: known,
            }[how.strategy];
            expect(value(now, name)).toBe(expected);
          }
          const makesFavorite = how.autoFavorite !== null && Number(entry.rating ?? '0') >= how.autoFavorite;
          const fresh = old === undefined || how.strategy === 'reset_all';
          const favorite = fresh ? '' : value(old, 'favorite');
          expect(value(now, 'favorite')).toBe(
            makesFavorite && (fresh || how.strategy === 'refresh_metadata') ? 'true' : favorite,
          );
          expect(value(now, 'sortname')).toBe(fresh ? (entry.sortname ?? '').trim() : value(old, 'sortname'));
        }
      }),
      inFull,
    );
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(gamelistText, scrapedEntries, options, (text, scraped, how) => {
        const once = mergeGamelist(parse(Buffer.from(text)), scraped, how);
        const twice = mergeGamelist(parse(once.bytes), scraped, how);
        expect(twice.bytes.toString()).toBe(once.bytes.toString());
        expect(twice).toMatchObject({ added: 0, changed: 0, removed: 0 });
      }),
      inFull,
    );
  });

  test('counts an entry as changed only if one of its bytes differs', () => {
    fc.assert(
      fc.property(gamelistText, scrapedEntries, options, (text, scraped, how) => {
        const before = parse(Buffer.from(text));
        const merged = mergeGamelist(before, scraped, how);
        const after = parse(merged.bytes);
        const slice = (list: typeof before, index: number): string | undefined => {
          const element = list.entries[index]?.element;
          return element && list.text.slice(element.start, element.end);
        };
        const differing = before.entries.filter((_, index) => slice(before, index) !== slice(after, index));
        expect(merged.changed).toBe(differing.length);
      }),
      inFull,
    );
  });

  test('removes exactly the entries that it is told to', () => {
    fc.assert(
      fc.property(gamelistText, fc.func(fc.boolean()), (text, gone) => {
        const before = parse(Buffer.from(text));
        const prune = new Set(before.entries.map(({ key }) => key).filter((key) => gone(key)));
        const merged = mergeGamelist(before, [], { strategy: 'reset_all', autoFavorite: null, prune });
        const stays = (entry: GamelistEntry): boolean => leftAlone(entry) || !prune.has(entry.key);
        const cuts = before.entries.filter((entry) => !stays(entry)).map(({ element }) => element);
        let [rest, at] = ['', 0];
        for (const { start, end } of cuts) {
          rest += text.slice(at, start).replace(/[ \t\r\n]+$/, '');
          at = end;
        }
        expect(merged.bytes.toString()).toBe(rest + text.slice(at));
        expect(merged).toMatchObject({ removed: cuts.length, entries: before.entries.filter(stays).length });
      }),
      inFull,
    );
  });
});

test('an entry with very many comments, and with a field that occurs very often, is merged like any other', () => {
  const comments = '<!--c-->'.repeat(200_000);
  const entry = `<game><path>./a</path><name>${comments}</name>${'<genre>x</genre>'.repeat(20_000)}</game>`;
  const list = parseGamelist(Buffer.from(`<gameList>${entry}</gameList>`));
  const known = { path: './a', id: null, source: 'ScreenScraper.fr', name: 'A', genre: 'G' };
  const { bytes } = mergeGamelist(list, [known], { strategy: 'reset_all', autoFavorite: null, prune: new Set() });
  expect(bytes.toString()).toBe(
    `<gameList><game><path>./a</path><name>A${comments}</name><genre>G</genre></game></gameList>`,
  );
});
