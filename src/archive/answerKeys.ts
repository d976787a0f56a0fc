import type { RomFile, RomHashes } from '../model/romFile.js';

/**
 * The key of the answer for a ROM: its hash, or its name and size when it was not hashed or is empty. Empty files stand for
 * games stored elsewhere and all have the same hash: only their names tell them apart, for the site as well.
 */
export function answerKey({ romName, size }: Pick<RomFile, 'romName' | 'size'>, hashes: RomHashes | null): string {
  return hashes === null || hashes.size === 0 ? `name:${romName}:${size}` : `sha1:${hashes.sha1}`;
}

/** The key of the answer to a search. */
export function searchKey(name: string): string {
  return `search:${name}`;
}

/** The key of the answer to a lookup by game id. */
export function gameKey(id: string): string {
  return `game:${id}`;
}

/** The key of the search hit that the user picked for a ROM. */
export function pickKey(rom: Pick<RomFile, 'romName' | 'size'>, hashes: RomHashes | null): string {
  return `picked:${answerKey(rom, hashes)}`;
}

/**
 * Identifies a ROM's content, to tell whether it has changed: its hash, or the size and modification time of its file when
 * it was not hashed.
 */
export function contentKey(
  { fileSize, mtimeMs }: Pick<RomFile, 'fileSize' | 'mtimeMs'>,
  hashes: RomHashes | null,
): string {
  return hashes === null ? `file:${fileSize}:${mtimeMs}` : `sha1:${hashes.sha1}`;
}
