import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { cueTracks, type DiscTracks } from '../formats/cueSheet.js';
import { gdiTracks } from '../formats/gdi.js';
import { listText } from '../formats/listText.js';
import { below } from './below.js';
import { isFile } from './isFile.js';
import { readAtMost } from './readAtMost.js';

/** A disc image, or any other game that is a single file. */
export interface DiscImage {
  /** The file that an emulator is given, such as the cue sheet. Absolute. */
  readonly file: string;
  /** The file that identifies the disc: its first data track, or `file` itself. Absolute. */
  readonly hashed: string;
  /** Files that belong to it and are not games themselves. Absolute; they need not exist. */
  readonly tracks: readonly string[];
}

const DESCRIPTIONS: Readonly<Record<string, (text: string) => DiscTracks>> = { '.cue': cueTracks, '.gdi': gdiTracks };
/** Names that are never tracks, whatever a description says, so that nothing belongs to itself. */
const NO_TRACK = /\.(?:cue|gdi|m3u)$/i;
/** A hundred tracks with the longest possible names take less than this. */
const MAX_BYTES = 512 * 1024;

/**
 * Determines what a disc consists of. A `.cue` or `.gdi` is identified by its first data track; by itself if it names
 * none, if that track is missing or does not lie below the root, or if it cannot be read. Any other file is identified
 * by itself. Where no file has a track's exact name, the file in the same folder that differs only in case is used: on
 * Windows, where many descriptions were made, it is the same.
 *
 * @param root - the system's ROM folder; tracks outside of it are ignored
 */
export async function discImage(file: string, root: string): Promise<DiscImage> {
  const parse = DESCRIPTIONS[extname(file).toLowerCase()];
  const bytes = parse && (await readAtMost(file, MAX_BYTES).catch(() => null));
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
 * A file's path, with the case that its folder uses; unchanged if the folder has no such file.
 *
 * @param listings - the folders that have been listed already
 */
async function inAnyCase(path: string, listings: Map<string, readonly string[]>): Promise<string> {
  const folder = dirname(path);
  const names = listings.get(folder) ?? (await readdir(folder).catch(() => []));
  listings.set(folder, names);
  const wanted = basename(path).toLowerCase();
  return join(folder, names.find((one) => one.toLowerCase() === wanted) ?? basename(path));
}
