import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
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
 * A track that is not there under its name is the file in the same folder that differs from it in upper and lower case alone: on
 * Windows, where many were made, it is the same.
 *
 * @param root - the system's ROM folder; no track outside of it is looked at
 */
export async function discImage(file: string, root: string): Promise<DiscImage> {
  const parse = DESCRIPTIONS[extname(file).toLowerCase()];
  const bytes = parse && (await readAtMost(file, MOST_BYTES).catch(() => null));
  if (!parse || !bytes) return { file, hashed: file, tracks: [] };
  const { files, data } = parse(listText(bytes));
  const listings = new Map<string, readonly string[]>();
  const tracks = new Map<string, string>();
  for (const name of files) {
    const path = NO_TRACK.test(name) ? null : below(root, dirname(file), name);
    if (path === null) continue;
    tracks.set(name, (await isFile(path)) ? path : await inAnyCase(path, listings));
  }
  const dataFile = tracks.get(data ?? '');
  return {
    file,
    hashed: dataFile !== undefined && (await isFile(dataFile)) ? dataFile : file,
    tracks: [...tracks.values()],
  };
}

/**
 * A file as its folder has it, in whatever case; as it was named when the folder has none.
 *
 * @param listings - the folders that were listed already
 */
async function inAnyCase(path: string, listings: Map<string, readonly string[]>): Promise<string> {
  const folder = dirname(path);
  const names = listings.get(folder) ?? (await readdir(folder).catch(() => []));
  listings.set(folder, names);
  const wanted = basename(path).toLowerCase();
  return join(folder, names.find((one) => one.toLowerCase() === wanted) ?? basename(path));
}
