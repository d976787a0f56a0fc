import { patchHashes } from '../formats/archiveFields.js';
import type { KnownNames } from '../formats/metaFiles.js';
import type { ResultHashes } from '../formats/romAgreement.js';
import type { Digests } from '../model/patch.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { sqlTime } from './sqlTime.js';

/** A sealed patch of a version, before it has rows. Null means unknown. */
export interface NewPatchBlob {
  readonly pbuuid: string;
  readonly gvuuid: string;
  readonly gameId: string;
  readonly names: KnownNames;
  readonly digests: Digests;
  readonly result: ResultHashes;
  readonly extension: PatchExtension;
}

/** The columns that older archives keep in a table of their own. */
export interface PatchExtension {
  readonly patch_filename: string | null;
  readonly patch_type: string | null;
  readonly is_primary: string | null;
  readonly zip_source: string | null;
}

/** Inserts the name of a patch, unless it exists; returns whether it was added. */
export function insertPatchName(rhdata: Connection, gameId: string, shake128: string, { uuid }: RowDeps): boolean {
  const name = patchName(shake128);
  const added = rhdata.run(
    'INSERT INTO rhpatches (rhpuuid, gameid, patch_name) SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM rhpatches WHERE patch_name = ?)',
    uuid(),
    gameId,
    name,
    name,
  );
  return added > 0;
}

/** Writes a row of `patchblobs`, and the one beside it in `patchblobs_extended`. */
export function insertPatchBlob(
  rhdata: Connection,
  { pbuuid, gvuuid, gameId, names, digests, result, extension }: NewPatchBlob,
  { now }: RowDeps,
): void {
  const { result_sha1, result_sha224, result_shake1 } = result;
  const hashes = { ...patchHashes(digests), result_sha1, result_sha224, result_shake1 };
  const { patchblob1_key, patchblob1_name, patchblob1_sha224 } = names;
  const patch_name = patchName(digests.shake128);
  rhdata.insert('patchblobs', {
    pbuuid,
    gvuuid,
    patch_name,
    ...hashes,
    patchblob1_key,
    patchblob1_name,
    patchblob1_sha224,
    pbjsondata: JSON.stringify({
      id: gameId,
      patch: patch_name,
      patch_filename: extension.patch_filename,
      ...hashes,
      ...names,
    }),
    pbimport_time: sqlTime(now()),
    ...extension,
  });
  writeExtension(rhdata, pbuuid, extension, now());
}

/** Writes the side row of a row of `patchblobs`, replacing what another tool's trigger may have put there. */
export function writeExtension(rhdata: Connection, pbuuid: string, extension: PatchExtension, at: number): void {
  rhdata.run('DELETE FROM patchblobs_extended WHERE pbuuid = ?', pbuuid);
  rhdata.insert('patchblobs_extended', { pbuuid, ...extension, created_at: sqlTime(at) });
}

const patchName = (shake128: string): string => `patch/${shake128}`;
