import { join } from 'node:path';
import { blobName } from './archivePaths.js';
import { assertNoDevice } from './assertNoDevice.js';
import { readError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { readAtMost } from './readAtMost.js';

/** Far larger than any blob. */
const MAX_BYTES = 128 * 1024 * 1024;

/**
 * A blob's file; null if there is none, or if the name is not that of a blob.
 *
 * @throws ArchiveError - it cannot be read, or is a device, a pipe or a socket
 */
export async function readBlobFile(folder: string, name: string): Promise<Buffer | null> {
  const path = pathOf(folder, name);
  if (path === null) return null;
  await assertNoDevice(path, 'read');
  try {
    return await readAtMost(path, MAX_BYTES);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw readError('Cannot read', path, error);
  }
}

function pathOf(folder: string, name: string): string | null {
  try {
    return join(folder, blobName(name));
  } catch {
    return null;
  }
}
