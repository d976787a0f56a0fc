import type { KnownBlob } from '../archive/knownBlobs.js';
import type { VerifyFiles } from '../files/verifyFiles.js';
import { parseJsonObject, readArchiveFields } from '../formats/archiveFields.js';
import type { HackFile } from '../formats/hackFile.js';
import { withBlob } from '../formats/metaFiles.js';
import type { JsonObject } from '../model/game.js';

export interface KeepHackDeps {
  /** The archive's own files. */
  readonly kept: Pick<VerifyFiles, 'read'>;
  readonly writeHack: (id: string, json: JsonObject) => Promise<void>;
}

/**
 * Saves a hack's JSON in the archive, unless it is already there. If it names a blob of its own where the archive has another
 * of the same patch, it is written with that blob's names, so that file and rows agree; a file already there is then replaced.
 *
 * @throws ItemError - the existing file cannot be read
 * @throws ArchiveError - the file cannot be written
 */
export async function keepHack(
  { record, words }: HackFile,
  reused: KnownBlob | null,
  deps: KeepHackDeps,
): Promise<void> {
  const there = await deps.kept.read('hacks', record.id);
  const own = words.patchblob1_name;
  const renamed = reused !== null && reused.patchblob1_name !== own;
  if (there !== null && !(renamed && namedIn(there) === own)) return;
  await deps.writeHack(record.id, renamed ? withBlob(record.raw, reused) : record.raw);
}

const namedIn = (json: Buffer): string | null =>
  readArchiveFields(parseJsonObject(json.toString('utf8'))).patchblob1_name;
