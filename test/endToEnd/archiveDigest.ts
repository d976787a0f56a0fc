import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { ARCHIVE_FOLDERS } from '../../src/model/archiveFolders.js';
import { type Aliases, aliasesOf } from './aliases.js';
import { type Canonical, json, parsedJson } from './canonical.js';
import { openReadOnly, tableNames, type ReadOnly } from './rows.js';

/** An archive's end state, as far as two runs with the same input must agree on it. */
export interface ArchiveState {
  /** Path and content of each file in the archive's own folders: JSON as is, blobs by owner, the rest by sha256. */
  readonly files: readonly (readonly [string, Canonical])[];
  /** Rows by table, in canonical order. */
  readonly rhdata: Readonly<Record<string, readonly Canonical[]>>;
  readonly patchbin: Readonly<Record<string, readonly Canonical[]>>;
}

export interface ArchiveDatabases {
  readonly rhdata: string;
  readonly patchbin: string;
}

/** Tables that record how a run went, not what it produced. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  'update_status',
  'smwc_metadata_cache',
  'romflow_schema',
  // Counts of rows in other tables, some by the current month.
  'romflow_counts',
  'romflow_replaced',
]);
/** Rows about a patch, whichever hack brought it. */
const OF_PATCHES: ReadonlySet<string> = new Set(['rhpatches', 'patchblobs', 'patchblobs_extended', 'attachments']);
/** Folders whose files hold JSON. */
const JSON_FOLDERS: ReadonlySet<string> = new Set(['hacks', 'pat_meta', 'rom_meta']);

const row = z.record(z.string(), z.union([z.instanceof(Buffer).transform(sha256), json]));

/**
 * The sha256 of {@link archiveState}: the same for two runs over the same site that reached the same end state, however
 * often one of them was interrupted.
 */
export function archiveDigest(root: string, databases = databasesOf(root)): string {
  return sha256(JSON.stringify(archiveState(root, databases)));
}

/**
 * Reads an archive without anything that depends on chance, the clock or the order of work: random UUIDs, salts, keys,
 * and the names and bytes of blobs are replaced by what they belong to; times are left out, and so is which hack was
 * first to bring a patch that several share. For tests that should show where two archives differ.
 */
export function archiveState(root: string, databases = databasesOf(root)): ArchiveState {
  const rhdata = openReadOnly(databases.rhdata);
  const patchbin = openReadOnly(databases.patchbin);
  try {
    const aliases = aliasesOf(rhdata, root);
    return { files: filesOf(root, aliases), rhdata: tablesOf(rhdata, aliases), patchbin: tablesOf(patchbin, aliases) };
  } finally {
    rhdata.close();
    patchbin.close();
  }
}

const databasesOf = (root: string): ArchiveDatabases => ({
  rhdata: join(root, 'electron', 'rhdata.db'),
  patchbin: join(root, 'electron', 'patchbin.db'),
});

function tablesOf(db: ReadOnly, aliases: Aliases): Readonly<Record<string, readonly Canonical[]>> {
  const names = tableNames(db).filter((name) => !BOOKKEEPING.has(name));
  return Object.fromEntries(names.map((name) => [name, rowsOf(db, name, aliases)]));
}

function rowsOf(db: ReadOnly, table: string, aliases: Aliases): readonly Canonical[] {
  return db
    .all(row, `SELECT * FROM "${table}"`)
    .map((values) => (OF_PATCHES.has(table) ? aliases.ofPatch(values) : aliases.plain(values)))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function filesOf(root: string, aliases: Aliases): ArchiveState['files'] {
  return ARCHIVE_FOLDERS.filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .map((path) => [aliases.path(path), contentOf(path, readFileSync(join(root, path)), aliases)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function contentOf(path: string, bytes: Buffer, aliases: Aliases): Canonical {
  const [folder = ''] = path.split('/');
  if (folder === 'blobs') return 'blob';
  const content = JSON_FOLDERS.has(folder) ? parsedJson(bytes.toString('utf8')) : undefined;
  if (content === undefined) return sha256(bytes);
  if (folder === 'hacks') return aliases.plain(content);
  return folder === 'pat_meta' ? aliases.ofPatch(content) : aliases.ofRom(content);
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
