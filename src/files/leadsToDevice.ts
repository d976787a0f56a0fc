import { stat } from 'node:fs/promises';
import { statOrNull } from './statOrNull.js';

/** What messages say about a path for which {@link leadsToDevice} is true. */
export const NO_FILE = 'is a device, a pipe or a socket, not a file';

/**
 * Whether a path leads to something that is neither a file nor a folder: opening a pipe blocks until its other end is
 * opened, and a device may be endless. False for a missing path.
 */
export async function leadsToDevice(path: string): Promise<boolean> {
  const there = await statOrNull(path, stat);
  return there !== null && !there.isFile() && !there.isDirectory();
}
