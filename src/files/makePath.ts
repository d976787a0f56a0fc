import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './errorCode.js';

/**
 * Creates a folder and its missing parents; others may be creating them at the same time. Fails as the system does:
 * Node's `recursive` reports a read-only disk as a missing folder, and retries forever where the system reports an
 * existing parent as missing, as below `/proc` or for a name that an exFAT disk does not accept. That is `EINVAL` here.
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

/** The same, synchronously, for use before a database is opened. */
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

/**
 * Corrects the error for something that cannot be created in a folder that exists, although the system says that it is
 * missing.
 */
function refused(error: unknown): unknown {
  if (errorCode(error) !== 'ENOENT') return error;
  return Object.assign(new Error('The disk does not accept this name', { cause: error }), { code: 'EINVAL' });
}

/** The folder may exist already, or be created by another process at this moment. */
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
