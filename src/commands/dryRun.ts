import { copyArchive } from '../archive/copyDatabase.js';
import type { Settings } from '../config/settings.js';
import { archivePaths } from '../files/archivePaths.js';
import { inTemporaryFolder } from '../files/temporaryFolder.js';

/**
 * Runs something on a copy of the archive's databases in a temporary folder, which is removed afterwards. Not a byte of the
 * archive is touched. Its files are not copied, so whatever is needed of them is fetched or generated again.
 *
 * @throws ArchiveError - the folder cannot be created, or a database cannot be copied
 */
export function inDryRun<T>(settings: Settings, work: (settings: Settings) => Promise<T>): Promise<T> {
  return inTemporaryFolder('dry-run', async (root) => {
    const databases = await copyArchive(settings.databases, root);
    return work({ ...settings, archive: root, databases, paths: archivePaths(root) });
  });
}
