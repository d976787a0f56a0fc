import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './errorCode.js';

/**
 * Makes a folder, with those above it, where it is missing; fails as the system does. Node's `recursive` calls a read-only disk a missing folder, and asks for ever where the
 * system says of a folder that its own is missing which is there, as below `/proc`.
 */
export async function makePath(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (await isFolder(folder)) return;
    const above = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || above === folder || (await isFolder(above))) throw error;
    await makePath(above);
    // Another may have made it in the meantime.
    await makePath(folder);
  }
}

/** The same at once, for what comes before a database. */
export function makePathSync(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (isFolderSync(folder)) return;
    const above = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || above === folder || isFolderSync(above)) throw error;
    makePathSync(above);
    makePathSync(folder);
  }
}

async function isFolder(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => null);
  return there?.isDirectory() === true;
}

function isFolderSync(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
