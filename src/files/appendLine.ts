import { appendFile, lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArchiveError } from '../model/errors.js';
import { assertNoDevice } from './assertNoDevice.js';
import { diskError } from './diskError.js';
import { makePath } from './makePath.js';
import { statOrNull } from './statOrNull.js';

/** Such a log begins with a timestamp. */
const BEGINS = /^\d{4}-\d\d-\d\dT/;

/**
 * Appends a line, or several with `\n` between them, in one write, to a log whose lines begin with a timestamp. Creates
 * the file and its folder if they are missing.
 *
 * @throws ArchiveError - it cannot be written, or the path is a device, a pipe, a socket or a link to some other file
 */
export async function appendLine(path: string, lines: string): Promise<void> {
  await assertNoDevice(path);
  await assertNoLinkAway(path);
  try {
    await makePath(dirname(path));
    await appendFile(path, `${lines}\n`);
  } catch (error) {
    throw diskError('Cannot write', path, error);
  }
}

/**
 * Whoever created a folder may have planted a link there to any of the user's files, such as one that a shell runs, and
 * the lines contain names from the network.
 */
async function assertNoLinkAway(path: string): Promise<void> {
  const there = await statOrNull(path, lstat);
  if (there?.isSymbolicLink() !== true) return;
  const beginning = await beginningOf(path).catch(() => null);
  if (beginning === '' || (beginning !== null && BEGINS.test(beginning))) return;
  throw new ArchiveError(`Cannot write ${path}: it is a link to something other than a log; remove it.`);
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
