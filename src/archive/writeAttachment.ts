import { z } from 'zod';
import type { AttachmentHashes } from '../formats/attachment.js';
import { jsonAs } from '../formats/jsonAs.js';
import type { BlobNames } from '../model/blob.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { sqlTime } from './sqlTime.js';

const parentsRow = z.object({ auuid: z.string(), parents: z.string().nullable() });
const parentList = z.array(z.string());

/** A blob file with everything that `attachments` says of it and of the patch inside. */
export interface AttachmentRecord extends AttachmentHashes {
  readonly bytes: Buffer;
}

/** A blob with the rows that lead to it. */
export interface AttachedBlob {
  readonly pbuuid: string;
  readonly gvuuid: string | null;
  readonly names: Pick<BlobNames, 'patchblob1_name' | 'patchblob1_key'>;
  readonly attachment: AttachmentRecord;
}

/** Inserts a new blob with its bytes and every hash. One that a crash left behind under the same name and hash is adopted. */
export function insertAttachment(
  patchbin: Connection,
  { pbuuid, gvuuid, names, attachment: { bytes, ...hashes } }: AttachedBlob,
  { now, uuid }: RowDeps,
): void {
  const { patchblob1_name: name } = names;
  const there = 'SELECT 1 FROM attachments WHERE file_name = ? AND file_hash_sha224 = ?';
  if (patchbin.has(there, name, hashes.file_hash_sha224)) {
    addParent(patchbin, name, pbuuid, now());
    patchbin.run(
      'UPDATE attachments SET file_data = ?, file_size = ? WHERE file_name = ? AND file_hash_sha224 = ? AND file_data IS NULL',
      bytes,
      String(bytes.length),
      name,
      hashes.file_hash_sha224,
    );
    return;
  }
  const time = sqlTime(now());
  patchbin.insert('attachments', {
    auuid: uuid(),
    pbuuid,
    gvuuid,
    ...hashes,
    locators: '[]',
    parents: JSON.stringify([pbuuid]),
    file_name: name,
    filekey: names.patchblob1_key,
    updated_time: time,
    import_time: time,
    file_size: String(bytes.length),
    file_data: bytes,
  });
}

/** Adds a user of a blob to its `parents`, which name each user once. */
export function addParent(patchbin: Connection, fileName: string, pbuuid: string, at: number): void {
  const rows = patchbin.many(parentsRow, 'SELECT auuid, parents FROM attachments WHERE file_name = ?', fileName);
  for (const { auuid, parents } of rows) {
    const known = parentsIn(parents) ?? [];
    if (known.includes(pbuuid)) continue;
    patchbin.run(
      'UPDATE attachments SET parents = ?, updated_time = ? WHERE auuid = ?',
      JSON.stringify([...new Set([...known, pbuuid])]),
      sqlTime(at),
      auuid,
    );
  }
}

/** The users of a blob; null when the column holds anything but a list of strings. */
export const parentsIn = (json: string | null): readonly string[] | null => jsonAs(parentList, json);
