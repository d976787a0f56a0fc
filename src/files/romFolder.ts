import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { romExtension } from '../formats/romExtension.js';
import { errorCode } from './errorCode.js';
import { isGone } from './isGone.js';

/** A file, or a folder named like one, that belongs to a system. */
export interface RomEntry {
  /** Below the system's folder, with `/`: `sub/Game (USA).zip`. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  readonly kind: 'file' | 'folder';
  /** As the system lists it, lower case; empty for a name without one. */
  readonly extension: string;
}

/** ES-DE shows nothing in a folder with this file, nor below it. */
const HIDES_FOLDER = 'noload.txt';

interface Folder {
  readonly path: string;
  readonly file: string;
}

interface Found extends Folder {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other' | 'gone';
  readonly linked: boolean;
}

/**
 * Walks a system's folder and everything below it. Hidden names (`.…`) are skipped, and so are folders that hold a
 * `noload.txt`; a folder named like a file is not walked. Links are followed, but no folder is walked twice: one behind
 * a link comes after all the others, so that it keeps its own name if it has one here. A missing folder holds nothing.
 *
 * @param root - absolute
 * @param extensions - as {@link romExtension} takes them
 * @param warn - told of a dangling link, a name that is not UTF-8, and a folder that cannot be read
 * @returns in the order of the walk, which is the same on every operating system
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/USERGUIDE.md (noload.txt)
 */
export async function romFolder(
  root: string,
  extensions: readonly string[],
  warn: (message: string) => void,
): Promise<readonly RomEntry[]> {
  const entries: RomEntry[] = [];
  const walked = new Set<string>();
  const folders: Folder[] = [{ path: '', file: root }];
  const links: Folder[] = [];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift() ?? links.shift()) {
    for (const found of await listOnce(folder, walked, warn)) {
      const { path, file, name, kind, linked } = found;
      if (kind === 'gone') warn(`./${path} is skipped: it is a dangling link; repair or remove it.`);
      if (kind !== 'file' && kind !== 'folder') continue;
      const extension = romExtension(name, extensions);
      // A folder without a dot is just a folder, even if the system has files without an extension.
      const isGame = extension !== null && (kind === 'file' || extension !== '');
      if (!isGame && kind === 'file') continue;
      if (isMangled(found)) warn(`./${path} is skipped: its name is not UTF-8; rename it.`);
      else if (isGame) entries.push({ path, file, kind, extension });
      else (linked ? links : folders).push({ path, file });
    }
  }
  return entries;
}

/** The entries of a folder, sorted by name; none if it was walked before. */
async function listOnce(
  folder: Folder,
  walked: Set<string>,
  warn: (message: string) => void,
): Promise<readonly Found[]> {
  try {
    const real = await realpath(folder.file);
    if (walked.has(real)) return [];
    walked.add(real);
    const entries = await readdir(folder.file, { withFileTypes: true });
    if (entries.some(({ name }) => name === HIDES_FOLDER)) return [];
    const shown = entries.filter(({ name }) => !name.startsWith('.'));
    shown.sort((a, b) => (a.name < b.name ? -1 : 1));
    return await Promise.all(shown.map((entry) => look(entry, folder)));
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    if (code !== 'ENOENT' || folder.path !== '') {
      warn(`${folder.path === '' ? folder.file : `./${folder.path}`} is skipped: the folder cannot be read (${code}).`);
    }
    return [];
  }
}

async function look(entry: Dirent, folder: Folder): Promise<Found> {
  const { name } = entry;
  const place = {
    name,
    path: folder.path === '' ? name : `${folder.path}/${name}`,
    file: join(folder.file, name),
  };
  if (!entry.isSymbolicLink()) return { ...place, kind: kindOf(entry), linked: false };
  const target = await stat(place.file).catch(() => null);
  return { ...place, kind: target === null ? 'gone' : kindOf(target), linked: true };
}

/**
 * Whether a name is not the one on the disk: Node replaces bytes that are not text with `\uFFFD`, and then finds
 * nothing by that name.
 */
const isMangled = ({ name, file }: Found): boolean => name.includes('\uFFFD') && isGone(file);

const kindOf = (thing: Pick<Dirent, 'isFile' | 'isDirectory'>): 'file' | 'folder' | 'other' =>
  thing.isFile() ? 'file' : thing.isDirectory() ? 'folder' : 'other';
