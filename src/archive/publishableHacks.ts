import { decodeHTMLStrict } from 'entities/decode';
import { z } from 'zod';
import { parseJsonObject } from '../formats/archiveFields.js';
import { foldNumber } from '../formats/canonicalValue.js';
import type { HackFacts } from '../formats/hackEntry.js';
import type { ResultHashes } from '../formats/romAgreement.js';
import type { Connection } from './connection.js';
import { idSpellings } from './idSpellings.js';
import { nullableText } from './nullableText.js';
import { tablesOf } from './readDatabase.js';
import { VERSION } from './versions.js';

/** A hack of the archive: its latest version that has a patch, else its latest. */
export interface ArchivedHack extends HackFacts {
  /** Of its patch; null when the archive has none. */
  readonly blob: string | null;
  /** Lower-case hex; null in rows that lack it. */
  readonly patSha224: string | null;
  /** Hashes of the ROM that the patch makes, as far as they are recorded. */
  readonly hashes: ResultHashes;
}

/** Old archives lack some columns. */
const known = nullableText.default(null);
const latestRow = z.object({
  cursor: z.number().transform(String),
  id: z.string(),
  version: z.number(),
});
const versionRow = z.object({
  name: known.transform((text) => text && decodeHTMLStrict(text)),
  time: known,
  added: known,
  author: known,
  authors: known,
  length: known,
  difficulty: known,
  gametype: known,
  fields_type: known,
  description: known,
  patchblob1_name: known,
  pat_sha224: known,
  gvjsondata: known,
});
const hashRow = z.object({ result_sha1: known, result_sha224: known, result_shake1: known });
const ratingRow = z.object({ rating: known });

const UNKNOWN: ResultHashes = { result_sha1: null, result_sha224: null, result_shake1: null };

/** Ids that were once stored as numbers end in `.0`. */
const LATEST = `SELECT age AS cursor, id, version FROM (
    SELECT age, id, version, row_number() OVER (
      PARTITION BY id ORDER BY nullif(blob, '') IS NULL, version DESC, age DESC) AS place
    FROM (
      SELECT replace(gameid, '.0', '') AS id, ${VERSION} AS version, patchblob1_name AS blob, rowid AS age
      FROM gameversions))
  WHERE place = 1 AND id <> '' AND id NOT GLOB '*[^0-9]*' ORDER BY length(id), id`;

/**
 * Every hack of an archive, by ascending id, one at a time: only the ids are held in memory.
 *
 * @throws ArchiveError - the database cannot be read
 */
export function* publishableHacks(rhdata: Connection): Generator<ArchivedHack, void, undefined> {
  const tables = tablesOf(rhdata);
  if (!tables.has('gameversions')) return;
  for (const { cursor, id, version } of rhdata.many(latestRow, LATEST)) {
    const row = rhdata.one(versionRow, 'SELECT * FROM gameversions WHERE rowid = CAST(? AS INTEGER)', cursor);
    if (row === null) continue;
    const { patchblob1_name: blob, pat_sha224: patSha224, gvjsondata: json, ...columns } = row;
    yield {
      id,
      version,
      blob,
      patSha224,
      columns,
      record: json === null ? null : parseJsonObject(json),
      rating: tables.has('gameversion_stats') ? latestRating(rhdata, id) : null,
      hashes: blob === null ? UNKNOWN : (rhdata.one(hashRow, HASHES, blob) ?? UNKNOWN),
    };
  }
}

const HASHES = 'SELECT result_sha1, result_sha224, result_shake1 FROM patchblobs WHERE patchblob1_name = ?';

function latestRating(rhdata: Connection, id: string): string | null {
  const sql = `SELECT rating FROM gameversion_stats WHERE gameid IN (?, ?) AND rating IS NOT NULL
    ORDER BY rowid DESC LIMIT 1`;
  return foldNumber(rhdata.one(ratingRow, sql, ...idSpellings(id))?.rating ?? null);
}
