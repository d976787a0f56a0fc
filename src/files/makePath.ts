import { mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './errorCode.js';

/** What making folders needs of the system. */
export interface FolderMaker {
  readonly mkdir: (path: string, options: { readonly recursive: true }) => Promise<unknown>;
  readonly mkdirSync: (path: string, options?: { readonly recursive: true }) => unknown;
}

const maker: FolderMaker = { mkdir, mkdirSync };

/**
 * Makes a folder, with those above it, where it is missing.
 *
 * @throws what the system says, also where Node knows only that something is missing
 */
export async function makePath(folder: string, on = maker): Promise<void> {
  try {
    await on.mkdir(folder, { recursive: true });
  } catch (error) {
    throw reason(folder, error, on);
  }
}

/** The same at once. */
export function makePathSync(folder: string, on = maker): void {
  try {
    on.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw reason(folder, error, on);
  }
}

/** Of several folders at once, Node says ENOENT for whatever it does not know, a read-only disk among it; of one it says why. */
function reason(folder: string, error: unknown, on: FolderMaker): unknown {
  if (errorCode(error) !== 'ENOENT') return error;
  try {
    on.mkdirSync(folder);
    return error;
  } catch (why) {
    if (errorCode(why) === 'EEXIST') return error;
    return errorCode(why) !== 'ENOENT' || dirname(folder) === folder ? why : reason(dirname(folder), error, on);
  }
}
