import type { RomFile, RomHashes } from '../model/romFile.js';

/**
 * Under what the answer for a ROM is kept: its hash, or its name and size when it was not hashed, or is empty. Empty files
 * stand for games that lie elsewhere, and all have one hash: only their names tell them apart, for the site as well.
 */
export function answerKey({ romName, size }: Pick<RomFile, 'romName' | 'size'>, hashes: RomHashes | null): string {
  return hashes === null || hashes.size === 0 ? `name:${romName}:${size}` : `sha1:${hashes.sha1}`;
}

/** Under what the answer to a search is kept. */
export function searchKey(name: string): string {
  return `search:${name}`;
}

/** Under what the answer is kept that was asked for by the id of a game. */
export function gameKey(id: string): string {
  return `game:${id}`;
}

/** Under what is kept which of a search's hits the user picked for a ROM. */
export function pickKey(rom: Pick<RomFile, 'romName' | 'size'>, hashes: RomHashes | null): string {
  return `picked:${answerKey(rom, hashes)}`;
}

/** What tells whether a ROM's content is what it was: its hash, or size and time of its file when it was not hashed. */
export function contentKey(
  { fileSize, mtimeMs }: Pick<RomFile, 'fileSize' | 'mtimeMs'>,
  hashes: RomHashes | null,
): string {
  return hashes === null ? `file:${fileSize}:${mtimeMs}` : `sha1:${hashes.sha1}`;
}
