import type { NamedPatch } from './changedColumns.js';
import type { Databases } from './databases.js';
import { resolves } from './knownBlobs.js';
import type { GameVersion } from './versions.js';

/**
 * Gives a version a blob whose chain resolves, in place of none or of one that cannot be reached.
 *
 * @returns whether it got one
 */
export function backfillBlob(
  on: Databases,
  { gvuuid, patchblob1Name }: Pick<GameVersion, 'gvuuid' | 'patchblob1Name'>,
  patch: NamedPatch,
): boolean {
  if (patchblob1Name === patch.patchblob1Name || resolves(on, patchblob1Name)) return false;
  const { patchblob1Name: patchblob1_name, patSha224: pat_sha224 } = patch;
  on.rhdata.update('gameversions', { patchblob1_name, pat_sha224 }, 'gvuuid = ?', gvuuid);
  return true;
}
