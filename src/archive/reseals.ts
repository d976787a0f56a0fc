import { z } from 'zod';
import { jsonAs } from '../formats/jsonAs.js';
import type { Connection } from './connection.js';
import type { Databases, RowDeps } from './databases.js';
import { sqlTime } from './sqlTime.js';

const text = z.string().optional();

/**
 * What a repair announces in `patch_files_working` before it writes the files of blobs that it has resealed: what rows and
 * JSON files are to say from then on, and what is replaced.
 */
const reseal = z.object({
  patchblob1_name: text,
  patchblob1_key: text,
  patchblob1_sha224: text,
  romblob_name: text,
  romblob_salt: text,
  /** The rowid of its row in `patchblobs`, and what that row says besides its names. */
  cursor: z.string(),
  pbjsondata: z.string(),
  /** Names of the unsound blobs, which are moved aside in the end. */
  replaces: z.object({ patchblob1_name: text, romblob_name: text }),
  /** Hash of the patch inside: only a JSON file about that patch is updated. */
  pat_sha224: z.string(),
  /** JSON files that may name the blob: folder and name. */
  told: z.array(z.tuple([z.enum(['pat_meta', 'rom_meta', 'hacks']), z.string()])).readonly(),
});
export type Reseal = Readonly<z.infer<typeof reseal>>;

/** A reseal that a repair began and did not finish. */
export interface Unsettled {
  readonly id: string;
  /** Whether the rows already name the new blobs. */
  readonly recorded: boolean;
  readonly reseal: Reseal;
}

/** The reseals that repairs have announced; whoever manages the archive's files settles them. */
export interface Reseals {
  /** Records in `rhdata.db` what `patchbin.db` already has, as after a crash between the two commits. */
  readonly complete: () => void;
  readonly unsettled: () => readonly Unsettled[];
  /** Whether a row of `patchblobs` names this blob, of a patch or a ROM. */
  readonly names: (blob: string) => boolean;
  /** Forgets one whose files are in order. */
  readonly settled: (id: string) => void;
}

const intentRow = z.object({ id: z.string(), status: z.string(), blob_data: z.string().nullable() });

export function createReseals({ rhdata, patchbin }: Databases): Reseals {
  const unsettled = (): readonly Unsettled[] =>
    rhdata
      .many(
        intentRow,
        `SELECT pfuuid AS id, status, blob_data FROM patch_files_working
         WHERE status IN ('resealing', 'resealed') AND pfuuid IS NOT NULL ORDER BY rowid`,
      )
      .flatMap(({ id, status, blob_data }) => {
        const intent = jsonAs(reseal, blob_data);
        return intent === null ? [] : { id, recorded: status === 'resealed', reseal: intent };
      });
  return {
    unsettled,
    names: (blob) => namesBlob(rhdata, blob),
    complete: () => {
      for (const { id, recorded, reseal } of unsettled()) {
        const { patchblob1_name: name, patchblob1_sha224: sha224 } = reseal;
        if (recorded || name === undefined || sha224 === undefined) continue;
        // Not rolled back: what it was made from may have been in the same attachment.
        if (!patchbin.has('SELECT 1 FROM attachments WHERE file_name = ? AND file_hash_sha224 = ?', name, sha224))
          continue;
        rhdata.transaction(() => {
          recordReseal(rhdata, id, reseal);
        });
      }
    },
    settled: (id) => {
      forgetReseal(rhdata, id);
    },
  };
}

/** Whether a row of `patchblobs` names this blob, of a patch or a ROM. */
export const namesBlob = (rhdata: Connection, blob: string): boolean =>
  rhdata.has(
    `SELECT 1 FROM patchblobs WHERE patchblob1_name = ?
       OR CASE WHEN json_valid(pbjsondata) THEN pbjsondata ->> '$.romblob_name' END = ?`,
    blob,
    blob,
  );

/** @returns the id by which it is recorded and forgotten */
export function announceReseal(
  rhdata: Connection,
  gameid: string | null,
  intent: Reseal,
  { now, uuid }: RowDeps,
): string {
  const pfuuid = uuid();
  const created_at = sqlTime(now());
  rhdata.insert('patch_files_working', {
    pfuuid,
    gameid,
    status: 'resealing',
    created_at,
    blob_data: JSON.stringify(intent),
  });
  return pfuuid;
}

/** Replaces the old blobs by the new ones in every row of `rhdata.db`. Call within a transaction. */
export function recordReseal(rhdata: Connection, id: string, reseal: Reseal): void {
  const { cursor, pbjsondata, replaces, patchblob1_name, patchblob1_key, patchblob1_sha224 } = reseal;
  const row = Object.entries({ pbjsondata, patchblob1_name, patchblob1_key, patchblob1_sha224 }).flatMap(
    ([column, value]) => (value === undefined ? [] : [[column, value] as const]),
  );
  rhdata.update('patchblobs', Object.fromEntries(row), 'rowid = CAST(? AS INTEGER)', cursor);
  if (patchblob1_name !== undefined && replaces.patchblob1_name !== undefined) {
    rhdata.update('gameversions', { patchblob1_name }, 'patchblob1_name = ?', replaces.patchblob1_name);
  }
  rhdata.update('patch_files_working', { status: 'resealed' }, 'pfuuid = ?', id);
}

export function forgetReseal(rhdata: Connection, id: string): void {
  rhdata.run('DELETE FROM patch_files_working WHERE pfuuid = ?', id);
}
