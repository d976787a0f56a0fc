import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, connect } from '../src/archive/connection.js';
import { type Archive, openArchive } from '../src/archive/openArchive.js';
import { queueCounts, queueFailures } from '../src/archive/queueState.js';
import { createRuns } from '../src/archive/runs.js';
import { parseGameRecord } from '../src/formats/gameRecord.js';
import { type Comparison, compared } from './comparison.js';
import { CATALOG, fillArchive } from './fillArchive.js';
import { measure } from './measure.js';

const SMALL = 1000;
const LARGE = 1_000_000;
const PAGE = 50;
/** A thousand times as many rows make a tree twice as deep. */
const LOGARITHMIC = 2;

/** An archive of a number of games, and a connection to its database. */
interface Opened {
  readonly archive: Archive;
  readonly rhdata: Connection;
  readonly games: number;
}

type Ask = (on: Opened) => unknown;

const DEPS = { now: Date.now, uuid: () => randomUUID() };

/** The newest games, two of which the archive does not have. */
const page = (games: number) =>
  Array.from({ length: PAGE }, (_, index) => games + 2 - index).map((id) =>
    parseGameRecord({ id, name: `Hack ${id}` }),
  );

const PAGES = new Map([SMALL, LARGE].map((games) => [games, page(games)]));

const ASKED: Readonly<Record<string, Ask>> = {
  [`filter of new games, a page of ${PAGE}`]: ({ archive, games }) => archive.sightings.compare(PAGES.get(games) ?? []),
  'next game of the queue, taken and put back': ({ archive: { queue } }) => {
    queue.take({ minPriority: 0 });
    return queue.requeueInterrupted();
  },
  'how many games wait': ({ archive }) => archive.queue.waiting(),
  'the failures, for the status': ({ rhdata }) => queueFailures(rhdata, 20),
  'what was announced and never recorded': ({ archive }) => archive.records.settle(),
  'count of the queue by state': ({ rhdata }) => queueCounts(rhdata),
  'beginning of a run, after as many': ({ rhdata }) => createRuns(rhdata, DEPS).begin({}),
  'the last crawl, after as many': ({ archive: { crawls } }) => [
    crawls.lastCompleted(CATALOG),
    crawls.lastFull(CATALOG),
    crawls.resumable(CATALOG, 0),
  ],
};

/** Compares the queries of an update and of the status on a million games with those on a thousand. */
export async function compareDatabase(): Promise<readonly Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const open: { readonly close: () => void }[] = [];
  const archiveOf = async (games: number): Promise<Opened> => {
    const place = join(folder, String(games));
    mkdirSync(place);
    const paths = { rhdata: join(place, 'rhdata.db'), patchbin: join(place, 'patchbin.db') };
    await fillArchive(paths, { games, bytes: 10 });
    const archive = await openArchive(paths, { ...DEPS, isUnchangedSinceClose: () => true });
    const rhdata = connect(paths.rhdata, randomUUID);
    open.push(archive, rhdata);
    archive.queue.enqueue([{ record: parseGameRecord({ id: games + 1, name: 'New' }), priority: 100 }]);
    return { archive, rhdata, games };
  };
  try {
    const [small, large] = [await archiveOf(SMALL), await archiveOf(LARGE)];
    return Object.entries(ASKED).map(([what, ask]) => {
      const times = measure({ small: () => ask(small), large: () => ask(large) }, 21);
      return compared({
        what,
        ours: `${LARGE} games`,
        value: times.get('large') ?? NaN,
        against: `${SMALL} games`,
        itsValue: times.get('small') ?? NaN,
        aim: LOGARITHMIC,
      });
    });
  } finally {
    for (const each of open) each.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
