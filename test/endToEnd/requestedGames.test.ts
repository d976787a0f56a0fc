import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Site } from '../../src/demo/site.js';
import { servedRecord } from '../../src/demo/siteGame.js';
import { type Workplace, golden, siteFor, workplace, zipRequests, pageRequests } from './workplace.js';

const LISTED = '41084';
const UNLISTED = '41042';
const UNKNOWN = '49999';

const version = z.object({ gameid: z.string(), version: z.int() });
const versionsIn = (place: Workplace): readonly (readonly [string, number])[] =>
  place
    .rows(version, 'SELECT gameid, version FROM gameversions ORDER BY gameid, version')
    .map((row) => [row.gameid, row.version]);

/** A site whose catalog lists one of its two hacks; the other can be had only by its id. */
async function halfHiddenSite(): Promise<Workplace & { readonly site: Site }> {
  const { games, base } = golden(LISTED, UNLISTED);
  const listed = games.find(({ id }) => id === LISTED);
  const site = await siteFor({
    games,
    catalog: {
      total: 1,
      record: () => (listed === undefined ? {} : servedRecord(listed, site.origin)),
    },
  });
  return { ...workplace(site.origin, base), site };
}

test('--game-ids processes games whether or not they are listed or known', async () => {
  const place = await halfHiddenSite();
  const { site } = place;

  expect(await place.update([`--game-ids=${UNLISTED}`])).toMatchObject({ code: 0, err: '' });
  expect(versionsIn(place)).toEqual([[UNLISTED, 1]]);
  expect(pageRequests(site)).toEqual([]);

  expect(await place.update([`--game-ids=${LISTED},${UNLISTED}`])).toMatchObject({ code: 0, err: '' });
  const both = [
    [UNLISTED, 1],
    [LISTED, 1],
  ];
  expect(versionsIn(place)).toEqual(both);

  const rows = place.rowCounts();
  const known = await place.update(['--game-ids', LISTED]);
  expect(known).toMatchObject({ code: 0, err: '' });
  expect(known.out).toContain(`○ ${LISTED}: UPPER unchanged since version 1\n`);
  expect(known.out).toMatch(/Unchanged: +1\n/);
  expect(place.rowCounts()).toEqual({ ...rows, update_status: (rows.update_status ?? 0) + 1 });
  expect(existsSync(join(place.archive, 'zips', `${LISTED}_2.zip`))).toBe(false);

  const unknown = await place.update([`--game-ids=${UNKNOWN}`]);
  expect(unknown).toMatchObject({ code: 1, err: '' });
  expect(unknown.out).toMatch(new RegExp(`✗ ${UNKNOWN}: .*\\b404\\b`));
  expect(unknown.out).toMatch(/Failed: +1\n/);
  expect(versionsIn(place)).toEqual(both);
  await place.assertChain();
});

test('ids can be piped in, with comments and junk among them; the rest of the queue is left alone', async () => {
  const place = await halfHiddenSite();
  expect((await place.update(['--no-process-new'])).code).toBe(0);

  const input = `# wanted, by ${LISTED}\n\n${UNLISTED}, ${UNLISTED} # this one\nsoon\n`;
  const piped = await place.update([], { input });
  expect(piped.code).toBe(0);
  expect(piped.err).toBe('  ⚠ line 4 of the piped ids: "soon" is not an id (digits only); skipped\n');
  expect(versionsIn(place)).toEqual([[UNLISTED, 1]]);
  expect(piped.out).toMatch(/Left in the queue: +1\n/);

  const requests = place.site.requests.length;
  const junk = await place.update([], { input: 'all of them\n' });
  expect(junk.err.match(/is not an id/g)).toHaveLength(3);
  // A list of nothing but mistakes does not mean everything.
  expect(place.site.requests).toHaveLength(requests);
  expect(versionsIn(place)).toEqual([[UNLISTED, 1]]);

  expect(await place.update(['--no-fetch-metadata'])).toMatchObject({ code: 0, err: '' });
  expect(versionsIn(place)).toEqual([
    [UNLISTED, 1],
    [LISTED, 1],
  ]);
  expect(zipRequests(place.site)).toHaveLength(2);
  await place.assertChain();
});

test('only the ids of this run are processed, whatever earlier runs were asked for and did not finish', async () => {
  const place = await halfHiddenSite();
  expect((await place.update([`--game-ids=${UNLISTED}`, '--no-process-new'])).code).toBe(0);

  const other = await place.update([`--game-ids=${LISTED}`, '--limit=1']);
  expect(other).toMatchObject({ code: 0, err: '' });
  expect(versionsIn(place)).toEqual([[LISTED, 1]]);
  expect(other.out).toMatch(/Left in the queue: +1\n/);

  expect((await place.update(['--no-fetch-metadata'])).code).toBe(0);
  expect(versionsIn(place)).toEqual([
    [UNLISTED, 1],
    [LISTED, 1],
  ]);
  await place.assertChain();
});
