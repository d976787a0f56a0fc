import { decodeHTMLStrict } from 'entities/decode';
import { z } from 'zod';
import type { NamedHack } from '../formats/findByName.js';
import { plainId } from '../formats/gameId.js';
import type { Connection } from './connection.js';
import { idSpellings } from './idSpellings.js';
import { nullableText } from './nullableText.js';
import { LATEST_FIRST, VERSION } from './versions.js';

/** One version of a hack, with what leads to its patch. */
export interface HackVersion {
  /** Null in a row that another tool wrote without one, until the next update fills it in. */
  readonly gvuuid: string | null;
  readonly version: number;
  /** Plain text; the id when the row has none. */
  readonly name: string;
  /** Null when the archive has no blob of it. */
  readonly blob: string | null;
  /** Lower-case hex; null in rows that lack it. */
  readonly patSha224: string | null;
}

const versionRow = z.object({
  gvuuid: z.string().nullable(),
  version: z.number(),
  name: nullableText,
  patchblob1_name: nullableText,
  pat_sha224: nullableText,
});
const nameRow = z.object({ id: z.string().transform(plainId), name: z.string() });

/** Exported for the test that reads its query plan. */
export const VERSIONS_OF = `SELECT gvuuid, ${VERSION} AS version, name, patchblob1_name, pat_sha224
  FROM gameversions WHERE gameid IN (?, ?) ${LATEST_FIRST}`;

/** Every version of a hack that the archive has, the latest first. */
export function versionsOf(db: Connection, id: string): readonly HackVersion[] {
  return db.many(versionRow, VERSIONS_OF, ...idSpellings(id)).map((row) => ({
    gvuuid: row.gvuuid,
    version: row.version,
    name: row.name === null ? plainId(id) : decodeHTMLStrict(row.name),
    blob: row.patchblob1_name,
    patSha224: row.pat_sha224,
  }));
}

/** Every hack under every name that it has had, the latest first. */
export function hackNames(db: Connection): readonly NamedHack[] {
  return db.many(
    nameRow,
    `SELECT gameid AS id, name FROM gameversions WHERE gameid IS NOT NULL AND name IS NOT NULL
     ${LATEST_FIRST}`,
  );
}
