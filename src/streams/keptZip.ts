import { basename } from 'node:path/posix';
import type { Records } from '../archive/records.js';
import type { ArchiveFiles } from '../files/archiveFiles.js';
import { foldNumber } from '../formats/canonicalValue.js';
import { downloadName } from '../formats/downloadName.js';
import { gameChange } from '../formats/gameChange.js';
import type { GameRecord, StoredZip } from '../model/game.js';

/**
 * The ZIP of a game's latest version, if the record still speaks of the same file, and that is there in the size that the
 * record tells; null when it must be fetched.
 *
 * @throws ArchiveError - the archive cannot be read
 */
export async function keptZip(
  record: GameRecord,
  records: Pick<Records, 'latestVersion'>,
  files: Pick<ArchiveFiles, 'zipSize'>,
): Promise<StoredZip | null> {
  const version = records.latestVersion(record.id);
  const path = version?.fileName ?? '';
  if (version === null || path === '' || gameChange(version, record).otherFile) return null;
  const bytes = await files.zipSize(path);
  const told = foldNumber(record.columns.size);
  if (bytes === null || bytes === 0 || (told !== null && told !== String(bytes))) return null;
  const fileName = downloadName(record.downloadUrl ?? '') ?? basename(path);
  return { path, bytes, etag: version.etag, lastModified: version.lastModified, fileName };
}
