import { RomError } from '../../model/errors.js';
import type { MediaKind } from '../../model/mediaKind.js';
import type { MediaFormat } from './mediaFormats.js';

/**
 * Where ES-DE looks for a medium, below `<media>/<system>`, with `/`: `covers/sub/Game (USA).png`.
 *
 * @param mediaStem - the ROM's, as in its folder: subfolders and name, with `/`, without extension
 * @throws RomError - the stem leads out of the folder
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/USERGUIDE.md (Manually copying game media files)
 */
export function mediaPath(kind: MediaKind, mediaStem: string, format: MediaFormat): string {
  if (mediaStem.split('/').every(isName)) return `${kind}/${mediaStem}.${format}`;
  throw new RomError(
    `${JSON.stringify(mediaStem.slice(0, 80))} cannot be the name of a medium, because it leads to another folder: rename the ROM.`,
  );
}

const isName = (part: string): boolean => part !== '' && part !== '.' && part !== '..' && !part.includes('\0');

/**
 * The key of stems that are the same place on some disk: on one that ignores case, as memory cards do, or Unicode
 * normalization.
 */
export const placeKey = (mediaStem: string): string => mediaStem.normalize('NFC').toLowerCase();
