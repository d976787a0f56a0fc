import { type ObservableInput, type OperatorFunction, from, map, mergeMap } from 'rxjs';
import type { RomFile, RomHashes } from '../model/romFile.js';
import type { HashedRom, PlannedRom } from '../model/scrapeTask.js';
import type { System } from '../model/system.js';

export interface HashRomDeps {
  /** The ROM's digests, cached or computed off the main thread; null when it is too large. */
  readonly hash: (rom: RomFile, system: System) => ObservableInput<RomHashes | null>;
}

/**
 * Adds the digests of each ROM.
 *
 * ```
 * source   a--------|
 * hash(a)  ---h|
 *          ---A-----|
 * ```
 *
 * - A file that cannot be read fails with a RomError.
 * - Unsubscribing abandons the hashing.
 */
export function hashRom({ hash }: HashRomDeps): OperatorFunction<PlannedRom, HashedRom> {
  return mergeMap((task) => from(hash(task.rom, task.system)).pipe(map((hashes) => ({ ...task, hashes }))));
}
