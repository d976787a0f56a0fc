import { ArchiveError } from '../model/errors.js';
import { NO_FILE, leadsToDevice } from './leadsToDevice.js';

/**
 * Makes sure that a file can be put, or added to, where a path leads: not in the place of `/dev/null`, which the superuser
 * would replace for everybody, nor into a pipe, which waits until somebody reads it.
 *
 * @throws ArchiveError - a device, a pipe or a socket has the name
 */
export async function assertNoDevice(path: string): Promise<void> {
  if (await leadsToDevice(path)) throw new ArchiveError(`Cannot write ${path}: it ${NO_FILE}; choose another place.`);
}
