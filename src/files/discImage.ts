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
 * A track that is not there under its name is the file beside the description that differs from it in upper and lower case
 * alone: on Windows, where many were made, it is the same.
 *
 * @param root - the system's ROM folder; no track outside of it is looked at
 */
export async function discImage(file: string, root: string): Promise<DiscImage> {
  const parse = DESCRIPTIONS[extname(file).toLowerCase()];
  const bytes = parse && (await readAtMost(file, MOST_BYTES).catch(() => null));
  if (!parse || !bytes) return { file, hashed: file, tracks: [] };
  const { files, data } = parse(listText(bytes));
  const folder = dirname(file);
  let names: readonly string[] | null = null;
  const tracks = new Map<string, string>();
  for (const name of files) {
    const path = NO_TRACK.test(name) ? null : below(root, folder, name);
    if (path === null) continue;
    const isThere = dirname(path) !== folder || (await isFile(path));
    if (!isThere) names ??= await readdir(folder).catch(() => []);
    tracks.set(name, isThere ? path : join(folder, asIn(basename(path), names ?? [])));
  }
  const dataFile = tracks.get(data ?? '');
  return {
    file,
    hashed: dataFile !== undefined && (await isFile(dataFile)) ? dataFile : file,
    tracks: [...tracks.values()],
  };
}

/** A name as a folder has it, in whatever case; itself when the folder has none. */
const asIn = (name: string, names: readonly string[]): string =>
  names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;
