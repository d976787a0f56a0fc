import { ArchiveError } from '../model/errors.js';
import { errorCode } from './errorCode.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and run again',
  EDQUOT: 'your share of the disk is used up; make room and run again',
  EACCES: 'there is no write access; change its permissions or choose another place',
  EPERM: 'there is no write access; change its permissions or choose another place',
  EROFS: 'the disk is read-only; choose another place',
  EBUSY: 'another program holds it; close that program and run again',
  ENOENT: 'its folder is missing; make the folder or choose another place',
  EEXIST: 'a file stands in its place, or a link to a disk that is not mounted; move that file away',
  ENOTDIR: 'a file stands where its folder should be, or a link to a disk that is not mounted; move that file away',
  EISDIR: 'a folder stands in its place; move that folder away',
  ENOTEMPTY: 'a folder stands in its place; move that folder away',
  ENAMETOOLONG: 'its path is too long; choose a place with a shorter one',
  EINVAL: 'its disk does not take this name; choose another one',
  ENXIO: 'it is a pipe that nobody reads, or a socket; let something read it, or choose another place',
  EPIPE: 'whoever read this pipe has gone; let something read it to the end',
  EMFILE: 'too many files are open; run again with fewer games at a time',
};

/** The reasons that differ for reading. */
const READING: typeof REASONS = {
  ...REASONS,
  EACCES: 'there is no read access; change its permissions or those of its folder',
  EPERM: 'there is no read access; change its permissions or those of its folder',
  ENOENT: 'it is not there any more; run again',
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
  const reason = reasons[code] ?? `the system says ${code}; look after the disk and run again`;
  return new ArchiveError(`${doing} ${path}: ${reason}.`, { cause: error });
}
