import { appendFile, lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArchiveError } from '../model/errors.js';
import { assertNoDevice } from './assertNoDevice.js';
import { diskError } from './diskError.js';
import { makePath } from './makePath.js';
import { statIfAny } from './statIfAny.js';

/** How such a log begins: with a time. */
const BEGINS = /^\d{4}-\d\d-\d\dT/;

/**
 * Adds a line, or several with `\n` between them, to the end of a log whose lines begin with a time, in one write; the file and
 * its folder are made where they are missing.
 *
 * @throws ArchiveError - it cannot be written, or a device, a pipe, a socket or a link to some other file has the name
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
 * Whoever made a folder may have put a link there that leads to any file of the user, such as one that a shell runs, and the
 * lines hold names out of the network.
 */
async function assertNoLinkAway(path: string): Promise<void> {
  const there = await statIfAny(path, lstat);
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
