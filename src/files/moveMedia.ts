import { lstat, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mediaFormats } from '../formats/media/mediaFormats.js';
import { mediaPath } from '../formats/media/mediaPath.js';
import { MEDIA_KIND_NAMES } from '../model/mediaKind.js';
import { diskError } from './diskError.js';
import { failpoint } from './failpoint.js';
import { makePath } from './makePath.js';
import { assertWithin } from './mediaPlace.js';
import { statOrNull } from './statOrNull.js';

/**
 * Renames all media of a game after its ROM's current name. One whose new name is taken stays where it is.
 *
 * @param root - the system's media folder, absolute
 * @param from - the ROM's previous subfolders and name, with `/`, without extension; `to` are the current ones
 * @throws RomError - a name leads out of the folder
 * @throws ArchiveError - a file cannot be moved
 */
export async function moveMedia(root: string, from: string, to: string): Promise<void> {
  for (const kind of MEDIA_KIND_NAMES) {
    for (const format of mediaFormats(kind)) {
      const at = (stem: string): string => join(root, ...mediaPath(kind, stem, format).split('/'));
      const [source, target] = [at(from), at(to)];
      if ((await statOrNull(source, lstat)) === null || (await statOrNull(target, lstat)) !== null) continue;
      for (const path of [source, target]) await assertWithin(join(root, kind), path);
      try {
        await makePath(dirname(target));
        await rename(source, target);
        failpoint('after move');
      } catch (error) {
        throw diskError('Cannot rename', source, error);
      }
    }
  }
}
