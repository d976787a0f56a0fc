import { basename, join } from 'node:path';
import { isFile } from './isFile.js';

/**
 * The file that a folder named like a file stands for, or null if there is none: the one in it that has its name.
 *
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/USERGUIDE.md#directories-interpreted-as-files
 */
export async function gameFolderFile(folder: string): Promise<string | null> {
  const file = join(folder, basename(folder));
  return (await isFile(file)) ? file : null;
}
