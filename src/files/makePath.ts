import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './errorCode.js';

/**
 * Makes a folder, with those above it, where it is missing; others may be making them, too. Fails as the system does: Node's
 * `recursive` calls a read-only disk a missing folder, and asks for ever where the system says of a folder that its own is
 * missing which is there, as below `/proc`, or for a name that an exFAT disk does not take. That is `EINVAL` here.
 */
export async function makePath(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makePath(dirname(folder));
    await makeOne(folder).catch(async (failure: unknown) => {
      throw (await isFolder(dirname(folder))) ? refused(failure) : failure;
    });
  }
}

/** The same at once, for what comes before a database. */
export function makePathSync(folder: string): void {
  try {
    makeOneSync(folder);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    makePathSync(dirname(folder));
    try {
      makeOneSync(folder);
    } catch (failure) {
      throw isFolderSync(dirname(folder)) ? refused(failure) : failure;
    }
  }
}

/** What cannot be made in a folder that is there, though the system says that nothing is. */
function refused(error: unknown): unknown {
  if (errorCode(error) !== 'ENOENT') return error;
  return Object.assign(new Error('The disk does not accept this name', { cause: error }), { code: 'EINVAL' });
}

/** It may be there already, or be made by another in this moment. */
async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (!(await isFolder(folder))) throw error;
  }
}

function makeOneSync(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isFolderSync(folder)) throw error;
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
