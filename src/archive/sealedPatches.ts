import { z } from 'zod';
import type { ResultHashes } from '../formats/romAgreement.js';
import type { Connection } from './connection.js';
import { nullableText } from './nullableText.js';

/** A row of `patchblobs`: how to open a blob, and what must be in it. Null is what an old row lacks. */
export interface SealedPatchRow extends ResultHashes {
  readonly patchblob1_name: string;
  readonly patchblob1_key: string | null;
  readonly patchblob1_sha224: string | null;
  readonly pat_sha224: string | null;
  readonly patch_filename: string | null;
}

const row = z.object({
  patchblob1_name: z.string(),
  patchblob1_key: nullableText,
  patchblob1_sha224: nullableText,
  pat_sha224: nullableText,
  result_sha1: nullableText,
  result_sha224: nullableText,
  result_shake1: nullableText,
  // An archive that no update has migrated yet lacks this column.
  patch_filename: nullableText.default(null),
});
const countRow = z.object({ count: z.number() });
const dataRow = z.object({ file_data: z.instanceof(Buffer) });

/** The row of a blob; null when there is none. */
export function sealedPatchRow(rhdata: Connection, name: string): SealedPatchRow | null {
  return rhdata.one(row, 'SELECT * FROM patchblobs WHERE patchblob1_name = ?', name);
}

/** How many patches of a version have a blob of their own. */
export function patchCount(rhdata: Connection, gvuuid: string | null): number {
  return rhdata.one(countRow, 'SELECT count(*) AS count FROM patchblobs WHERE gvuuid = ?', gvuuid)?.count ?? 0;
}

/** The copy of a blob file that `attachments` keeps; null when there is none. */
export function attachedBlob(patchbin: Connection, name: string): Buffer | null {
  return (
    patchbin.one(dataRow, 'SELECT file_data FROM attachments WHERE file_name = ? AND file_data IS NOT NULL', name)
      ?.file_data ?? null
  );
}
