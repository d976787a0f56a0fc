import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startScreenScraper } from '../src/demo/screenScraper/server.js';
import { type Comparison, compared } from './comparison.js';
import { median } from './measure.js';
import { type Ended, runProgram } from './runProgram.js';
import { scrape } from './scrapeProgram.js';
import { type Collection, collectionGames, makeScrapeTree, WIDE_ACCOUNT } from './scrapeTree.js';

const SMALL = 1000;
const LARGE = 10_000;
const WARM_RUNS = 3;

/** Lists folders and stats every file in them, the minimum for a program that is to see what is there. */
const LOOK = `const fs = require('node:fs'), path = require('node:path');
let seen = 0;
for (const folder of process.argv.slice(1)) {
  for (const name of fs.readdirSync(folder)) { fs.statSync(path.join(folder, name)); seen += 1; }
}
process.stdout.write(String(seen));`;

interface Figures {
  readonly cold: Ended;
  /** The median time and the maximum memory of all runs. */
  readonly warm: Pick<Ended, 'ms' | 'peakMiB'>;
  /** The time to list and stat, in milliseconds. */
  readonly lookMs: number;
}

const collectionOf = (systems: number, roms: number): Collection =>
  Object.fromEntries(Array.from({ length: systems }, (_, index) => [`system${index}`, roms / systems]));

/** Measures a first scrape of a collection, then several with nothing to do. */
async function figuresOf(collection: Collection): Promise<Figures> {
  const roms = Object.values(collection).reduce((sum, count) => sum + count, 0);
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const site = await startScreenScraper({ games: collectionGames(collection), account: WIDE_ACCOUNT });
  try {
    const tree = makeScrapeTree(folder, { collection, kinds: [], baseUrl: site.baseUrl });
    const cold = await scrape(tree, { expect: { scraped: roms } });
    const asked = site.requests.length;
    const warm: Ended[] = [];
    const looks: number[] = [];
    for (let run = 0; run < WARM_RUNS; run++) {
      warm.push(await scrape(tree, { expect: { skipped: roms, requests: 0 } }));
      const look = await runProgram(['-e', LOOK, '--', ...tree.looked], folder);
      if (Number(look.out) !== roms) throw new Error(`The listing has ${look.out} files, not ${roms}.`);
      looks.push(look.ms);
    }
    if (site.requests.length !== asked) throw new Error('A run with nothing to do has asked the site.');
    const peakMiB = Math.max(...warm.map((run) => run.peakMiB));
    return { cold, warm: { ms: median(warm.map(({ ms }) => ms)), peakMiB }, lookMs: median(looks) };
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures how a run of the built program scales with the collection. */
export async function compareScale(): Promise<readonly Comparison[]> {
  const small = await figuresOf(collectionOf(1, SMALL));
  const many = await figuresOf(collectionOf(LARGE / SMALL, LARGE));
  const one = await figuresOf(collectionOf(1, LARGE));
  const larges = [
    { shape: `in ${LARGE / SMALL} systems`, figures: many, memoryAim: 1.2 },
    { shape: 'in one system', figures: one, memoryAim: null },
  ];
  const against = `${SMALL} ROMs in one system`;
  return larges.flatMap(({ shape, figures, memoryAim }) => {
    const ours = `${LARGE} ROMs ${shape}`;
    const memory = { ours, against, unit: 'MiB', aim: memoryAim } as const;
    return [
      compared({
        what: 'nothing changed, no request: time',
        ours,
        value: figures.warm.ms,
        against: 'node -e: list and stat the same files',
        itsValue: figures.lookMs,
      }),
      compared({
        ...memory,
        what: 'nothing changed, no request: peak RSS',
        value: figures.warm.peakMiB,
        itsValue: small.warm.peakMiB,
      }),
      compared({
        ...memory,
        what: 'first scrape: peak RSS',
        value: figures.cold.peakMiB,
        itsValue: small.cold.peakMiB,
      }),
      compared({
        what: 'first scrape: time of 1000 ROMs',
        ours,
        against,
        value: figures.cold.ms / (LARGE / SMALL),
        itsValue: small.cold.ms,
        aim: 1.15,
      }),
    ];
  });
}
