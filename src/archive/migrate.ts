import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TEMPORARY_SUFFIX } from '../files/atomicFile.js';
import { diskError } from '../files/diskError.js';
import { sameFiles } from '../files/sameFiles.js';
import { ArchiveError } from '../model/errors.js';
import { assertSound } from './assertSound.js';
import type { Connection } from './connection.js';
import { emptyDatabase } from './emptyDatabase.js';
import { incompatibleTables } from './incompatibleTables.js';
import { missing } from './missing.js';
import { SCHEMA_VERSION, type Schema } from './schema.js';
import { sqlTime } from './sqlTime.js';

/** A database file and the schema to migrate it to. */
export interface Upgrade {
  readonly db: Connection;
  readonly schema: Schema;
  /** Statements to run after a change; safe to run again. None by default. */
  readonly fill?: string;
}

/**
 * Migrates databases to their schemas. Each one that is not empty and is about to be changed is first copied beside itself,
 * under a dated name, before any of them is changed. A database that lacks nothing is left alone.
 *
 * @throws ArchiveError - a database is damaged or has unusable tables, or a copy cannot be written; nothing was changed
 */
export async function migrate(upgrades: readonly Upgrade[], now: () => number): Promise<void> {
  const all = upgrades.map((upgrade) => ({ ...upgrade, target: emptyDatabase(upgrade.schema) }));
  try {
    const stale = all.filter(({ db, target }) => missing(db, target).length > 0);
    // Before any is touched: some of these would be altered, and then neither romflow nor their own program could write to them.
    const [unfit] = stale.flatMap(({ db, target }) => incompatibleTables(db, target));
    if (unfit !== undefined) throw new ArchiveError(unfit);
    for (const { db } of stale) {
      if (db.has('SELECT 1 FROM sqlite_master LIMIT 1')) await backUp(db, now());
    }
    for (const { db, target, fill = '' } of stale) {
      db.transaction(() => {
        // Checked again now that nobody else can write: another run may have done it in the meantime.
        const statements = missing(db, target);
        if (statements.length === 0) return;
        for (const statement of statements) db.script(statement);
        db.script(fill);
        db.insert('romflow_schema', { version: String(SCHEMA_VERSION), migrated_at: sqlTime(now()) });
      });
    }
  } finally {
    for (const { target } of all) target.close();
  }
}

/**
 * Copies a database beside itself, under its name plus the date. Never overwrites an earlier copy, and keeps no second one
 * with the same bytes, as from a run that was killed before it changed anything.
 *
 * @param at - milliseconds since 1970
 * @throws ArchiveError - it is damaged, or the copy cannot be written
 */
export async function backUp(db: Connection, at: number): Promise<void> {
  assertSound(db);
  sweepCopies(db.path);
  const file = freeName(`${db.path}.${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}`);
  await db.copyTo(`${file}${TEMPORARY_SUFFIX}`);
  try {
    if (await isKept(db.path, `${file}${TEMPORARY_SUFFIX}`)) {
      rmSync(`${file}${TEMPORARY_SUFFIX}`);
      return;
    }
    renameSync(`${file}${TEMPORARY_SUFFIX}`, file);
  } catch (error) {
    throw diskError('Cannot write', file, error);
  }
}

/** Whether an earlier copy of a database has the same bytes as a new one. */
async function isKept(path: string, copy: string): Promise<boolean> {
  const { size } = statSync(copy);
  for (const name of readdirSync(dirname(path))) {
    const earlier = join(dirname(path), name);
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith('.bak')) continue;
    if (statSync(earlier, { throwIfNoEntry: false })?.size === size && (await sameFiles(earlier, copy))) return true;
  }
  return false;
}

/** Removes the partial copies that killed runs left, along with their journals. */
function sweepCopies(path: string): void {
  try {
    for (const name of readdirSync(dirname(path))) {
      const isHalf = name.startsWith(`${basename(path)}.`) && name.includes(`.bak${TEMPORARY_SUFFIX}`);
      if (isHalf) rmSync(join(dirname(path), name), { force: true });
    }
  } catch (error) {
    throw diskError('Cannot tidy up', dirname(path), error);
  }
}

/** A name that no earlier backup has. */
function freeName(stem: string): string {
  for (let number = 1; ; number += 1) {
    const file = number === 1 ? `${stem}.bak` : `${stem}-${number}.bak`;
    if (!existsSync(file)) return file;
  }
}
