import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskError } from './diskError.js';

/**
 * Creates a folder in the system's temporary folder.
 *
 * @param purpose - goes into its name
 * @throws ArchiveError - it cannot be created
 */
export async function makeTemporaryFolder(purpose: string): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), `romflow-${purpose}-`));
  } catch (error) {
    throw diskError('Cannot create a temporary folder in', tmpdir(), error);
  }
}

/**
 * Does something in a new folder in the system's temporary folder, which is removed afterwards.
 *
 * @param purpose - goes into the folder's name
 * @throws ArchiveError - the folder cannot be created
 */
export async function inTemporaryFolder<T>(purpose: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeTemporaryFolder(purpose);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
