import type { Published } from '../archive/published.js';
import type { GamelistFile } from '../files/gamelistFile.js';
import { gamelistKey } from '../formats/gamelist/gamelistKey.js';
import { parseGamelist } from '../formats/gamelist/parseGamelist.js';

/**
 * If the gamelist lists all ROMs under their current paths, records that it does: a killed run may have written the gamelist but
 * not that. Without the record, ROMs that move now would be looked up under names that the gamelist no longer has.
 *
 * @param to - the ROM folder, absolute
 * @throws GamelistError - the gamelist cannot be read or parsed
 */
export async function settleListed(
  published: Pick<Published, 'roms' | 'listed'>,
  { list, to }: { readonly list: Pick<GamelistFile, 'read'>; readonly to: string },
): Promise<void> {
  const moved = [...published.roms().values()].filter(({ listedAs }) => listedAs !== null);
  if (moved.length === 0) return;
  const bytes = await list.read();
  const { entries } = bytes === null ? { entries: [] } : parseGamelist(bytes, { systemPath: to });
  const keys = new Set(entries.map(({ key }) => key));
  // It is written as a whole: all ROMs of a run are in it, or none.
  if (moved.every(({ path }) => keys.has(gamelistKey(path, to)))) published.listed(moved.map(({ id }) => id));
}
