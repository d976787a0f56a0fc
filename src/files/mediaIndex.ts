import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { mediaFormats } from '../formats/media/mediaFormats.js';
import { MEDIA_KIND_NAMES, type MediaKind } from '../model/mediaKind.js';
import { sweepTemporary } from './atomicFile.js';
import { entriesIn } from './entriesIn.js';
import { mapInBatches } from './mapInBatches.js';
import { type Look, statOrNull } from './statOrNull.js';

/**
 * Which media exist, as of the moment it was read. Empty files and dangling links do not count. On a disk that ignores
 * Unicode normalization, such as a Mac's, a file exists in each form, and on one that ignores case, such as a memory
 * card, in any case; elsewhere ES-DE would not find it by another spelling, and it does not exist.
 */
export interface MediaIndex {
  readonly has: (kind: MediaKind, stem: string) => boolean;
  /** Whether the disk is case-sensitive; also false if nothing lies there to tell it by. */
  readonly caseCounts: boolean;
}

/**
 * Reads the folders of some kinds, including their subfolders.
 *
 * @param root - the system's media folder
 * @throws ArchiveError - a folder cannot be read
 */
export async function readMediaIndex(
  root: string,
  kinds: readonly MediaKind[],
  look: Look = stat,
): Promise<MediaIndex> {
  const caseCounts = await doesCaseCount(root, look);
  const keyOf = (stem: string): string => (caseCounts ? stem : stem.toLowerCase());
  const keys = new Map<MediaKind, ReadonlySet<string>>();
  for (const kind of kinds) keys.set(kind, new Set((await stemsIn(join(root, kind), kind, look)).map(keyOf)));
  return { has: (kind, stem) => keys.get(kind)?.has(keyOf(stem)) === true, caseCounts };
}

/**
 * Removes files that were being written when a run was killed.
 *
 * @throws ArchiveError - a folder cannot be read, or a file cannot be removed
 */
export async function sweepMedia(root: string): Promise<number> {
  let swept = 0;
  for (const kind of MEDIA_KIND_NAMES) {
    const folder = join(root, kind);
    const folders = (await entriesBelow(folder)).filter((entry) => entry.isDirectory());
    for (const one of [folder, ...folders.map((entry) => join(entry.parentPath, entry.name))]) {
      swept += await sweepTemporary(one);
    }
  }
  return swept;
}

/**
 * Whether the disk of a folder tells a name in it, such as that of a kind, from the same name in capitals. Not by
 * inodes: some drivers give each spelling one of its own.
 */
async function doesCaseCount(folder: string, look: Look): Promise<boolean> {
  const names = (await entriesIn(folder)).map(({ name }) => name);
  const some = names.find((name) => capitals(name) !== name);
  if (some === undefined) return false;
  return names.includes(capitals(some)) || (await statOrNull(join(folder, capitals(some)), look)) === null;
}

const capitals = (name: string): string => name.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());

async function stemsIn(folder: string, kind: MediaKind, look: Look): Promise<readonly string[]> {
  const extensions = new Set(mediaFormats(kind).map((format) => `.${format}`));
  const files = (await entriesBelow(folder))
    .filter((entry) => !entry.isDirectory() && extensions.has(extname(entry.name)))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const stems: string[] = [];
  for await (const names of mapInBatches(files, (file) => namesOf(file, folder, look))) {
    for (const name of names) stems.push(name.slice(0, -extname(name).length).split(sep).join('/'));
  }
  return stems;
}

/** The names, relative to a folder, that lead to a file in it; none if the file is empty or a dangling link. */
async function namesOf(file: string, folder: string, look: Look): Promise<readonly string[]> {
  const exists = async (name: string): Promise<boolean> => {
    const there = await statOrNull(join(folder, name), look);
    return there?.isFile() === true && there.size > 0n;
  };
  if (!(await exists(file))) return [];
  const names = [file];
  for (const form of [file.normalize('NFC'), file.normalize('NFD')]) {
    if (form !== file && (await exists(form))) names.push(form);
  }
  return names;
}

/** Each folder is read separately: when Node reads them recursively, one that it cannot find hides the others. */
async function entriesBelow(folder: string): Promise<readonly Dirent[]> {
  const entries = await entriesIn(folder);
  const folders = entries.filter((entry) => entry.isDirectory());
  const below = await Promise.all(folders.map(({ name }) => entriesBelow(join(folder, name))));
  return [...entries, ...below.flat()];
}
