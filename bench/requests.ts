import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoBaseRom } from '../src/demo/baseRom.js';
import { type Site, startSite } from '../src/demo/site.js';
import { bigCatalog } from './bigCatalog.js';
import { type Comparison, compared } from './comparison.js';
import { updatePlace } from './updatePlace.js';

const GAMES = 4000;
const PER_PAGE = 50;
const DAYS: readonly number[] = [0, 1, 50, 51, 120];

/** Compares the number of catalog pages that a routine day requests with that of a full crawl. Counted at the site, not timed. */
export async function compareRequests(): Promise<readonly Comparison[]> {
  const catalogOf = (total: number) => bigCatalog({ total, origin: () => site.origin });
  let catalog = catalogOf(GAMES - DAYS.reduce((sum, fresh) => sum + fresh, 0));
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const site: Site = await startSite({
    perPage: PER_PAGE,
    catalog: {
      get total() {
        return catalog.total;
      },
      record: (index) => catalog.record(index),
    },
  });
  try {
    const place = updatePlace(folder, site, demoBaseRom());
    const asked = async (queued: number, flags: readonly string[] = []): Promise<number> => {
      const before = site.requests.length;
      await place.update(['--no-process-new', ...flags], { queued });
      return site.requests.length - before;
    };
    await asked(catalog.total);
    const days: { readonly fresh: number; readonly pages: number }[] = [];
    for (const fresh of DAYS) {
      catalog = catalogOf(catalog.total + fresh);
      days.push({ fresh, pages: await asked(fresh) });
    }
    const full = await asked(0, ['--full-crawl']);
    return days.map(({ fresh, pages }) =>
      compared({
        what: `pages asked for, ${fresh} of ${GAMES} games new`,
        ours: 'a routine day',
        value: pages,
        unit: 'pages',
        against: 'a full crawl',
        itsValue: full,
        aim: (Math.ceil(fresh / PER_PAGE) + 1) / full,
      }),
    );
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
