import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startScreenScraper } from '../src/demo/screenScraper/server.js';
import { type Comparison, compared } from './comparison.js';
import { scrape } from './scrapeProgram.js';
import { collectionGames, makeScrapeTree, WIDE_ACCOUNT } from './scrapeTree.js';

const ROMS = 60;
const LATENCY_MS = 100;
const THREADS = 4;

interface Timed {
  /** The whole program, from start to end. */
  readonly ms: number;
  readonly requests: number;
}

/** Times a first scrape against a slow site: the account, each game and each cover take a while. */
async function firstScrape(threads: number): Promise<Timed> {
  const collection = { nes: ROMS };
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const latencyMs = { call: LATENCY_MS, medium: LATENCY_MS };
  const site = await startScreenScraper({ games: collectionGames(collection), account: WIDE_ACCOUNT, latencyMs });
  try {
    const tree = makeScrapeTree(folder, { collection, kinds: ['covers'], baseUrl: site.baseUrl });
    const { ms } = await scrape(tree, {
      expect: { scraped: ROMS, media: ROMS },
      flags: ['--threads', String(threads)],
    });
    if (site.mostAtOnce() > threads || site.violations.length > 0) throw new Error('More was asked for than may be.');
    return { ms, requests: site.requests.length };
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compares the built program with four threads to one thread, and to the time of the site's answers alone. */
export async function compareThreads(): Promise<readonly Comparison[]> {
  const [one, four] = [await firstScrape(1), await firstScrape(THREADS)];
  const line = {
    what: `first scrape of ${ROMS} ROMs with covers, ${LATENCY_MS} ms an answer`,
    ours: `${THREADS} threads`,
    value: four.ms,
  };
  return [
    compared({ ...line, against: '1 thread', itsValue: one.ms, aim: 1 / 2.5 }),
    compared({
      ...line,
      against: `the site's answers, ${THREADS} at a time`,
      itsValue: (four.requests * LATENCY_MS) / THREADS,
    }),
  ];
}
