import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { laterDiscs } from '../formats/laterDiscs.js';
import { RomError } from '../model/errors.js';
import type { RomFile } from '../model/romFile.js';
import type { System } from '../model/system.js';
import { mapInBatches } from './mapInBatches.js';
import { type ReadRom, readRom } from './readRom.js';
import { type RomEntry, romFolder } from './romFolder.js';

export interface RomFilesOptions {
  /** Leave out the further discs of a set whose first disc is present. */
  readonly filterNonDisc1?: boolean;
}

/**
 * The games in a system's folder and below it, sorted by the code units of their paths, the same on every operating
 * system.
 *
 * A game is a file, a playlist with its discs, a disc description with its tracks, or a folder that stands for one of
 * these. The discs and tracks that belong to a game are not listed on their own, wherever they lie; those of a playlist
 * that is skipped are. File contents are not kept; ROMs themselves are not read at all.
 *
 * @param warn - told what is skipped and why, in one sentence each
 * @returns none for a missing folder
 */
export async function romFiles(
  system: Pick<System, 'path' | 'extensions'>,
  warn: (message: string) => void,
  options: RomFilesOptions,
): Promise<readonly RomFile[]> {
  const root = resolve(system.path);
  const games: (ReadRom & { readonly entry: RomEntry })[] = [];
  const looked = mapInBatches(await romFolder(root, system.extensions, warn), async (entry) => ({
    entry,
    game: await readRom(entry, root).catch(expected),
  }));
  for await (const { entry, game } of looked) {
    if (game instanceof RomError) warn(`./${entry.path} is skipped: ${game.message}`);
    else games.push({ ...game, entry });
  }
  const parts = new Set(games.flatMap((game) => game.parts));
  const roms: RomFile[] = [];
  const placed = mapInBatches(games, async ({ rom, entry: { file } }) => ({
    rom,
    real: parts.size === 0 ? file : await realpath(file).catch(() => file),
  }));
  for await (const { rom, real } of placed) if (!parts.has(real)) roms.push(rom);
  roms.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (options.filterNonDisc1 !== true) return roms;
  const later = laterDiscs(roms.map((rom) => rom.mediaStem));
  return roms.filter((rom) => !later.has(rom.mediaStem));
}

function expected(error: unknown): RomError {
  if (error instanceof RomError) return error;
  throw error;
}
