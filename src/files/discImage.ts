import { dirname, extname } from 'node:path';
import { cueTracks, type DiscTracks } from '../formats/cueSheet.js';
import { gdiTracks } from '../formats/gdi.js';
import { listText } from '../formats/listText.js';
import { below } from './below.js';
import { readAtMost } from './readAtMost.js';
import { isFile } from './isFile.js';

/** A disc, or whatever else is one file that is played. */
export interface DiscImage {
  /** The file that an emulator is given: the cue sheet. Absolute. */
  readonly file: string;
  /** What tells which disc it is: its first data track, or `file` itself. Absolute. */
  readonly hashed: string;
  /** Files that belong to it and are no games of their own. Absolute; they need not be there. */
  readonly tracks: readonly string[];
}

const DESCRIPTIONS: Readonly<Record<string, (text: string) => DiscTracks>> = { '.cue': cueTracks, '.gdi': gdiTracks };
/** Names that hold no track, whatever a description says: so nothing belongs to itself. */
const NO_TRACK = /\.(?:cue|gdi|m3u)$/i;
/** A hundred tracks with the longest names there are measure less. */
const MOST_BYTES = 512 * 1024;

/**
 * Looks what a disc consists of. A `.cue` or `.gdi` is identified by its first data track; by itself when it names none, when
 * that track is not there or does not lie below the root, and when it cannot be read. Any other file is identified by itself.
 *
 * @param root - the system's ROM folder; no track outside of it is looked at
 */
export async function discImage(file: string, root: string): Promise<DiscImage> {
  const parse = DESCRIPTIONS[extname(file).toLowerCase()];
  const bytes = parse && (await readAtMost(file, MOST_BYTES).catch(() => null));
  if (!parse || !bytes) return { file, hashed: file, tracks: [] };
  const { files, data } = parse(listText(bytes));
  const placeOf = (name: string): string | null => (NO_TRACK.test(name) ? null : below(root, dirname(file), name));
  const dataFile = data === null ? null : placeOf(data);
  return {
    file,
    hashed: dataFile !== null && (await isFile(dataFile)) ? dataFile : file,
    tracks: files.map(placeOf).filter((track) => track !== null),
  };
}
