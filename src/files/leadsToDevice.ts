import { stat } from 'node:fs/promises';
import { statIfAny } from './statIfAny.js';

/** What a path is called where {@link leadsToDevice}. */
export const NO_FILE = 'is a device, a pipe or a socket, not a file';

/**
 * Whether a path leads to something that is neither a file nor a folder: whoever opens a pipe waits until somebody opens its
 * other end, and a device may have no end. False for what is not there.
 */
export async function leadsToDevice(path: string): Promise<boolean> {
  const there = await statIfAny(path, stat);
  return there !== null && !there.isFile() && !there.isDirectory();
}
