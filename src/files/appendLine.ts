import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assertNoDevice } from './assertNoDevice.js';
import { diskError } from './diskError.js';
import { makePath } from './makePath.js';

/**
 * Adds a line, or several with `\n` between them, to the end of a file, in one write; the file and its folder are made where
 * they are missing.
 *
 * @throws ArchiveError - it cannot be written, or a device, a pipe or a socket has the name
 */
export async function appendLine(path: string, lines: string): Promise<void> {
  await assertNoDevice(path);
  try {
    await makePath(dirname(path));
    await appendFile(path, `${lines}\n`);
  } catch (error) {
    throw diskError('Cannot write', path, error);
  }
}
