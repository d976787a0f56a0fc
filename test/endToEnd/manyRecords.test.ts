import { expect, test } from 'vitest';
import { z } from 'zod';
import { runEvent } from '../../src/model/events.js';
import { SHIPPED } from './program.js';
import { golden, pageRequests, siteFor, workplace, zipRequests } from './workplace.js';

const TOTAL = 10_000;
const PER_PAGE = 50;
/** Twice what the program needs anyway; all the descriptions together would take as much again. */
const HEAP_MIB = 48;
const DESCRIPTION_BYTES = 4_000;

test('ten thousand records are processed with a heap that could not hold them all', async () => {
  const { base } = golden();
  const site = await siteFor({
    perPage: PER_PAGE,
    catalog: {
      total: TOTAL,
      record: (index) => {
        const id = TOTAL - index;
        const description = `${id} `.repeat(DESCRIPTION_BYTES / 5);
        return {
          id,
          name: `Hack ${id}`,
          time: 1_600_000_000 + id,
          download_url: `${site.origin}/${id}/hack.zip`,
          fields: { description },
        };
      },
    },
  });
  const place = workplace(site.origin, base);
  const { code, out, err } = await place.update(['--no-process-new', '--json'], {
    cli: SHIPPED,
    node: [`--max-old-space-size=${HEAP_MIB}`],
  });
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(runEvent.parse(JSON.parse(out.trimEnd().split('\n').at(-1) ?? ''))).toMatchObject({
    type: 'summary',
    outcome: 'complete',
    pages: TOTAL / PER_PAGE,
    records: TOTAL,
    queued: TOTAL,
    waiting: TOTAL,
  });
  expect(pageRequests(site)).toEqual(Array.from({ length: TOTAL / PER_PAGE }, (_, index) => String(index + 1)));
  expect(zipRequests(site)).toEqual([]);
  const [waiting] = place.rows(
    z.object({ games: z.int() }),
    "SELECT count(*) AS games FROM game_fetch_queue WHERE status = 'pending'",
  );
  expect(waiting?.games).toBe(TOTAL);
}, 180_000);
