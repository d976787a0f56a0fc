import { basename } from 'node:path/posix';
import type { Records } from '../archive/records.js';
import type { ArchiveFiles } from '../files/archiveFiles.js';
import { foldNumber } from '../formats/canonicalValue.js';
import { downloadName } from '../formats/downloadName.js';
import { gameChange } from '../formats/gameChange.js';
import { sha224Hex } from '../formats/hashes.js';
import { ItemError } from '../model/errors.js';
import type { GameRecord, StoredZip } from '../model/game.js';

/**
 * The ZIP of a game's latest version, if the record still refers to the same file, and that file exists, has the size that the
 * record states and contains the version's patch; null when it must be downloaded.
 *
 * @throws ArchiveError - the archive cannot be read
 */
export async function keptZip(
  record: GameRecord,
  records: Pick<Records, 'latestVersion'>,
  files: Pick<ArchiveFiles, 'zipSize' | 'readZip'>,
): Promise<StoredZip | null> {
  const version = records.latestVersion(record.id);
  const path = version?.fileName ?? '';
  if (version === null || path === '' || gameChange(version, record).otherFile) return null;
  const bytes = await files.zipSize(path);
  const told = foldNumber(record.columns.size);
  if (bytes === null || bytes === 0 || (told !== null && told !== String(bytes))) return null;
  const fileName = downloadName(record.downloadUrl ?? '') ?? basename(path);
  const { patSha224 } = version;
  if (patSha224 !== null && patSha224 !== '' && !(await holds(await files.readZip(path), patSha224))) return null;
  return { path, bytes, etag: version.etag, lastModified: version.lastModified, fileName };
}

/** Disk damage, or another tool, may have changed the file. */
async function holds(zip: Buffer, patSha224: string): Promise<boolean> {
  const { openPatchFile } = await import('../formats/zip.js');
  const opened = await openPatchFile(zip, '').catch(nullForItem);
  for (const candidate of opened?.candidates ?? []) {
    const patch = await opened?.read(candidate).catch(nullForItem);
    if (patch && sha224Hex(patch) === patSha224.toLowerCase()) return true;
  }
  return false;
}

function nullForItem(error: unknown): null {
  if (error instanceof ItemError) return null;
  throw error;
}
