import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { mediaFormats } from '../formats/media/mediaFormats.js';
import { MEDIA_KIND_NAMES, type MediaKind } from '../model/mediaKind.js';
import { sweepTemporary } from './atomicFile.js';
import { entriesIn } from './entriesIn.js';
import { fewAtATime } from './fewAtATime.js';
import { type Look, statIfAny } from './statIfAny.js';

/**
 * Which media are there, as of the moment when it was read. An empty file is none, nor is a link that leads nowhere. Where
 * the disk does not tell Unicode's forms apart, as that of a Mac, a file is there under each of them, and where it does not
 * tell upper and lower case apart, as a memory card, under each of these; elsewhere ES-DE would not find it, and it is not.
 */
export interface MediaIndex {
  readonly has: (kind: MediaKind, stem: string) => boolean;
}

/** The media of one kind. */
interface Stems {
  /** In lower case where case does not count. */
  readonly stems: ReadonlySet<string>;
  readonly caseCounts: boolean;
}

/**
 * Reads the folders of some kinds, with the folders below them.
 *
 * @param root - the system's media folder
 * @throws ArchiveError - a folder cannot be read
 */
export async function readMediaIndex(
  root: string,
  kinds: readonly MediaKind[],
  look: Look = stat,
): Promise<MediaIndex> {
  const byKind = new Map<MediaKind, Stems>();
  for (const kind of kinds) byKind.set(kind, await stemsIn(join(root, kind), kind, look));
  return {
    has: (kind, stem) => {
      const { stems, caseCounts } = byKind.get(kind) ?? NONE;
      return stems.has(caseCounts ? stem : stem.toLowerCase());
    },
  };
}

const NONE: Stems = { stems: new Set(), caseCounts: true };

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

async function stemsIn(folder: string, kind: MediaKind, look: Look): Promise<Stems> {
  const extensions = new Set(mediaFormats(kind).map((format) => `.${format}`));
  const entries = await entriesBelow(folder);
  const pathOf = (entry: Dirent): string => relative(folder, join(entry.parentPath, entry.name));
  const files = entries.filter((entry) => !entry.isDirectory() && extensions.has(extname(entry.name))).map(pathOf);
  const caseCounts = await doesCaseCount(files[0], new Set(entries.map(pathOf)), folder, look);
  const stems = new Set<string>();
  for await (const names of fewAtATime(files, (file) => namesOf(file, folder, look))) {
    for (const name of names) {
      const stem = name.slice(0, -extname(name).length).split(sep).join('/');
      stems.add(caseCounts ? stem : stem.toLowerCase());
    }
  }
  return { stems, caseCounts };
}

/**
 * Whether the disk tells the name of a file, with its lower-case extension, from the same in capitals. Not by inodes: some
 * drivers give each name one of its own.
 */
async function doesCaseCount(
  file: string | undefined,
  listed: ReadonlySet<string>,
  folder: string,
  look: Look,
): Promise<boolean> {
  const capitals = file?.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
  if (capitals === undefined || listed.has(capitals)) return true;
  return (await statIfAny(join(folder, capitals), look)) === null;
}

/** The names that lead to a file of a folder, below it; none when the file is empty, or a link that leads nowhere. */
async function namesOf(file: string, folder: string, look: Look): Promise<readonly string[]> {
  const isThere = async (name: string): Promise<boolean> => {
    const there = await statIfAny(join(folder, name), look);
    return there?.isFile() === true && there.size > 0n;
  };
  if (!(await isThere(file))) return [];
  const names = [file];
  for (const form of [file.normalize('NFC'), file.normalize('NFD')]) {
    if (form !== file && (await isThere(form))) names.push(form);
  }
  return names;
}

/** Each folder is asked for by itself: where Node is asked for all of them, one that it cannot find hides the others. */
async function entriesBelow(folder: string): Promise<readonly Dirent[]> {
  const entries = await entriesIn(folder);
  const folders = entries.filter((entry) => entry.isDirectory());
  const below = await Promise.all(folders.map(({ name }) => entriesBelow(join(folder, name))));
  return [...entries, ...below.flat()];
}
