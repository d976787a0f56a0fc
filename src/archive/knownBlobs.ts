import { z } from 'zod';
import { jsonAs } from '../formats/jsonAs.js';
import type { Connection } from './connection.js';
import type { Databases } from './databases.js';
import { hexSpellings } from './idSpellings.js';

/** A sealed patch that the archive has. Old rows do not name their ROM blob. */
export interface KnownBlob {
  readonly pbuuid: string;
  readonly patchblob1_name: string;
  /** As stored: 60 characters, in some old rows 44. */
  readonly patchblob1_key: string;
  readonly patchblob1_sha224: string;
  readonly romblob_name: string | null;
  readonly romblob_salt: string | null;
}

const blobsWhere = (
  patch: string,
): string => `SELECT pbuuid, patchblob1_name, patchblob1_key, patchblob1_sha224, pbjsondata
  FROM patchblobs
  WHERE ${patch} AND (result_sha224 IN (?, ?) OR coalesce(result_sha224, '') = '')
    AND pbuuid IS NOT NULL AND patchblob1_name IS NOT NULL AND patchblob1_key IS NOT NULL AND patchblob1_sha224 IS NOT NULL
  ORDER BY coalesce(result_sha224, '') = '', rowid`;

/** Exported for the test that reads its query plan. */
export const BLOBS_OF_PAIR = blobsWhere('pat_sha224 IN (?, ?)');

/** Blobs whose patch only the attachment tells. Exported for the same test. */
export const BLOBS_OF_RESULT = blobsWhere("(pat_sha224 IS NULL OR pat_sha224 = '')");

const blobRow = z.object({
  pbuuid: z.string(),
  patchblob1_name: z.string(),
  patchblob1_key: z.string(),
  patchblob1_sha224: z.string().toLowerCase(),
  pbjsondata: z.string().nullable(),
});
const romBlob = z.object({
  romblob_name: z.string().nullable().catch(null),
  romblob_salt: z.string().nullable().catch(null),
});
const NO_ROM_BLOB = { romblob_name: null, romblob_salt: null };

const ATTACHMENT_OF_PATCH = 'SELECT 1 FROM attachments WHERE file_name = ? AND decoded_hash_sha224 IN (?, ?)';

/**
 * The blob of a patch that produces a certain ROM, or whose old row does not say what it produces, wherever it was first
 * seen. A blob whose chain does not resolve, because its attachment is missing, does not count. Older tools sealed a patch
 * that two games share twice: then each game keeps its own.
 *
 * @param own - the blob that the game's latest version names
 */
export function findBlob(
  { rhdata, patchbin }: Databases,
  patSha224: string,
  resultSha224: string,
  own: string | null = null,
): KnownBlob | null {
  const [patch, result] = [hexSpellings(patSha224), hexSpellings(resultSha224)];
  const pairs = rhdata
    .many(blobRow, BLOBS_OF_PAIR, ...patch, ...result)
    .filter(({ patchblob1_name: name }) => hasAttachment(patchbin, name));
  const found =
    pairs.find(({ patchblob1_name: name }) => name === own) ??
    pairs[0] ??
    rhdata
      .many(blobRow, BLOBS_OF_RESULT, ...result)
      .find(({ patchblob1_name: name }) => patchbin.has(ATTACHMENT_OF_PATCH, name, ...patch));
  if (found === undefined) return null;
  const { pbjsondata, ...blob } = found;
  return { ...blob, ...(jsonAs(romBlob, pbjsondata) ?? NO_ROM_BLOB) };
}

/** Whether a version's blob can be reached by its name: through its row to its attachment. */
export function resolves({ rhdata, patchbin }: Databases, name: string | null): boolean {
  return (
    name !== null &&
    rhdata.has('SELECT 1 FROM patchblobs WHERE patchblob1_name = ?', name) &&
    hasAttachment(patchbin, name)
  );
}

function hasAttachment(patchbin: Connection, name: string): boolean {
  return patchbin.has('SELECT 1 FROM attachments WHERE file_name = ?', name);
}
