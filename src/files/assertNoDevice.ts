import { ArchiveError } from '../model/errors.js';
import { NO_FILE, leadsToDevice } from './leadsToDevice.js';

const ADVICE = { write: 'choose another place', read: 'move it away' } as const;

/**
 * Makes sure that a file can be put, added to, or read, where a path leads: not in the place of `/dev/null`, which the
 * superuser would replace for everybody, nor into a pipe, which waits until somebody opens its other end.
 *
 * @throws ArchiveError - a device, a pipe or a socket has the name
 */
export async function assertNoDevice(path: string, verb: keyof typeof ADVICE = 'write'): Promise<void> {
  if (await leadsToDevice(path)) throw new ArchiveError(`Cannot ${verb} ${path}: it ${NO_FILE}; ${ADVICE[verb]}.`);
}
