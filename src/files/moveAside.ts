import { lstat, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { type Disk, disk, writeFileAtomic } from './atomicFile.js';
import { diskError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { makePath } from './makePath.js';
import { assertWithin } from './mediaPlace.js';
import { statOrNull } from './statOrNull.js';

/**
 * Moves a file to a place below a folder, under the first free name: `Game.png`, `Game-2.png` …
 *
 * @param to - below `root`, with `/`
 * @returns where it is now, below `root`, with `/`
 * @throws RomError - the place lies outside `root`
 * @throws ArchiveError - it cannot be moved
 */
export async function moveAside(path: string, root: string, to: string, on: Disk = disk): Promise<string> {
  const { dir, name, ext } = posix.parse(to);
  const at = (below: string): string => join(root, ...below.split('/'));
  await assertWithin(root, at(to));
  try {
    await makePath(dirname(at(to)));
    for (let number = 1; ; number += 1) {
      const free = posix.join(dir, `${name}${number === 1 ? '' : `-${number}`}${ext}`);
      if ((await statOrNull(at(free), lstat)) !== null) continue;
      await move(path, at(free), on);
      return free;
    }
  } catch (error) {
    throw diskError('Cannot move', path, error);
  }
}

/** Between two disks, a file can only be copied; the original is removed once the copy is durable. */
async function move(from: string, to: string, on: Disk): Promise<void> {
  try {
    await on.rename(from, to);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    await writeFileAtomic(to, await readFile(from), on);
    await on.rm(from, { force: true });
  }
}
