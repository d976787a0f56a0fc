import { z } from 'zod';
import { plainId } from '../formats/gameId.js';
import type { BlobClaims, OpenedBlob } from '../formats/openedBlob.js';
import { attachBlob } from './attachBlob.js';
import type { Databases } from './databases.js';
import { importHack } from './importHack.js';
import type { ImportableHack, Imported } from './importableHack.js';
import { inBothDatabases } from './inBothDatabases.js';
import { nullableText } from './nullableText.js';
import type { RecordsDeps } from './records.js';
import { attachedBlob } from './sealedPatches.js';

/** A row of `patchblobs` and what it says about its blob. */
export interface BlobOwner extends BlobClaims {
  readonly pbuuid: string;
  readonly gvuuid: string | null;
  readonly patchblob1_name: string;
}

/** A version without a blob whose JSON names one. */
export interface WaitingVersion {
  readonly id: string;
  /** The hack's JSON, as it was imported. */
  readonly json: string;
}

/** Imports into the archive what older tools left behind. */
export interface Imports {
  /**
   * Records a hack in both databases or in neither.
   *
   * @throws BlobError - the archive has another blob of the same name
   * @throws ArchiveError - it cannot be written
   */
  readonly record: (hack: ImportableHack) => Imported;
  /** The copy of a blob file in its attachment; null when there is none. */
  readonly attached: (name: string) => Buffer | null;
  /** Whether a blob has an attachment with its bytes. */
  readonly isAttached: (name: string) => boolean;
  /** The row of a blob; null when there is none. */
  readonly ownerOf: (name: string) => BlobOwner | null;
  /** The versions that lack a blob of that name, except those written since this was first asked. */
  readonly waitingFor: (name: string) => readonly WaitingVersion[];
  /**
   * Gives the blob of a row its attachment.
   *
   * @throws BlobError - an attachment of that name holds another file
   * @throws ArchiveError - it cannot be written
   */
  readonly attach: (owner: BlobOwner, blob: OpenedBlob) => void;
}

const ownerRow = z.object({
  pbuuid: z.string(),
  gvuuid: nullableText,
  patchblob1_name: z.string(),
  patchblob1_key: nullableText,
  patchblob1_sha224: nullableText,
  pat_sha224: nullableText,
  pat_sha1: nullableText,
  pat_shake_128: nullableText,
});
const waitingRow = z.object({ id: z.string().transform(plainId), json: z.string() });

const LACKS_BLOB = "coalesce(patchblob1_name, '') = '' AND gameid IS NOT NULL";
const NAMED_BLOB = "CASE WHEN json_valid(gvjsondata) THEN gvjsondata ->> '$.patchblob1_name' END";

/** Every version's JSON is read once: `attach` asks for each of the files that have no row. */
const NOTE_WAITING = `INSERT INTO romflow_waiting SELECT ${NAMED_BLOB}, rowid FROM gameversions WHERE ${LACKS_BLOB}`;

const WAITING = `SELECT gameid AS id, gvjsondata AS json
  FROM romflow_waiting CROSS JOIN gameversions ON gameversions.rowid = place
  WHERE blob = ? AND ${LACKS_BLOB} AND ${NAMED_BLOB} = blob ORDER BY place`;

export function createImports(on: Databases, deps: RecordsDeps): Imports {
  const { rhdata, patchbin } = on;
  let noted = false;
  return {
    record: (hack) => inBothDatabases(on, () => importHack(on, hack, deps), deps.failpoint),
    attached: (name) => attachedBlob(patchbin, name),
    isAttached: (name) => patchbin.has('SELECT 1 FROM attachments WHERE file_name = ? AND file_data IS NOT NULL', name),
    ownerOf: (name) =>
      rhdata.one(
        ownerRow,
        `SELECT pbuuid, gvuuid, patchblob1_name, patchblob1_key, patchblob1_sha224, pat_sha224, pat_sha1, pat_shake_128
         FROM patchblobs WHERE patchblob1_name = ? AND pbuuid IS NOT NULL`,
        name,
      ),
    waitingFor: (name) => {
      if (!noted) {
        rhdata.run('CREATE TEMP TABLE romflow_waiting (blob, place, PRIMARY KEY (blob, place))');
        rhdata.run(NOTE_WAITING);
        noted = true;
      }
      return rhdata.many(waitingRow, WAITING, name);
    },
    attach: (owner, { file, hashes }) => {
      const { pbuuid, gvuuid, patchblob1_name, patchblob1_key } = owner;
      const names = { patchblob1_name, patchblob1_key: patchblob1_key ?? '' };
      inBothDatabases(on, () => attachBlob(on, { pbuuid, gvuuid, names, file, hashes }, deps), deps.failpoint);
    },
  };
}
