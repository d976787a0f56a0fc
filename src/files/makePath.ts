import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './errorCode.js';

/**
 * Makes a folder, with those above it, where it is missing; fails as the system does. Node's `recursive` calls a read-only
 * disk a missing folder, and asks for ever where the system says of a folder that its own is missing which is there, as
 * below `/proc`.
 */
export async function makePath(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    const above = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || above === folder) throw error;
    await makePath(above);
    // Once more even if the one above was there: another may have made it in the meantime.
    await makeOne(folder);
  }
}

/** The same at once, for what comes before a database. */
export function makePathSync(folder: string): void {
  try {
    makeOneSync(folder);
  } catch (error) {
    const above = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || above === folder) throw error;
    makePathSync(above);
    makeOneSync(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const there = await stat(folder).catch(() => null);
    if (there?.isDirectory() !== true) throw error;
  }
}

function makeOneSync(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
