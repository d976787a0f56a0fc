import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Archive, openArchive } from '../src/archive/openArchive.js';
import { parseGameRecord } from '../src/formats/gameRecord.js';
import { type Comparison, compared } from './comparison.js';
import { fillArchive } from './fillArchive.js';
import { measure } from './measure.js';

const SMALL = 1000;
const LARGE = 1_000_000;
const PAGE = 50;
/** A thousand times the rows make a tree twice as deep. */
const LOGARITHMIC = 2;

type Ask = (archive: Archive, games: number) => unknown;

/** The newest games, two of which the archive does not have. */
const page = (games: number) =>
  Array.from({ length: PAGE }, (_, index) => games + 2 - index).map((id) =>
    parseGameRecord({ id, name: `Hack ${id}` }),
  );

const PAGES = new Map([SMALL, LARGE].map((games) => [games, page(games)]));

const ASKED: Readonly<Record<string, Ask>> = {
  [`filter of new games, a page of ${PAGE}`]: ({ sightings }, games) => sightings.compare(PAGES.get(games) ?? []),
  'next game of the queue, taken and put back': ({ queue }) => {
    queue.take({ minPriority: 0 });
    return queue.requeueInterrupted();
  },
  'how many games wait': ({ queue }) => queue.waiting(),
  'the failures, for the status': ({ queue }) => queue.failures(20),
  'what was announced and never recorded': ({ records }) => records.settle(),
  'count of the queue by state': ({ queue }) => queue.counts(),
};

/** What an update and the status ask of the databases, with a million games against a thousand. */
export async function compareDatabase(): Promise<readonly Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const open: Archive[] = [];
  const archiveOf = async (games: number): Promise<Archive> => {
    const place = join(folder, String(games));
    mkdirSync(place);
    const paths = { rhdata: join(place, 'rhdata.db'), patchbin: join(place, 'patchbin.db') };
    await fillArchive(paths, { games, bytes: 10 });
    const archive = await openArchive(paths, { now: Date.now, uuid: () => randomUUID(), isAsLeft: () => true });
    open.push(archive);
    archive.queue.enqueue([{ record: parseGameRecord({ id: games + 1, name: 'New' }), priority: 100 }]);
    return archive;
  };
  try {
    const [small, large] = [await archiveOf(SMALL), await archiveOf(LARGE)];
    return Object.entries(ASKED).map(([what, ask]) => {
      const times = measure({ small: () => ask(small, SMALL), large: () => ask(large, LARGE) }, 21);
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
    for (const archive of open) archive.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
