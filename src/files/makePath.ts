import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './errorCode.js';

/**
 * Makes a folder, with those above it, where it is missing; fails as the system does. Node's `recursive` calls a
 * read-only disk a missing folder, and asks for ever where the system says of a folder that its own is missing which is
 * there, as below `/proc`.
 */
export async function makePath(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (await isFolder(folder)) return;
    const above = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || above === folder) throw error;
    // The one above may be there by now: others make folders in it at the same time.
    if (!(await isFolder(above))) await makePath(above);
    await mkdir(folder).catch(async (again: unknown) => {
      if (!(await isFolder(folder))) throw again;
    });
  }
}

/** The same at once, for what comes before a database. */
export function makePathSync(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (isFolderSync(folder)) return;
    const above = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || above === folder) throw error;
    if (!isFolderSync(above)) makePathSync(above);
    try {
      mkdirSync(folder);
    } catch (again) {
      if (!isFolderSync(folder)) throw again;
    }
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
