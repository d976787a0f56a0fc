import type { Published } from '../archive/published.js';
import type { GamelistFile } from '../files/gamelistFile.js';
import { gamelistKey } from '../formats/gamelist/gamelistKey.js';
import { parseGamelist } from '../formats/gamelist/parseGamelist.js';

/**
 * Notes that the gamelist names all ROMs by the paths that they have, where it does: a run that was killed may have written
 * it and not come to that. What moves now would else be looked for under names that are no longer there.
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
  // It is written as a whole: what is there of one run is there of all its ROMs.
  if (moved.every(({ path }) => keys.has(gamelistKey(path, to)))) published.listed(moved.map(({ id }) => id));
}
