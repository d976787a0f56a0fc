import { parse } from 'node:path/posix';
import type { ScrapedRom } from '../../model/scrapedGame.js';

/** The form of a set's name in MAME, and with whoever follows it. */
const SET_NAME = /^[a-z0-9_]{1,16}$/;

/**
 * Whether a file is named like an arcade set, such as `sf2.zip`, and the site knows the game's ROM by exactly that
 * name; the extension is ignored. The name of a set is not a title to compare with the game's, and a set's content
 * differs from one collection to another.
 *
 * @param romName - the file's name, with its extension
 * @see https://docs.mamedev.org/usingmame/aboutromsets.html
 */
export function isKnownSet(rom: ScrapedRom | null, romName: string): boolean {
  const set = stemOf(romName);
  return SET_NAME.test(set) && rom?.fileName != null && stemOf(rom.fileName).toLowerCase() === set;
}

const stemOf = (fileName: string): string => parse(fileName).name;
