import { basename, join } from 'node:path';
import { isFile } from './isFile.js';

/**
 * The file that a folder named like a file stands for: the one in it with the same name; null if there is none.
 *
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/USERGUIDE.md#directories-interpreted-as-files
 */
export async function gameFolderFile(folder: string): Promise<string | null> {
  const file = join(folder, basename(folder));
  return (await isFile(file)) ? file : null;
}
