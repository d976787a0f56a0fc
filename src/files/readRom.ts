import { realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isWritable } from '../formats/gamelist/xmlText.js';
import { RomError } from '../model/errors.js';
import type { RomFile } from '../model/romFile.js';
import { discImage } from './discImage.js';
import { fileFault } from './fileFault.js';
import { gameFolderFile } from './gameFolder.js';
import { isPlaylist, playlistDiscs } from './playlist.js';
import type { RomEntry } from './romFolder.js';

/** A game, and the files that belong to it and are not games themselves: real paths, absolute. */
export interface ReadRom {
  readonly rom: RomFile;
  readonly parts: readonly string[];
}

/**
 * Determines which file identifies an entry.
 *
 * | entry | looked up by the name and size of | hashed |
 * |---|---|---|
 * | a file | itself | itself |
 * | `.cue`, `.gdi` | itself | its first data track (see {@link discImage}) |
 * | `.m3u` | its first disc | as for its first disc |
 * | a folder named like a file | the file in it that has its name | as for that file |
 *
 * So `Saga.m3u` is looked up as `Saga (Disc 1).cue`, with that file's size, and recognized by the hash of its data
 * track.
 *
 * @param root - the system's ROM folder
 * @throws RomError - it cannot be read, has a name that XML cannot hold, or is a playlist or folder that lacks what it
 *   needs; says why, without the entry's name
 */
export async function readRom(entry: RomEntry, root: string): Promise<ReadRom> {
  if (!isWritable(entry.path)) throw new RomError('its name has characters that a gamelist cannot contain; rename it.');
  const file = entry.kind === 'file' ? entry.file : await gameFolderFile(entry.file);
  if (file === null) {
    const name = basename(entry.file);
    throw new RomError(`the folder is named like a file but holds no ${name}; put it there or rename the folder.`);
  }
  const discs = isPlaylist(file) ? await playlistDiscs(file, root) : ([{ file, named: file }] as const);
  const [first, ...others] = discs;
  const image = await discImage(first.file, root);
  const images = [image, ...(await Promise.all(others.map((disc) => discImage(disc.file, root))))];
  try {
    const named = await stat(first.file);
    const hashed = image.hashed === image.file ? named : await stat(image.hashed);
    const parts = [...discs.map((disc) => disc.named), ...images.flatMap(({ tracks }) => tracks)];
    return {
      rom: {
        path: `./${entry.path}`,
        mediaStem:
          entry.kind === 'folder' ? entry.path : entry.path.slice(0, entry.path.length - entry.extension.length),
        file: image.hashed,
        romName: basename(first.file),
        size: named.size,
        mtimeMs: Math.trunc(hashed.mtimeMs),
        fileSize: hashed.size,
      },
      parts: await Promise.all(parts.filter((part) => part !== file).map((part) => realpath(part).catch(() => part))),
    };
  } catch (error) {
    throw fileFault('the file', error);
  }
}
