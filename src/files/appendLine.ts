import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from './diskError.js';

/**
 * Adds a line to the end of a file, in one write; the file and its folder are made where they are missing.
 *
 * @throws ArchiveError - it cannot be written
 */
export async function appendLine(path: string, line: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, `${line}\n`);
  } catch (error) {
    throw diskError('Cannot write', path, error);
  }
}
