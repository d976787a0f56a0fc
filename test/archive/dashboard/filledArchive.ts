import Database from 'better-sqlite3';
import { openArchive } from '../../../src/archive/openArchive.js';
import type { JsonObject } from '../../../src/model/game.js';
import { clock, deps, hackRecord, pathsIn, recordable, sealedPatch, takenFrom } from '../archiveFolder.js';

/** Fields of a record that lists can be filtered by. */
const kind = (difficulty: string, type: string): JsonObject => ({ fields: { difficulty, type } });

/**
 * An archive with a few games in every state: 1 to 4 are recorded, 2 in two versions, 4 is gone from the site; 5 and 6
 * failed, 5 for good; 7 and 8 are pending. There are two runs and a crawl.
 */
export async function filledArchive(folder: string): Promise<{ readonly rhdata: string; readonly patchbin: string }> {
  const paths = pathsIn(folder);
  const archive = await openArchive(paths, deps);
  const record = (id: string, content: string, overrides: JsonObject): void => {
    const game = hackRecord(id, overrides);
    archive.queue.enqueue([{ record: game, priority: 100 }]);
    const queued = archive.queue.take({ minPriority: 0 });
    archive.records.record(recordable(queued?.queueId ?? '', game, [sealedPatch(id, content)]));
    clock.ms += 60_000;
  };
  const crawl = archive.crawls.begin('https://site.test/', 'full');
  archive.crawls.fail(crawl, 'The site sent no JSON.');
  const run = archive.runs.begin({});
  const pictures = ['//dl.site.test/image/1.png', 'javascript:alert(1)'];
  record('1', 'a', { name: 'Cookie &amp; Kingdom', images: pictures, author: 'Ann', ...kind('Easy', 'Standard') });
  record('2', 'b', { name: 'beyond 100%', time: 1700000000, ...kind('Hard', 'Kaizo, Puzzle') });
  record('2', 'c', { name: 'Beyond 100%', time: 1750000000, ...kind('Hard', 'Kaizo, Puzzle') });
  record('3', 'd', { name: 'Castle_3', author: 'Cookie Monster', downloads: 5, ...kind('Easy', 'Kaizo') });
  record('4', 'e', { name: 'Dram', time: 1600000000, ...kind('Hard', 'Standard') });
  archive.runs.finish(run.id, 'completed', null);
  clock.ms += 3_600_000;
  archive.runs.begin({});
  archive.queue.enqueue(
    ['5', '6'].map((id) => ({
      record: hackRecord(id, { name: `Failing ${id}`, ...kind('Hard', 'Kaizo') }),
      priority: 300,
    })),
  );
  for (const [reason, final] of [
    ['The site is away.', true],
    ['There is no patch.', false],
  ] as const) {
    archive.queue.failed(takenFrom(archive), reason, { final, retryMax: 3 });
    clock.ms += 1000;
  }
  archive.queue.enqueue(
    ['7', '8'].map((id) => ({
      record: hackRecord(id, { name: `Waiting ${id}`, ...kind('Easy', 'Kaizo') }),
      priority: 50,
    })),
  );
  archive.close();
  write(paths.rhdata, "UPDATE gameversions SET removed = '1' WHERE gameid = '4'");
  return paths;
}

/** Writes as another program would. */
export function write(path: string, sql: string): void {
  const db = new Database(path);
  try {
    db.pragma('foreign_keys = OFF');
    db.exec(sql);
  } finally {
    db.close();
  }
}
