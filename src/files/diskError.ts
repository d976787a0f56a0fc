import { ArchiveError } from '../model/errors.js';
import { errorCode } from './errorCode.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and run again',
  EDQUOT: 'your disk quota is used up; free some space and run again',
  EACCES: 'you have no write permission; change its permissions or choose another place',
  EPERM: 'you have no write permission; change its permissions or choose another place',
  EROFS: 'the disk is read-only; choose another place',
  EBUSY: 'another program is using it; close that program and run again',
  ENOENT: 'its folder is missing; create the folder or choose another place',
  EEXIST: 'a file, or a link to a disk that is not mounted, is in its place; move it away',
  ENOTDIR: 'a file, or a link to a disk that is not mounted, is where its folder should be; move it away',
  EISDIR: 'a folder is in its place; move that folder away',
  ENOTEMPTY: 'a folder is in its place; move that folder away',
  ENAMETOOLONG: 'its path is too long; choose a place with a shorter path',
  EINVAL: 'its disk does not accept this name; choose another one',
  ENXIO: 'it is a pipe without a reader, or a socket; start a reader, or choose another place',
  EPIPE: 'the reader of this pipe has gone; use one that reads it to the end',
  EMFILE: 'too many files are open; run again with fewer games at a time',
};

/** The reasons that differ for reading. */
const READING: typeof REASONS = {
  ...REASONS,
  EACCES: 'you have no read permission; change its permissions or those of its folder',
  EPERM: 'you have no read permission; change its permissions or those of its folder',
  ENOENT: 'it no longer exists; run again',
};

/** Errors of a single file or folder, which do not affect others on the disk. */
const ONE_PLACE: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EBUSY',
  'ENOENT',
  'EEXIST',
  'ENOTDIR',
  'EISDIR',
  'ENOTEMPTY',
  'ENAMETOOLONG',
  'EINVAL',
  'ELOOP',
]);

/** Whether a {@link diskError} concerns a single file or folder, not the whole disk. */
export const concernsOnePlace = ({ cause }: ArchiveError): boolean => ONE_PLACE.has(errorCode(cause) ?? '');

/**
 * Explains a file system error to the user, in one sentence.
 *
 * @param doing - what failed, such as `Cannot write`
 * @param error - what Node threw; anything that is not a system error is returned unchanged
 */
export const diskError = (doing: string, path: string, error: unknown): unknown =>
  explained(doing, path, error, REASONS);

/** The same for something that was only to be read, such as `Cannot read`. */
export const readError = (doing: string, path: string, error: unknown): unknown =>
  explained(doing, path, error, READING);

function explained(doing: string, path: string, error: unknown, reasons: typeof REASONS): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  const reason = reasons[code] ?? `the system says ${code}; check the disk and run again`;
  return new ArchiveError(`${doing} ${path}: ${reason}.`, { cause: error });
}
