import { ArchiveError } from '../model/errors.js';
import { NO_FILE, leadsToDevice } from './leadsToDevice.js';

const ADVICE = { write: 'choose another place', read: 'move it away' } as const;

/**
 * Ensures that a path is safe to create, append to or read: it is not `/dev/null`, which the superuser would replace
 * for everybody, nor a pipe, which blocks until its other end is opened.
 *
 * @throws ArchiveError - the path is a device, a pipe or a socket
 */
export async function assertNoDevice(path: string, verb: keyof typeof ADVICE = 'write'): Promise<void> {
  if (await leadsToDevice(path)) throw new ArchiveError(`Cannot ${verb} ${path}: it ${NO_FILE}; ${ADVICE[verb]}.`);
}
