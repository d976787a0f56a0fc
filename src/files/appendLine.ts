import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assertNoDevice } from './assertNoDevice.js';
import { diskError } from './diskError.js';
import { makePath } from './makeFolder.js';

/**
 * Adds a line to the end of a file, in one write; the file and its folder are made where they are missing.
 *
 * @throws ArchiveError - it cannot be written, or a device, a pipe or a socket has the name
 */
export async function appendLine(path: string, line: string): Promise<void> {
  await assertNoDevice(path);
  try {
    await makePath(dirname(path));
    await appendFile(path, `${line}\n`);
  } catch (error) {
    throw diskError('Cannot write', path, error);
  }
}
