import type { Connection } from '../archive/connection.js';
import { publishableHacks } from '../archive/publishableHacks.js';
import { hackEntry, hackImage, hackName, hackNameValues } from '../formats/hackEntry.js';
import type { Report } from '../model/events.js';
import type { UnplacedHack } from './placedHacks.js';

/**
 * Yields every hack of an archive that has a patch, in ascending order of id, with what a front end shows of it. A hack without
 * a patch is reported and left out.
 *
 * @throws ArchiveError - the database cannot be read
 */
export function* archivedHacks(rhdata: Connection, report: Report): Generator<UnplacedHack, void, undefined> {
  for (const { blob, patSha224, hashes, ...facts } of publishableHacks(rhdata)) {
    const { id } = facts;
    const name = hackName(facts);
    if (blob === null) {
      const reason = 'the archive has no patch of it';
      report({ type: 'rom.published', id, name, file: '', outcome: 'skipped', reason });
      continue;
    }
    const version = String(facts.version);
    const hack = { id, name, version, blob, patSha224, hashes, image: hackImage(facts), entry: hackEntry(facts) };
    yield { hack, values: hackNameValues(facts) };
  }
}
