import { existsSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { exists } from './exists.js';
import { schemaDigest } from './schema.js';

/** The state of an archive's databases when the last run closed them; kept in its lock file. */
export const LEFT_FILES_SCHEMA = 'CREATE TABLE IF NOT EXISTS left_file (file TEXT PRIMARY KEY, stamp TEXT NOT NULL)';

const stampRow = z.object({ stamp: z.string() }).nullable().catch(null);

/**
 * Whether a run of this version left a database file sound, and so with everything that the schema asks for, and nobody has
 * written to, moved or replaced it since.
 */
export function isUnchangedSinceClose(lock: Database.Database, file: string): boolean {
  const left = stampRow.parse(lock.prepare('SELECT stamp FROM left_file WHERE file = ?').get(file) ?? null);
  return left !== null && left.stamp === stampOf(file);
}

/** Records that a database file is sound and closed. */
export function recordClose(lock: Database.Database, file: string): void {
  lock
    .prepare(
      'INSERT INTO left_file (file, stamp) VALUES (?, ?) ON CONFLICT (file) DO UPDATE SET stamp = excluded.stamp',
    )
    .run(file, stampOf(file) ?? 'in use');
}

/**
 * Null when there is no such file, or when a write-ahead log beside it shows that somebody has it open or was killed.
 *
 * @throws ArchiveError - that cannot be determined
 */
function stampOf(file: string): string | null {
  const stat = exists(file) ? statSync(file, { bigint: true, throwIfNoEntry: false }) : undefined;
  if (stat === undefined || existsSync(`${file}-wal`)) return null;
  const { size, mtimeNs, ctimeNs, ino } = stat;
  return [size, mtimeNs, ctimeNs, ino, schemaDigest()].join(' ');
}
