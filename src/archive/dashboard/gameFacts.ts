import type { ReadDatabases } from '../databases.js';
import { gameHistory } from './gameHistory.js';
import { gamesByIds } from './gameList.js';
import { gameVersions, screenshotsOf } from './gameVersions.js';
import { openStates } from './openStates.js';
import { queueEntry } from './queueEntry.js';

/** All that an archive knows of a game. */
export type GameFacts = NonNullable<ReturnType<typeof gameFacts>>;

/**
 * Reads all that an archive knows of a game; null when it knows nothing.
 *
 * @param on - both databases; `patchbin` is null when there is no `patchbin.db`
 * @param site - the base of relative addresses
 */
export function gameFacts(on: ReadDatabases, id: string, site: URL) {
  const { versions, record, pageUrl } = gameVersions(on, id, site);
  const queued = queueEntry(on.rhdata, id);
  if (versions.length === 0 && queued === null) return null;
  return {
    listed: gamesByIds(on.rhdata, [id]).get(id) ?? null,
    queue: openStates(on.rhdata, [id]).get(id) ?? null,
    /** The queued record, for a game of which the archive has no version yet. */
    waiting: queued?.record ?? null,
    pageUrl,
    screenshots: screenshotsOf(record ?? queued?.record?.raw ?? null, site),
    versions,
    ...gameHistory(on.rhdata, id),
    queueEntry: queued?.entry ?? null,
    tried: queued?.tried ?? [],
  };
}
