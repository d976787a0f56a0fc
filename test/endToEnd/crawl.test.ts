import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Site } from '../../src/demo/site.js';
import type { Fault } from '../../src/demo/siteFault.js';
import type { SiteGame } from '../../src/demo/siteGame.js';
import type { JsonObject } from '../../src/model/game.js';
import { type Workplace, golden, pageRequests, siteFor, workplace } from './workplace.js';

const PER_PAGE = 5;
const FIRST = 40_000;

const { games: goldenGames, base } = golden('41000');
const [plain] = goldenGames;

/** Hacks are numbered in the order in which the site got them. */
const hack = (number: number, changes: JsonObject = {}): SiteGame => {
  if (plain === undefined) throw new Error('the golden site lacks its first game');
  const id = FIRST + number;
  const record = { ...plain.record, id, name: `Hack ${id}`, time: 1_700_000_000 + number * 60, ...changes };
  return { ...plain, id: String(id), record };
};

/** A site with this many hacks, and an archive that crawls it without processing them. */
async function crawledSite(
  count: number,
  faults: (page: string) => Fault | null = () => null,
): Promise<Workplace & { readonly site: Site; readonly crawl: Crawl }> {
  const site = await siteFor({
    games: Array.from({ length: count }, (_, number) => hack(number)),
    perPage: PER_PAGE,
    faults: ({ url }) => faults(url.searchParams.get('n') ?? ''),
  });
  const place = workplace(site.origin, base);
  const crawl: Crawl = async (...flags) => {
    const before = pageRequests(site).length;
    const { code, out } = await place.update(['--no-process-new', '--json', ...flags]);
    const [started] = out
      .split('\n')
      .filter((line) => line.includes('"crawl.started"'))
      .map((line) => crawlStarted.parse(JSON.parse(line)));
    return { code, mode: started?.mode, pages: pageRequests(site).slice(before) };
  };
  return { ...place, site, crawl };
}

const crawlStarted = z.object({ mode: z.string() });
type Crawl = (...flags: readonly string[]) => Promise<{
  readonly code: number | null;
  readonly mode: string | undefined;
  readonly pages: readonly string[];
}>;

const idRow = z.object({ gameid: z.string() });
const queued = (place: Workplace): readonly string[] =>
  place.rows(idRow, 'SELECT gameid FROM game_fetch_queue ORDER BY gameid').map(({ gameid }) => gameid);
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, number) => String(FIRST + number));

test('the first crawl is full; later ones end at the first page with nothing new', async () => {
  const { site, crawl, ...place } = await crawledSite(18);
  expect(await crawl()).toEqual({ code: 0, mode: 'full', pages: ['1', '2', '3', '4'] });
  expect(await crawl()).toEqual({ code: 0, mode: 'routine', pages: ['1'] });

  site.add(hack(18));
  expect((await crawl()).pages).toEqual(['1', '2']);
  for (let number = 19; number < 29; number += 1) site.add(hack(number));
  // ceil(10 / 5) pages with new hacks, and one without.
  expect((await crawl()).pages).toEqual(['1', '2', '3']);
  expect((await crawl()).pages).toEqual(['1']);
  expect(queued(place)).toEqual(ids(29));
  expect(await crawl('--full-crawl')).toEqual({ code: 0, mode: 'full', pages: ['1', '2', '3', '4', '5', '6'] });
});

test('an interrupted crawl loses nothing, however the site changes in the meantime', async () => {
  let broken = '';
  const { site, crawl, ...place } = await crawledSite(18, (page) =>
    page === broken ? { kind: 'answer', status: 403 } : null,
  );
  await crawl();
  for (let number = 18; number < 30; number += 1) site.add(hack(number));
  broken = '2';
  expect(await crawl()).toEqual({ code: 1, mode: 'routine', pages: ['1', '2'] });
  // What was on page 1 is on page 2 by now, and what was never read is on pages 3 and 4.
  for (let number = 30; number < 35; number += 1) site.add(hack(number));
  broken = '';
  expect(await crawl()).toEqual({ code: 0, mode: 'routine', pages: ['2', '3', '4', '5'] });
  expect(queued(place)).toEqual(ids(30));
  expect((await crawl()).pages).toEqual(['1', '2']);
  expect(queued(place)).toEqual(ids(35));
});

test('a hack that slips to a page that was already read, because another one is removed, is not missed', async () => {
  let removed: (() => void) | null = null;
  const { site, crawl, ...place } = await crawledSite(18, (page) => {
    if (page === '3') removed?.();
    return null;
  });
  await crawl();
  for (let number = 18; number < 33; number += 1) site.add(hack(number));
  removed = () => {
    site.remove(String(FIRST + 32));
    removed = null;
  };
  // The third page lacks the hack that has slipped to the second.
  expect((await crawl()).pages).toEqual(['1', '2', '3', '2', '3', '4']);
  expect(queued(place)).toEqual(ids(33));
});

test('a limit leaves the rest of the catalog to later runs', async () => {
  const { crawl, ...place } = await crawledSite(12);
  expect((await crawl('--limit=3')).pages).toEqual(['1']);
  expect(await crawl()).toMatchObject({ mode: 'full', pages: ['2', '3'] });
  expect(queued(place)).toEqual(ids(12));
});

test('games that can never be recorded do not cost a page each time', async () => {
  const { games } = golden('41042', '41063');
  const site = await siteFor({ games, perPage: 1, faults: ({ url }) => (isPage(url) ? null : forbidden) });
  const place = workplace(site.origin, base);
  expect((await place.update()).code).toBe(1);
  expect(pageRequests(site)).toHaveLength(2);
  await place.update();
  expect(pageRequests(site)).toHaveLength(3);
});

const forbidden: Fault = { kind: 'answer', status: 403 };
const isPage = ({ pathname }: URL): boolean => pathname === '/ajax.php';

test('a full crawl marks hacks as gone or obsolete, and unmarks them when they are back', async () => {
  const { games } = golden();
  const some = games.filter(({ expect: { primary } }) => primary !== null).slice(0, 4);
  const [first, second] = some;
  if (first === undefined || second === undefined) throw new Error('the golden site is too small');
  const site = await siteFor({ games: some });
  const place = workplace(site.origin, base);
  const row = z.object({ gameid: z.string(), removed: z.int(), obsoleted: z.int(), by: z.string().nullable() });
  const marks = (): readonly string[] =>
    place
      .rows(row, 'SELECT gameid, removed, obsoleted, obsoleted_by AS by FROM gameversions WHERE removed OR obsoleted')
      .map(({ gameid, removed, obsoleted, by }) => `${gameid} ${removed} ${obsoleted} ${by ?? ''}`);
  const update = async (...flags: readonly string[]): Promise<void> => {
    expect(await place.update(flags)).toMatchObject({ code: 0, err: '' });
  };

  await update();
  site.remove(first.id);
  site.replace({ ...second, record: { ...second.record, obsoleted_by: 99_999 } });
  await update();
  expect(marks()).toEqual([`${second.id} 0 1 99999`]);
  await update('--full-crawl');
  expect(marks().toSorted()).toEqual([`${first.id} 1 0 `, `${second.id} 0 1 99999`].toSorted());

  site.add(first);
  site.replace(second);
  await update('--full-crawl');
  expect(marks()).toEqual([]);
  const types = z.object({ gameid: z.string(), change_type: z.string() });
  expect(place.rows(types, 'SELECT gameid, change_type FROM change_detection_log ORDER BY rowid')).toEqual([
    { gameid: second.id, change_type: 'minor' },
    { gameid: first.id, change_type: 'removed' },
    ...some.flatMap(({ id }) => {
      if (id === first.id) return [{ gameid: id, change_type: 'returned' }];
      return id === second.id ? [{ gameid: id, change_type: 'minor' }] : [];
    }),
  ]);
  expect(place.rows(z.object({ n: z.int() }), 'SELECT count(*) AS n FROM gameversions')).toEqual([{ n: 4 }]);
});

test('a pending game with an unusable record fails the run, which then records it from the catalog', async () => {
  const { crawl, ...place } = await crawledSite(2);
  await crawl();
  const [first] = ids(1);
  const db = new Database(place.rhdata);
  db.prepare("UPDATE game_fetch_queue SET game_metadata = '{}' WHERE gameid = ?").run(first);
  db.close();
  const { code, out } = await place.update(['--full-crawl', '--json']);
  expect(code).toBe(1);
  expect(out).toContain(`"type":"game.failed","id":"${first ?? ''}"`);
  expect(out).toMatch(/"recorded":2,"unchanged":0,"failed":1,/);
  expect((await place.update(['--no-fetch-metadata'])).code).toBe(0);
});
