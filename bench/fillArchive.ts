import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { openArchive } from '../src/archive/openArchive.js';
import { schemaScript } from '../src/archive/schema.js';

export interface ArchivePaths {
  readonly rhdata: string;
  readonly patchbin: string;
}

export interface Filling {
  /**
   * Numbered from 1; each has a version, a patch, a blob with its attachment, a row of statistics and a completed queue entry.
   * There were as many runs, and as many crawls of {@link CATALOG}.
   */
  readonly games: number;
  /** Size of each game's text and of each blob. */
  readonly bytes: number;
  /** Statements that then modify `rhdata.db`. */
  readonly changes?: readonly string[];
}

/** The address of the catalog. */
export const CATALOG = 'https://www.smwcentral.net/ajax.php?a=getsectionlist&s=smwhacks&u=0&n=1&o=date&d=desc';

const NUMBERS = 'WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < $games)';

const RHDATA = [
  `INSERT INTO gameversions (gvuuid, gameid, version, section, name, description, gvjsondata, patchblob1_name, pat_sha224)
   SELECT 'gv' || n, CAST(n AS TEXT), 1, 'smwhacks', 'Hack ' || n, printf('%.*c', $bytes, 'd'),
     json_object('id', n, 'name', 'Hack ' || n), 'pblob_' || n, 'pat' || n FROM number`,
  `INSERT INTO rhpatches (rhpuuid, gameid, patch_name) SELECT 'rhp' || n, CAST(n AS TEXT), 'patch/' || n FROM number`,
  `INSERT INTO patchblobs (pbuuid, gvuuid, patch_name, pat_sha224, result_sha224, patchblob1_name, patchblob1_key, patchblob1_sha224)
   SELECT 'pb' || n, 'gv' || n, 'patch/' || n, 'pat' || n, 'result' || n, 'pblob_' || n, 'key', 'sha' || n FROM number`,
  `INSERT INTO game_fetch_queue (queueuuid, gameid, status, priority, game_metadata, created_at, completed_at)
   SELECT 'q' || n, CAST(n AS TEXT), 'completed', 100, json_object('id', n, 'name', 'Hack ' || n),
     '2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM number`,
  `INSERT INTO patch_files_working (pfuuid, queueuuid, gameid, patch_filename, status, test_result)
   SELECT 'pf' || n, 'q' || n, CAST(n AS TEXT), n || '.bps', 'completed', 'success' FROM number`,
  `INSERT INTO gameversion_stats (gvsuuid, gvuuid, gameid, downloads, seen_at)
   SELECT 'gvs' || n, 'gv' || n, CAST(n AS TEXT), '7', '2026-01-01 00:00:00' FROM number`,
  `INSERT INTO update_status (uuuid, operation_type, status, metadata, started_at, completed_at)
   SELECT 'run' || n, 'game_update', 'completed', '{}', '2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM number`,
  `INSERT INTO update_status (uuuid, operation_type, status, metadata, started_at, completed_at)
   SELECT 'crawl' || n, 'metadata_fetch', 'completed',
     json_object('fetch_date', strftime('%Y-%m-%d %H:%M:%f', '2020-01-01', '+' || n || ' seconds'),
       'url', '${CATALOG}', 'mode', 'full'),
     '2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM number`,
] as const;

const PATCHBIN = [
  `INSERT INTO attachments (auuid, pbuuid, gvuuid, file_name, file_hash_sha224, filekey, file_crc16, file_crc32,
     file_ipfs_cidv0, file_ipfs_cidv1, file_hash_sha1, file_hash_md5, file_hash_sha256, decoded_ipfs_cidv0, decoded_ipfs_cidv1,
     decoded_hash_sha224, decoded_hash_sha1, decoded_hash_md5, decoded_hash_sha256, file_size, file_data)
   SELECT 'a' || n, 'pb' || n, 'gv' || n, 'pblob_' || n, 'sha' || n, 'key', '', '', '', '', '', '', '', '', '', '', '', '', '',
     $bytes, randomblob($bytes) FROM number`,
] as const;

/** Creates an archive's databases and fills each in one transaction, which a program would need days for. */
export async function fillArchive(paths: ArchivePaths, filling: Filling): Promise<void> {
  (await openArchive(paths, { now: Date.now, uuid: randomUUID })).close();
  fill(paths.rhdata, RHDATA, filling, [...(filling.changes ?? []), schemaScript('rhdata-fill.sql')]);
  fill(paths.patchbin, PATCHBIN, filling, [schemaScript('patchbin-fill.sql')]);
}

const trigger = z.object({ name: z.string(), sql: z.string() });

/** What triggers would maintain row by row, the last script computes in one go. */
function fill(path: string, statements: readonly string[], { games, bytes }: Filling, after: readonly string[]): void {
  const db = new Database(path);
  try {
    // Quickly made, and thrown away on failure: no need for a journal.
    db.pragma('foreign_keys = OFF');
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    const triggers = z
      .array(trigger)
      .parse(db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all());
    db.transaction(() => {
      for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
      for (const statement of statements) {
        const at = statement.indexOf('SELECT');
        db.prepare(`${statement.slice(0, at)} ${NUMBERS} ${statement.slice(at)}`).run(
          statement.includes('$bytes') ? { games, bytes } : { games },
        );
      }
      for (const script of after) db.exec(script);
      for (const { sql } of triggers) db.exec(sql);
    })();
    db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
}
