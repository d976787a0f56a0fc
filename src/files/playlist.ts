import { stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { listText } from '../formats/listText.js';
import { m3uEntries } from '../formats/m3u.js';
import { RomError } from '../model/errors.js';
import { below } from './below.js';
import { fileFault } from './fileFault.js';
import { gameFolderFile } from './gameFolder.js';
import { readAtMost } from './readAtMost.js';

/** A disc that a playlist names. */
export interface PlaylistDisc {
  /** Absolute. */
  readonly file: string;
  /** What the playlist names: `file`, or the folder that stands for it. Absolute. */
  readonly named: string;
}

const MAX_BYTES = 256 * 1024;

export const isPlaylist = (path: string): boolean => extname(path).toLowerCase() === '.m3u';

/**
 * The discs of a playlist, in order: at least one, and all of them exist.
 *
 * @param root - the system's ROM folder, outside of which no disc may lie
 * @throws RomError - the playlist cannot be read or names no disc, or one that is missing, lies outside, or is a
 *   playlist itself
 */
export async function playlistDiscs(
  playlist: string,
  root: string,
): Promise<readonly [PlaylistDisc, ...PlaylistDisc[]]> {
  const bytes = await readAtMost(playlist, MAX_BYTES).catch((error: unknown) => {
    throw fileFault('the playlist', error);
  });
  if (bytes === null) throw new RomError(`it has more than ${MAX_BYTES} bytes, too many for a playlist.`);
  const discs: PlaylistDisc[] = [];
  for (const name of m3uEntries(listText(bytes))) {
    const path = below(root, dirname(playlist), name);
    if (path === null) throw new RomError(`its disc ${name} is outside the ROM folder; move it there.`);
    if (isPlaylist(path)) throw new RomError(`it names another playlist, ${name}; list the discs themselves.`);
    const file = await discFile(path);
    if (file === null) throw new RomError(`its disc ${name} is missing; put it there or correct the playlist.`);
    discs.push({ file, named: path });
  }
  const [first, ...others] = discs;
  if (first === undefined) throw new RomError("it names no disc; write each disc's file name on a line of its own.");
  return [first, ...others];
}

async function discFile(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true) return gameFolderFile(path);
  return found?.isFile() === true ? path : null;
}
