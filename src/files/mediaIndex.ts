import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { mediaFormats } from '../formats/media/mediaFormats.js';
import { MEDIA_KIND_NAMES, type MediaKind } from '../model/mediaKind.js';
import { sweepTemporary } from './atomicFile.js';
import { readError } from './diskError.js';
import { statIfAny } from './statIfAny.js';

/** Files looked at in one go. */
const AT_ONCE = 32;

/** Which media are there, as of the moment when it was read. An empty file is none. */
export interface MediaIndex {
  readonly has: (kind: MediaKind, stem: string) => boolean;
}

/**
 * Reads the folders of some kinds, with the folders below them.
 *
 * @param root - the system's media folder
 * @throws ArchiveError - a folder cannot be read
 */
export async function readMediaIndex(root: string, kinds: readonly MediaKind[]): Promise<MediaIndex> {
  const stems = new Map<MediaKind, ReadonlySet<string>>();
  for (const kind of kinds) stems.set(kind, await stemsIn(join(root, kind), kind));
  return { has: (kind, stem) => stems.get(kind)?.has(stem) === true };
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

async function stemsIn(folder: string, kind: MediaKind): Promise<ReadonlySet<string>> {
  const extensions = new Set(mediaFormats(kind).map((format) => `.${format}`));
  const files = (await entriesBelow(folder))
    .filter((entry) => !entry.isDirectory() && extensions.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  const stems = new Set<string>();
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const look = async (file: string): Promise<void> => {
      if (!(await isEmpty(file)))
        stems.add(
          relative(folder, file.slice(0, -extname(file).length))
            .split(sep)
            .join('/'),
        );
    };
    await Promise.all(files.slice(at, at + AT_ONCE).map(look));
  }
  return stems;
}

async function isEmpty(path: string): Promise<boolean> {
  const there = await statIfAny(path, stat);
  return there?.isFile() === true && there.size === 0n;
}

async function entriesBelow(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true, recursive: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw readError('Cannot read', folder, error);
  }
}
