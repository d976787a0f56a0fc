import { RomError } from '../model/errors.js';
import { errorCode } from './errorCode.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it no longer exists',
  ENOTDIR: 'it no longer exists',
  EACCES: 'you have no read permission; change its permissions',
  EPERM: 'you have no read permission; change its permissions',
  ELOOP: 'it is a link to itself; remove the link',
  EIO: 'the disk cannot read it; check the disk',
  EMFILE: 'too many files are open; run again with fewer threads',
};

/**
 * Explains in one sentence why a ROM, or something that belongs to it, cannot be read.
 *
 * @param what - named before the reason
 * @param error - what Node threw; anything that is not a system error is returned unchanged
 */
export function fileFault(what: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  return new RomError(`${what} cannot be read: ${REASONS[code] ?? `the system says ${code}`}.`, { cause: error });
}
