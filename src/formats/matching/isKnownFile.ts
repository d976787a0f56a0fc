import { parse } from 'node:path/posix';
import type { ScrapedRom } from '../../model/scrapedGame.js';

/**
 * Whether the site knows a ROM by the very name of the file; case and extension do not count. By that it knows the games of
 * arcade machines: their files are called `sf2.zip`, and their content differs from set to set.
 *
 * @param romName - the file's name, with its extension
 */
export function isKnownFile(rom: ScrapedRom | null, romName: string): boolean {
  return rom?.fileName != null && stemOf(rom.fileName) === stemOf(romName);
}

const stemOf = (fileName: string): string => parse(fileName).name.normalize('NFC').toLowerCase();
