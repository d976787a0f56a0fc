import { join } from 'node:path';
import { type ArchiveLock, lockArchive } from './lock.js';
import { SCRAPE_STATE_FILE } from './scrapeState.js';

/**
 * Locks a folder of gamelists, and the media that belong to them, for this process: whoever writes there also removes what
 * a killed run left half written, so a scrape and a publication must not run at the same time.
 *
 * @param gamelists - the folder
 * @throws ArchiveLockedError that names the process holding it
 * @throws ArchiveError when the lock file cannot be written
 */
export const lockGamelists = (gamelists: string, now: () => Date): ArchiveLock =>
  lockArchive(join(gamelists, SCRAPE_STATE_FILE), now, 'these gamelists');
