import type { RomFile } from '../../model/romFile.js';
import type { RegionalText } from '../../model/scrapedGame.js';
import { isSameRegion } from './bestRegion.js';
import { normalizeName } from './normalizeName.js';
import { regionsOfRom } from './romRegions.js';

const EVERYWHERE = 'wor';

/** Roman numerals from 2 on: an `I` is just as often a word. */
const NUMERALS = 'ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx'.split(' ');

/**
 * Whether a game has exactly a ROM's name, after normalization and with `VII` equal to `7`: 2 if it has it in one of
 * the ROM's regions (`Star Wars` is one game in Japan and another one elsewhere), 1 if only in others, 0 if it does
 * not.
 */
export function namesakeRank(rom: Pick<RomFile, 'path' | 'romName'>, names: readonly RegionalText[]): 0 | 1 | 2 {
  const name = numbered(normalizeName(rom.romName, { isFile: true }));
  const same = names.filter(({ text }) => name !== '' && numbered(normalizeName(text)) === name);
  const regions = [...regionsOfRom(rom), EVERYWHERE];
  if (same.some(({ region }) => regions.some((own) => region !== null && isSameRegion(own, region)))) return 2;
  return same.length > 0 ? 1 : 0;
}

/** The name with its Roman numerals turned into digits. */
const numbered = (name: string): string =>
  name
    .split(' ')
    .map((word) => (NUMERALS.includes(word) ? String(NUMERALS.indexOf(word) + 2) : word))
    .join(' ');
