import { gameChange } from '../formats/gameChange.js';
import type { ColumnChange, GameRecord } from '../model/game.js';
import { isKnown } from './knownText.js';
import type { GameVersion } from './versions.js';

/** The blob and the hash of a version's primary patch. */
export interface NamedPatch {
  readonly patchblob1Name: string;
  readonly patSha224: string;
}

/** Columns of `gameversions` with what stood there and what stands there now. */
export type ChangedColumns = Readonly<Record<string, ColumnChange>>;

/**
 * What a game's next version has otherwise than its latest one; null when nothing is worth a version of its own: when
 * neither the site's words nor the patch itself have changed.
 */
export function changedColumns(before: GameVersion, record: GameRecord, after: NamedPatch): ChangedColumns | null {
  const { major, columns } = gameChange(before, record);
  const otherPatch = isKnown(before.patSha224) && before.patSha224.toLowerCase() !== after.patSha224;
  if (!major && !otherPatch) return null;
  const otherBlob = isKnown(before.patchblob1Name) && before.patchblob1Name !== after.patchblob1Name;
  return {
    ...columns,
    ...(otherBlob && { patchblob1_name: { old: before.patchblob1Name, new: after.patchblob1Name } }),
    ...(otherPatch && { pat_sha224: { old: before.patSha224, new: after.patSha224 } }),
  };
}
