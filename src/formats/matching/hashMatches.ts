import type { RomHashes } from '../../model/romFile.js';
import type { ScrapedRom } from '../../model/scrapedGame.js';

/**
 * Whether the site's ROM has the CRC32, the MD5 or the SHA1 of the local one. One is enough, since the site does not
 * know all of them for every ROM. Those of an empty file do not count: all empty files share them.
 */
export function hashMatches(rom: ScrapedRom | null, hashes: RomHashes | null): boolean {
  if (rom === null || hashes === null || hashes.size === 0) return false;
  return isSameHash(rom.crc32, hashes.crc32) || isSameHash(rom.md5, hashes.md5) || isSameHash(rom.sha1, hashes.sha1);
}

const isSameHash = (theirs: string | null, ours: string): boolean => theirs?.toLowerCase() === ours.toLowerCase();
