import { gameChange } from '../formats/gameChange.js';
import type { ColumnChange, GameRecord } from '../model/game.js';
import { isKnown } from './nullableText.js';
import type { GameVersion } from './versions.js';

/** The blob and the hash of a version's primary patch. */
export interface NamedPatch {
  readonly patchblob1Name: string;
  readonly patSha224: string;
}

/** The same of a version yet to be written; null means not known yet. */
export type NextPatch = { readonly [word in keyof NamedPatch]: string | null };

/** Columns of `gameversions` with their old and new values. */
export type ChangedColumns = Readonly<Record<string, ColumnChange>>;

/**
 * How a game's next version differs from its latest one; null when it warrants no version of its own: when neither the
 * site's metadata nor the patch itself has changed.
 */
export function changedColumns(before: GameVersion, record: GameRecord, after: NextPatch): ChangedColumns | null {
  const { major, columns } = everyChange(before, record, after);
  return major ? columns : null;
}

/** The same, whether it warrants a version or not. */
export function everyChange(
  before: GameVersion,
  record: GameRecord,
  { patchblob1Name, patSha224 }: NextPatch,
): { readonly major: boolean; readonly columns: ChangedColumns } {
  const { major, columns } = gameChange(before, record);
  const otherPatch = patSha224 !== null && isKnown(before.patSha224) && before.patSha224.toLowerCase() !== patSha224;
  const otherBlob =
    patchblob1Name !== null && isKnown(before.patchblob1Name) && before.patchblob1Name !== patchblob1Name;
  return {
    major: major || otherPatch,
    columns: {
      ...columns,
      ...(otherBlob && { patchblob1_name: { old: before.patchblob1Name, new: patchblob1Name } }),
      ...(otherPatch && { pat_sha224: { old: before.patSha224, new: patSha224 } }),
    },
  };
}
