import { METADATA_COLUMNS, type MetadataColumns } from '../model/game.js';
import type { GameVersion } from './versions.js';

/** What two versions of a game are compared by. */
export type Comparable = Pick<GameVersion, 'columns' | 'patchblob1Name' | 'patSha224'>;

/** The columns of `gameversions` in which two versions differ. A number's trailing `.0` makes no difference. */
export function changedColumns(before: Comparable, after: Comparable): readonly string[] {
  const changed: string[] = METADATA_COLUMNS.filter((column) => !same(before.columns, after.columns, column));
  if (before.patchblob1Name !== after.patchblob1Name) changed.push('patchblob1_name');
  if (before.patSha224 !== after.patSha224) changed.push('pat_sha224');
  return changed;
}

function same(before: MetadataColumns, after: MetadataColumns, column: keyof MetadataColumns): boolean {
  return withoutPoint(before[column]) === withoutPoint(after[column]);
}

const withoutPoint = (text: string | null): string | null => text?.replace(/^(-?\d+)\.0$/, '$1') ?? null;
