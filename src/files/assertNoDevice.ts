import { stat } from 'node:fs/promises';
import { ArchiveError } from '../model/errors.js';
import { statIfAny } from './statIfAny.js';

/**
 * Makes sure that a file can be put, or added to, where a path leads: not in the place of `/dev/null`, which the superuser
 * would replace for everybody, nor into a pipe, which waits until somebody reads it.
 *
 * @throws ArchiveError - a device, a pipe or a socket has the name
 */
export async function assertNoDevice(path: string): Promise<void> {
  const there = await statIfAny(path, stat);
  if (there === null || there.isFile() || there.isDirectory()) return;
  throw new ArchiveError(`Cannot write ${path}: it is no file but a device, a pipe or a socket; choose another place.`);
}
