import { z } from 'zod';
import type { OpenedBlob } from '../formats/openedBlob.js';
import { BlobError } from '../model/errors.js';
import type { Row } from './connection.js';
import type { Databases, RowDeps } from './databases.js';
import { isKnown } from './nullableText.js';
import { sqlTime } from './sqlTime.js';
import { type AttachedBlob, insertAttachment, parentsIn } from './writeAttachment.js';

/** A blob that has been opened, and the row that it belongs to. */
export interface BlobToAttach extends Pick<OpenedBlob, 'file' | 'hashes'>, Omit<AttachedBlob, 'attachment'> {}

const attachmentRow = z.object({
  auuid: z.string(),
  pbuuid: z.string().nullable(),
  sha224: z.string().nullable(),
  parents: z.string().nullable(),
  filled: z.number().transform(Boolean),
});
type AttachmentRow = z.infer<typeof attachmentRow>;

const SELECT = `SELECT auuid, pbuuid, file_hash_sha224 AS sha224, parents, file_data IS NOT NULL AS filled
  FROM attachments WHERE file_name = ? ORDER BY rowid`;

/**
 * Writes the attachment of a blob, or completes an existing one: with bytes and hashes where it has none, and with an owner
 * where it has none, as after a crash between the two commits. Call within a transaction on both databases.
 *
 * @returns whether anything was written
 * @throws BlobError - an attachment of that name holds another file
 */
export function attachBlob(on: Databases, blob: BlobToAttach, deps: RowDeps): boolean {
  const { patchbin } = on;
  const { patchblob1_name: name } = blob.names;
  const rows = patchbin.many(attachmentRow, SELECT, name);
  const mine = rows.find(({ sha224 }) => sha224 === blob.hashes.file_hash_sha224 || !isKnown(sha224));
  if (mine === undefined) {
    if (rows.length > 0) {
      throw new BlobError(
        `A different file is attached under the name ${name}: romflow verify says which one is right.`,
      );
    }
    const { pbuuid, gvuuid, names, hashes, file: bytes } = blob;
    insertAttachment(patchbin, { pbuuid, gvuuid, names, attachment: { ...hashes, bytes } }, deps);
    return true;
  }
  const owned = adopt(on, mine, blob, deps);
  if (mine.filled) return owned;
  const content = { ...blob.hashes, file_size: String(blob.file.length), file_data: blob.file };
  set(on, mine.auuid, { ...content, filekey: blob.names.patchblob1_key }, deps);
  return true;
}

/** Makes the blob's row one of the attachment's parents, and its owner if it has none. */
function adopt(
  on: Databases,
  { auuid, pbuuid: owner, parents }: AttachmentRow,
  blob: BlobToAttach,
  deps: RowDeps,
): boolean {
  const { pbuuid, gvuuid } = blob;
  const orphaned = owner === null || !hasBlobRow(on, owner);
  const known = parentsIn(parents) ?? [];
  if (!orphaned && known.includes(pbuuid)) return false;
  const others = orphaned ? known.filter((parent) => parent !== owner) : known;
  const all = JSON.stringify([...new Set([...others, pbuuid])]);
  set(on, auuid, orphaned ? { pbuuid, gvuuid, parents: all } : { parents: all }, deps);
  return true;
}

const hasBlobRow = ({ rhdata }: Databases, pbuuid: string): boolean =>
  rhdata.has('SELECT 1 FROM patchblobs WHERE pbuuid = ?', pbuuid);

function set({ patchbin }: Databases, auuid: string, row: Row, { now }: RowDeps): void {
  patchbin.update('attachments', { ...row, updated_time: sqlTime(now()) }, 'auuid = ?', auuid);
}
