import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskError } from './diskError.js';

/**
 * Makes a folder in the system's temporary one.
 *
 * @param purpose - goes into its name
 * @throws ArchiveError - it cannot be made
 */
export async function makeTemporaryFolder(purpose: string): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), `romflow-${purpose}-`));
  } catch (error) {
    throw diskError('Cannot create a temporary folder in', tmpdir(), error);
  }
}

/**
 * Does something in a folder of its own in the system's temporary one, which is removed when it has ended.
 *
 * @param purpose - goes into the folder's name
 * @throws ArchiveError - the folder cannot be made
 */
export async function inTemporaryFolder<T>(purpose: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeTemporaryFolder(purpose);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
