import type { RomFile } from '../../model/romFile.js';
import type { RegionalText } from '../../model/scrapedGame.js';
import { isSameRegion } from './bestRegion.js';
import { regionsOfRom } from './romRegions.js';
import { nameSimilarity } from './verifyName.js';

const EVERYWHERE = 'wor';

/**
 * Whether a game has the very name of a ROM, as names are compared: 2 when it has it in one of the ROM's regions (`Star Wars`
 * is one game in Japan and another one elsewhere), 1 when it has it in others, 0 when it has not.
 */
export function namesakeRank(rom: Pick<RomFile, 'path' | 'romName'>, names: readonly RegionalText[]): 0 | 1 | 2 {
  const same = names.filter(({ text }) => nameSimilarity(rom.romName, [text]) === 1);
  const regions = [...regionsOfRom(rom), EVERYWHERE];
  if (same.some(({ region }) => regions.some((own) => region !== null && isSameRegion(own, region)))) return 2;
  return same.length > 0 ? 1 : 0;
}
