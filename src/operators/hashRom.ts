import { type ObservableInput, type OperatorFunction, from, map, mergeMap } from 'rxjs';
import type { RomFile, RomHashes } from '../model/romFile.js';
import type { HashedRom, PlannedRom } from '../model/scrapeTask.js';

export interface HashRomDeps {
  /** The ROM's digests, remembered or computed off the main thread; null when it is too large. */
  readonly hash: (rom: RomFile) => ObservableInput<RomHashes | null>;
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
 * A file that cannot be read fails with a RomError. Unsubscribing gives the hashing up.
 */
export function hashRom({ hash }: HashRomDeps): OperatorFunction<PlannedRom, HashedRom> {
  return mergeMap((task) => from(hash(task.rom)).pipe(map((hashes) => ({ ...task, hashes }))));
}
