import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Connection } from '../../src/archive/connection.js';
import type { KnownBlob } from '../../src/archive/knownBlobs.js';
import type { Archive, ArchiveDeps } from '../../src/archive/openArchive.js';
import { readDatabase } from '../../src/archive/readDatabase.js';
import type { RecordableGame, RecordablePatch } from '../../src/archive/recordableGame.js';
import { parseGameRecord } from '../../src/formats/gameRecord.js';
import type { BlobNames } from '../../src/model/blob.js';
import type { GameRecord, JsonObject, QueuedGame, StoredZip } from '../../src/model/game.js';
import type { AppliedPatch, Digests } from '../../src/model/patch.js';

/** A folder that is removed after the test, which also resets the clock. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-archive-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    clock.ms = START_MS;
  });
  return folder;
}

export const pathsIn = (folder: string): { readonly rhdata: string; readonly patchbin: string } => ({
  rhdata: join(folder, 'rhdata.db'),
  patchbin: join(folder, 'patchbin.db'),
});

const START_MS = Date.UTC(2026, 10, 21, 0, 52, 20);

/** A clock that is set by hand. */
export const clock = { ms: START_MS };

export const deps = { now: () => clock.ms, uuid: randomUUID } satisfies ArchiveDeps;

const row = z.record(z.string(), z.unknown());

/** What any other program would read from a file. */
export function query(path: string, sql: string, ...values: readonly string[]): readonly Record<string, unknown>[] {
  const db = new Database(path, { readonly: true });
  try {
    return db
      .prepare(sql)
      .all(...values)
      .map((found) => row.parse(found));
  } finally {
    db.close();
  }
}

/** SQLite's query plan. */
export function planOf(path: string, sql: string, ...values: readonly string[]): string {
  return query(path, `EXPLAIN QUERY PLAN ${sql}`, ...values)
    .map(({ detail }) => String(detail))
    .join('\n');
}

export const hackRecord = (id: string, overrides: JsonObject = {}): GameRecord =>
  parseGameRecord({
    id: Number(id),
    name: `Hack ${id}`,
    time: 1760000000,
    download_url: `//dl.example.test/${id}/hack.zip`,
    fields: { difficulty: 'Easy', demo: false },
    ...overrides,
  });

export const zipOf = (id: string, version = 1): StoredZip => ({
  path: version === 1 ? `zips/${id}.zip` : `zips/${id}_${version}.zip`,
  bytes: 1234,
  etag: `"etag-${version}"`,
  lastModified: 'Sat, 21 Nov 2026 00:00:00 GMT',
  fileName: 'hack.zip',
});

const hex = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

const digestsOf = (text: string): Digests => ({
  sha1: hex('sha1', text),
  sha224: hex('sha224', text),
  shake128: hex('md5', text),
});

export const appliedPatch = (content: string, path = `${content}.bps`): AppliedPatch => ({
  path,
  size: content.length,
  score: 150.5,
  kind: 'bps',
  digests: digestsOf(content),
  outcome: { result: 'success', rom: digestsOf(`${content} applied`) },
});

export const blobNames = (id: string, content: string): BlobNames => {
  const sha224 = hex('sha224', `blob of ${content}`);
  return {
    patchblob1_name: `pblob_${id}_${sha224.slice(0, 10)}`,
    patchblob1_key: hex('sha224', `key of ${content}`).padEnd(60, '='),
    patchblob1_sha224: sha224,
    romblob_name: `rblob_${id}_${hex('sha224', `rom of ${content}`).slice(0, 10)}`,
    romblob_salt: 'AAECAwQFBgcICQoLDA0ODw==',
  };
};

/** A patch with a blob that was sealed for it. */
export const sealedPatch = (id: string, content: string, primary = true): RecordablePatch => {
  const names = blobNames(id, content);
  return {
    patch: appliedPatch(content),
    primary,
    blob: {
      names,
      attachment: {
        file_crc16: 'e398',
        file_crc32: '69cc2727',
        file_ipfs_cidv0: 'Qm1',
        file_ipfs_cidv1: 'bafy1',
        file_hash_sha224: names.patchblob1_sha224,
        file_hash_sha1: 'f1',
        file_hash_md5: 'f2',
        file_hash_sha256: 'f3',
        decoded_ipfs_cidv0: 'Qm2',
        decoded_ipfs_cidv1: 'bafy2',
        decoded_hash_sha224: appliedPatch(content).digests.sha224,
        decoded_hash_sha1: 'd1',
        decoded_hash_md5: 'd2',
        decoded_hash_sha256: 'd3',
        bytes: Buffer.from(`blob of ${content}`),
      },
    },
  };
};

/** A patch whose blob is already in the archive. */
export const knownPatch = (content: string, known: KnownBlob): RecordablePatch => ({
  patch: appliedPatch(content),
  primary: true,
  blob: { known },
});

export const recordable = (
  queueId: string,
  record: GameRecord,
  patches: readonly RecordablePatch[],
  version = 1,
): RecordableGame => ({ queueId, record, zip: zipOf(record.id, version), patches });

/** Rows of gameversions whose blob cannot be reached by the classic reader's own join. */
export function brokenChains(paths: { readonly rhdata: string; readonly patchbin: string }): readonly unknown[] {
  const db = new Database(paths.rhdata, { readonly: true });
  try {
    db.prepare('ATTACH ? AS bin').run(paths.patchbin);
    return db
      .prepare(
        `SELECT gv.gameid, gv.version, gv.patchblob1_name FROM gameversions gv
         LEFT JOIN patchblobs pb ON pb.patchblob1_name = gv.patchblob1_name
         LEFT JOIN bin.attachments a ON a.file_name = pb.patchblob1_name
         WHERE a.auuid IS NULL`,
      )
      .all();
  } finally {
    db.close();
  }
}

/** Reads the main database of an archive to which these statements were applied. */
export function readWith<T>({ rhdata }: { readonly rhdata: string }, sql: string, read: (db: Connection) => T): T {
  const writable = new Database(rhdata);
  writable.pragma('foreign_keys = OFF');
  writable.exec(sql);
  writable.close();
  const db = readDatabase(rhdata);
  if (db === null) throw new Error('no archive');
  try {
    return read(db);
  } finally {
    db.close();
  }
}

/** The next game in the queue. */
export function takenFrom({ queue }: Pick<Archive, 'queue'>): QueuedGame {
  const game = queue.take({ minPriority: 0 });
  if (game === null) throw new Error('No game waits.');
  return game;
}
