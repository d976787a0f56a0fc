import { z } from 'zod';
import { jsonAs } from '../formats/jsonAs.js';
import type { BlobNames } from '../model/blob.js';
import type { Connection } from './connection.js';

const intent = z.object({
  patchblob1_name: z.string(),
  patchblob1_key: z.string(),
  patchblob1_sha224: z.string(),
  romblob_name: z.string(),
  romblob_salt: z.string(),
});
const intentRow = z.object({ blob_data: z.string() });

/** Rows of other tools are never `sealed`, so their attachments are never touched. */
const SEALED = "SELECT blob_data FROM patch_files_working WHERE status = 'sealed' AND blob_data IS NOT NULL";

/**
 * The blobs that were announced but never recorded: their files and their attachments may exist, with nothing referring to
 * them.
 *
 * @param queueId - limits them to one game
 */
export function unrecordedBlobs(db: Connection, queueId?: string): readonly BlobNames[] {
  const rows =
    queueId === undefined ? db.many(intentRow, SEALED) : db.many(intentRow, `${SEALED} AND queueuuid = ?`, queueId);
  return rows.flatMap(({ blob_data }) => jsonAs(intent, blob_data) ?? []).filter((names) => !isRecorded(db, names));
}

/** The names of the files of sealed blobs. */
export function blobFiles(blobs: readonly BlobNames[]): readonly string[] {
  return [...new Set(blobs.flatMap(({ patchblob1_name, romblob_name }) => [patchblob1_name, romblob_name]))];
}

function isRecorded(db: Connection, { patchblob1_name: name }: BlobNames): boolean {
  return db.has('SELECT 1 FROM patchblobs WHERE patchblob1_name = ?', name);
}
