import { z } from 'zod';
import type { GameRecord } from '../model/game.js';
import { everyChange } from './changedColumns.js';
import type { Row } from './connection.js';
import type { Databases, RowDeps } from './databases.js';
import { inBothDatabases } from './inBothDatabases.js';
import { writeExtension } from './insertPatchBlob.js';
import { nextVersion } from './insertVersion.js';
import { backUp } from './migrate.js';
import { type Reseal, announceReseal, forgetReseal, recordReseal } from './reseals.js';
import { sqlTime } from './sqlTime.js';
import type { SideRow } from './verifyRowShapes.js';
import { latestVersion } from './versions.js';
import { type AttachedBlob, insertAttachment } from './writeAttachment.js';

/** Changes to rows. Each happens in both databases or in neither, and both are backed up before the first one. */
export interface VerifyRepairs {
  /** @param cursor - the row's rowid */
  readonly setColumns: (
    table: 'patchblobs' | 'gameversions' | 'attachments',
    cursor: string,
    row: Row,
  ) => Promise<void>;
  /** Rebuilds the indexes of a database. */
  readonly reindex: (path: string) => Promise<void>;
  /** Rewrites the row of a blob's side table. */
  readonly setSide: (pbuuid: string, side: SideRow) => Promise<void>;
  readonly addPatchName: (gameid: string | null, patchName: string) => Promise<void>;
  readonly addAttachment: (blob: AttachedBlob) => Promise<void>;
  /**
   * Announces what is about to be resealed. Call before its files are written, so that no crash can leave unknown files
   * behind.
   *
   * @returns the id by which it is recorded and forgotten
   */
  readonly announceReseal: (gameid: string | null, reseal: Reseal) => Promise<string>;
  /**
   * Replaces blobs by others, under their new names, in every row that names them.
   *
   * @param blob - null: the blob of the patch stays
   */
  readonly recordReseal: (id: string, reseal: Reseal, blob: AttachedBlob | null) => Promise<void>;
  /** Call once all its files are in order. */
  readonly forgetReseal: (id: string) => Promise<void>;
  /** Restores a lost row of `patchblobs`, with its side row. */
  readonly addBlobRow: (row: Row & { readonly pbuuid: string }, side: SideRow) => Promise<void>;
  /** Restores a lost row of `gameversions`, as the next version of its game. */
  readonly addVersion: (gvuuid: string, record: GameRecord, row: VersionWords) => Promise<void>;
}

/** What a row of `gameversions` says besides the record; null means unknown. */
interface VersionWords extends Row {
  readonly patchblob1_name: string | null;
  readonly pat_sha224: string | null;
}

/** @throws ArchiveError - from every method, when a database cannot be copied or changed */
export function verifyRepairs(on: Databases, deps: RowDeps): VerifyRepairs {
  const { rhdata, patchbin } = on;
  let copied: Promise<void> | null = null;

  const copy = async (): Promise<void> => {
    for (const db of [rhdata, patchbin]) await backUp(db, deps.now());
  };
  const change = async <T>(work: () => T): Promise<T> => {
    copied ??= copy();
    await copied;
    return inBothDatabases(on, work);
  };
  const update = (table: string, cursor: string, row: Row): void => {
    const db = table === 'attachments' ? patchbin : rhdata;
    db.update(table, row, 'rowid = CAST(? AS INTEGER)', cursor);
  };

  return {
    setColumns: (table, cursor, row) =>
      change(() => {
        update(table, cursor, table === 'attachments' ? { ...row, updated_time: sqlTime(deps.now()) } : row);
      }),
    reindex: (path) =>
      change(() => {
        for (const db of [rhdata, patchbin]) if (db.path === path) db.script('REINDEX');
      }),
    setSide: (pbuuid, side) =>
      change(() => {
        writeExtension(rhdata, pbuuid, side, deps.now());
      }),
    addPatchName: (gameid, patchName) =>
      change(() => {
        rhdata.insert('rhpatches', { rhpuuid: deps.uuid(), gameid, patch_name: patchName });
      }),
    addAttachment: (blob) =>
      change(() => {
        insertAttachment(patchbin, blob, deps);
      }),
    announceReseal: (gameid, reseal) => change(() => announceReseal(rhdata, gameid, reseal, deps)),
    forgetReseal: (id) =>
      change(() => {
        forgetReseal(rhdata, id);
      }),
    recordReseal: (id, reseal, blob) =>
      change(() => {
        recordReseal(rhdata, id, reseal);
        if (blob === null) return;
        const { names } = blob;
        const [first] = patchbin.many(
          attachmentPlace,
          'SELECT rowid AS cursor FROM attachments WHERE file_name = ? ORDER BY rowid',
          reseal.replaces.patchblob1_name ?? names.patchblob1_name,
        );
        if (first === undefined) {
          insertAttachment(patchbin, blob, deps);
          return;
        }
        const { bytes, ...hashes } = blob.attachment;
        update('attachments', first.cursor, {
          ...hashes,
          file_name: names.patchblob1_name,
          filekey: names.patchblob1_key,
          file_size: String(bytes.length),
          file_data: bytes,
          updated_time: sqlTime(deps.now()),
        });
      }),
    addBlobRow: (row, side) =>
      change(() => {
        rhdata.insert('patchblobs', { ...row, ...side, pbimport_time: sqlTime(deps.now()) });
        writeExtension(rhdata, row.pbuuid, side, deps.now());
      }),
    addVersion: (gvuuid, record, row) =>
      change(() => {
        const before = latestVersion(rhdata, record.id);
        const named = { patchblob1Name: row.patchblob1_name, patSha224: row.pat_sha224 };
        rhdata.insert('gameversions', {
          ...nextVersion(record, before, before && everyChange(before, record, named).columns),
          gvuuid,
          ...row,
          gvimport_time: sqlTime(deps.now()),
        });
      }),
  };
}

const attachmentPlace = z.object({ cursor: z.number().transform(String) });
