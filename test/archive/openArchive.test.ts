import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/openArchive.js';
import { ArchiveError } from '../../src/model/errors.js';
import { brokenChains, deps, newFolder, pathsIn, query } from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

/** The classic columns in the classic order, then the later ones. */
const RHDATA = {
  gameversions:
    'gvuuid section gameid version removed obsoleted gametype name time added moderated author authors submitter demo featured length difficulty url download_url name_href author_href obsoleted_by patchblob1_name pat_sha224 size description gvjsondata gvchange_attributes gvchanges tags tags_href fields_type legacy_type raw_difficulty combinedtype local_resource_etag local_resource_lastmodified local_resource_filename gvimport_time siglistuuid',
  rhpatches: 'rhpuuid gameid patch_name siglistuuid',
  patchblobs:
    'pbuuid gvuuid patch_name pat_sha1 pat_sha224 pat_shake_128 patchblob1_key patchblob1_name patchblob1_sha224 result_sha1 result_sha224 result_shake1 pbjsondata pblobdata pbimport_time siglistuuid patch_filename patch_type is_primary zip_source',
  patchblobs_extended: 'pbuuid patch_filename patch_type is_primary zip_source created_at',
  update_status: 'uuuid operation_type status metadata started_at completed_at last_updated error_message retry_count',
  game_fetch_queue:
    'queueuuid gameid status priority game_metadata download_url zip_path error_message retry_count created_at started_at completed_at zip_etag zip_lastmodified zip_filename zip_bytes',
  patch_files_working:
    'pfuuid queueuuid gameid zip_path patch_filename patch_type is_primary priority_score pat_sha1 pat_sha224 pat_shake_128 result_sha1 result_sha224 result_shake1 patch_file_path result_file_path status test_result error_message created_at processed_at blob_data',
  smwc_metadata_cache: 'cacheuuid fetch_date page_number response_data next_page_url record_count cache_expires',
};
const ATTACHMENTS =
  'auuid pbuuid gvuuid resuuid siglistuuid file_crc16 file_crc32 locators parents file_ipfs_cidv0 file_ipfs_cidv1 file_hash_sha224 file_hash_sha1 file_hash_md5 file_hash_sha256 file_name filekey decoded_ipfs_cidv0 decoded_ipfs_cidv1 decoded_hash_sha224 decoded_hash_sha1 decoded_hash_md5 decoded_hash_sha256 updated_time import_time download_urls arweave_file_name arweave_file_id arweave_file_path last_search file_size file_data';

const openAndClose = async (paths: { readonly rhdata: string; readonly patchbin: string }): Promise<void> => {
  (await openArchive(paths, deps)).close();
};

const columnsOf = (path: string, table: string): readonly unknown[] =>
  query(path, `PRAGMA table_info(${table})`).map(({ name }) => name);

const backups = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.bak'));

/** Everything but the pages that SQLite itself rewrites. */
const dump = (path: string): unknown =>
  query(path, "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").map(({ name, sql }) => ({
    name,
    sql,
    rows: query(path, `SELECT * FROM ${String(name)}`),
  }));

describe('a new archive', () => {
  test('is made with every table and column, folders included, and needs no backup', async () => {
    const folder = join(newFolder(), 'a', 'b');
    const paths = pathsIn(folder);
    await openAndClose(paths);
    expect(query(paths.rhdata, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).toEqual(
      [
        'change_detection_log',
        'game_fetch_queue',
        'gameversion_stats',
        'gameversions',
        'patch_files_working',
        'patchblobs',
        'patchblobs_extended',
        'rhpatches',
        'romflow_counts',
        'romflow_games',
        'romflow_kinds',
        'romflow_queue',
        'romflow_replaced',
        'romflow_schema',
        'romflow_totals',
        'smwc_metadata_cache',
        'update_status',
      ].map((name) => ({ name })),
    );
    for (const [table, columns] of Object.entries(RHDATA))
      expect(columnsOf(paths.rhdata, table)).toEqual(columns.split(' '));
    expect(columnsOf(paths.patchbin, 'attachments')).toEqual(ATTACHMENTS.split(' '));
    expect(query(paths.rhdata, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(backups(folder)).toEqual([]);
  });

  test('is left alone when it is opened again', async () => {
    const folder = newFolder();
    const paths = pathsIn(folder);
    await openAndClose(paths);
    const [rhdata, patchbin] = [readFileSync(paths.rhdata), readFileSync(paths.patchbin)];
    await openAndClose(paths);
    expect(readFileSync(paths.rhdata).equals(rhdata)).toBe(true);
    expect(readFileSync(paths.patchbin).equals(patchbin)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['patchbin.db', 'rhdata.db']);
  });

  test('numbers a version by its own game if another tool gives no number', async () => {
    const paths = pathsIn(newFolder());
    await openAndClose(paths);
    const db = new Database(paths.rhdata);
    db.pragma('foreign_keys = OFF');
    db.exec(`INSERT INTO gameversions (gvuuid, gameid, version, name) VALUES ('a', '1', 7, 'x');
             INSERT INTO gameversions (gvuuid, gameid, name) VALUES ('b', '2', 'y'), ('c', '2', 'y')`);
    expect(db.prepare('SELECT gvuuid, version FROM gameversions ORDER BY gvuuid').all()).toEqual([
      { gvuuid: 'a', version: 7 },
      { gvuuid: 'b', version: 1 },
      { gvuuid: 'c', version: 2 },
    ]);
    db.close();
  });
});

describe('an old archive', () => {
  test('is migrated without losing a row or a table, after one backup of each file', async () => {
    const folder = newFolder();
    const paths = pathsIn(folder);
    makeOldArchive(paths);
    const before = { rhdata: dump(paths.rhdata), patchbin: dump(paths.patchbin) };
    await openAndClose(paths);

    expect(backups(folder).toSorted()).toEqual([
      'patchbin.db.2026-11-21T00-52-20.bak',
      'rhdata.db.2026-11-21T00-52-20.bak',
    ]);
    expect(dump(join(folder, 'rhdata.db.2026-11-21T00-52-20.bak'))).toEqual(before.rhdata);
    expect(dump(join(folder, 'patchbin.db.2026-11-21T00-52-20.bak'))).toEqual(before.patchbin);

    expect(
      query(paths.rhdata, 'SELECT gvuuid, gameid, version, curator_note FROM gameversions ORDER BY gvuuid'),
    ).toEqual([
      { gvuuid: 'gv-1', gameid: '295763.0', version: 3105, curator_note: null },
      { gvuuid: 'gv-2', gameid: '31000', version: 3106, curator_note: null },
      { gvuuid: 'gv-3', gameid: '31001', version: 1, curator_note: null },
    ]);
    expect(query(paths.rhdata, 'SELECT value FROM csettings')).toEqual([{ value: 'dark' }]);
    expect(query(paths.patchbin, 'SELECT count(*) AS n FROM attachments')).toEqual([{ n: 2 }]);
    expect(columnsOf(paths.rhdata, 'gameversions')).toEqual(
      expect.arrayContaining(['featured', 'combinedtype', 'local_resource_etag']),
    );
    expect(columnsOf(paths.patchbin, 'attachments')).toEqual(
      expect.arrayContaining(['siglistuuid', 'arweave_file_id']),
    );
    expect(brokenChains(paths)).toEqual([]);
  });

  test('gets the same values in the new columns of patchblobs and in the side table', async () => {
    const paths = pathsIn(newFolder());
    makeOldArchive(paths);
    const db = new Database(paths.rhdata);
    db.exec(`ALTER TABLE patchblobs ADD COLUMN patch_filename varchar(500);
             UPDATE patchblobs SET patch_filename = 'Second.bps' WHERE pbuuid = 'pb-2'`);
    db.close();
    await openAndClose(paths);
    const wanted = [
      {
        pbuuid: 'pb-1',
        patch_filename: 'Old Hack.bps',
        patch_type: 'bps',
        is_primary: 1,
        zip_source: 'zips/295763.zip',
      },
      { pbuuid: 'pb-2', patch_filename: 'Second.bps', patch_type: null, is_primary: 0, zip_source: null },
    ];
    for (const table of ['patchblobs', 'patchblobs_extended']) {
      expect(
        query(
          paths.rhdata,
          `SELECT pbuuid, patch_filename, patch_type, is_primary, zip_source FROM ${table}
           WHERE patch_filename IS NOT NULL ORDER BY pbuuid`,
        ),
      ).toEqual(wanted);
    }
  });

  test('has views and triggers of an earlier romflow recreated, and no others', async () => {
    const paths = pathsIn(newFolder());
    await openAndClose(paths);
    const made = "SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger', 'index') ORDER BY name";
    const asItIs = query(paths.rhdata, made);
    const db = new Database(paths.rhdata);
    db.exec(`
      DROP VIEW romflow_latest;
      CREATE VIEW romflow_latest AS SELECT 1 AS id, '1' AS gameid;
      DROP TRIGGER romflow_games_insert;
      CREATE TRIGGER romflow_games_insert AFTER INSERT ON gameversions BEGIN SELECT 1; END;
      CREATE VIEW theirs AS SELECT 1;
      UPDATE romflow_schema SET version = 4;
    `);
    db.close();
    await openAndClose(paths);
    expect(query(paths.rhdata, made)).toEqual([...asItIs, expect.objectContaining({ name: 'theirs' })]);
  });

  test('keeps views and triggers that a later romflow has changed', async () => {
    const folder = newFolder();
    const paths = pathsIn(folder);
    await openAndClose(paths);
    const db = new Database(paths.rhdata);
    db.exec(`
      DROP VIEW romflow_latest;
      CREATE VIEW romflow_latest AS SELECT 1 AS id, '1' AS gameid;
      INSERT INTO romflow_schema (version, migrated_at) VALUES (1000, '2040-01-01 00:00:00');
    `);
    db.close();
    await openAndClose(paths);
    expect(query(paths.rhdata, "SELECT sql FROM sqlite_master WHERE name = 'romflow_latest'")).toEqual([
      { sql: "CREATE VIEW romflow_latest AS SELECT 1 AS id, '1' AS gameid" },
    ]);
    expect(backups(folder)).toEqual([]);
  });

  test('loses indexes of an earlier romflow that have been replaced, and no others', async () => {
    const paths = pathsIn(newFolder());
    makeOldArchive(paths);
    const db = new Database(paths.rhdata);
    db.exec(`CREATE TABLE update_status (operation_type varchar(50)); CREATE INDEX mine ON gameversions (author);
             CREATE INDEX romflow_queue_list ON update_status (operation_type)`);
    db.close();
    await openAndClose(paths);
    const named =
      "SELECT name FROM sqlite_master WHERE name IN ('mine', 'romflow_queue_list', 'romflow_status_latest')";
    expect(query(paths.rhdata, `${named} ORDER BY name`)).toEqual([
      { name: 'mine' },
      { name: 'romflow_status_latest' },
    ]);
  });

  test('is left alone when it is opened again, and gets no second backup', async () => {
    const folder = newFolder();
    const paths = pathsIn(folder);
    makeOldArchive(paths);
    await openAndClose(paths);
    const files = readdirSync(folder);
    const [rhdata, patchbin] = [readFileSync(paths.rhdata), readFileSync(paths.patchbin)];
    await openAndClose(paths);
    expect(readdirSync(folder)).toEqual(files);
    expect(readFileSync(paths.rhdata).equals(rhdata)).toBe(true);
    expect(readFileSync(paths.patchbin).equals(patchbin)).toBe(true);
  });

  test('never has an earlier backup overwritten', async () => {
    const folder = newFolder();
    const paths = pathsIn(folder);
    makeOldArchive(paths);
    const taken = join(folder, 'rhdata.db.2026-11-21T00-52-20.bak');
    writeFileSync(taken, 'mine');
    await openAndClose(paths);
    expect(readFileSync(taken, 'utf8')).toBe('mine');
    expect(backups(folder)).toContain('rhdata.db.2026-11-21T00-52-20-2.bak');
  });

  test('gets no second backup after a kill between the backup and the first change', async () => {
    const folder = newFolder();
    const [paths, old] = [pathsIn(folder), pathsIn(newFolder())];
    makeOldArchive(old);
    const begin = async (): Promise<void> => {
      for (const file of ['rhdata', 'patchbin'] as const) copyFileSync(old[file], paths[file]);
      await openAndClose(paths);
    };
    await begin();
    await begin();
    expect(backups(folder)).toHaveLength(2);
    const changed = new Database(old.rhdata);
    changed.exec("UPDATE gameversions SET name = upper(name) || '!' WHERE gvuuid = 'gv-1'");
    changed.close();
    await begin();
    expect(backups(folder)).toHaveLength(3);
  });

  test('is rid of the unfinished backup of a killed run, and of nothing else', async () => {
    const folder = newFolder();
    const paths = pathsIn(folder);
    makeOldArchive(paths);
    const [half, others] = ['rhdata.db.2026-11-20T00-00-00.bak.romflow-tmp', 'other.db.romflow-tmp'];
    for (const name of [half, others]) writeFileSync(join(folder, name), 'half of it');
    await openAndClose(paths);
    expect(readdirSync(folder)).toContain(others);
    expect(readdirSync(folder)).not.toContain(half);
  });

  test('is backed up including what only its write-ahead log holds', async () => {
    const folder = newFolder();
    const source = pathsIn(newFolder());
    makeOldArchive(source);
    const writer = new Database(source.rhdata);
    writer.pragma('journal_mode = WAL');
    writer.exec("INSERT INTO csettings VALUES ('late', 'row')");
    const paths = pathsIn(folder);
    copyFileSync(source.rhdata, paths.rhdata);
    copyFileSync(`${source.rhdata}-wal`, `${paths.rhdata}-wal`);
    writer.close();
    await openAndClose(paths);
    const [backup = ''] = backups(folder);
    expect(query(join(folder, backup), "SELECT value FROM csettings WHERE key = 'late'")).toEqual([{ value: 'row' }]);
  });
});

test('rows that another tool wrote without an id each get their own', async () => {
  const paths = pathsIn(newFolder());
  await openAndClose(paths);
  const db = new Database(paths.rhdata);
  db.pragma('foreign_keys = OFF');
  db.exec(`
    INSERT INTO gameversions (gvuuid, gameid, version, name) VALUES (NULL, '1', 1, 'a'), (NULL, '2', 1, 'b');
    INSERT INTO patchblobs (pbuuid, patchblob1_name) VALUES (NULL, 'pblob_1_aaaaaaaaaa');
    INSERT INTO game_fetch_queue (queueuuid, gameid) VALUES (NULL, '3')`);
  db.close();
  await openAndClose(paths);
  const ids = query(
    paths.rhdata,
    'SELECT gvuuid AS id FROM gameversions UNION ALL SELECT pbuuid FROM patchblobs UNION ALL SELECT queueuuid FROM game_fetch_queue',
  ).map(({ id }) => id);
  expect(ids).toEqual(Array.from({ length: 4 }, (): unknown => expect.stringMatching(/./)));
  expect(new Set(ids).size).toBe(4);
});

test('so do attachments', async () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  const db = new Database(paths.patchbin);
  db.exec('UPDATE attachments SET auuid = NULL');
  db.close();
  await openAndClose(paths);
  const ids = query(paths.patchbin, 'SELECT auuid FROM attachments').map(({ auuid }) => auuid);
  expect(ids.length).toBeGreaterThan(1);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('an unusable file is an ArchiveError in one sentence, and nothing is changed', () => {
  test('a file that is not a database', async () => {
    for (const bad of ['rhdata', 'patchbin'] as const) {
      const folder = newFolder();
      const paths = pathsIn(folder);
      writeFileSync(paths[bad], 'this is a shopping list, and not a short one');
      await expect(openArchive(paths, deps)).rejects.toThrow(ArchiveError);
      await expect(openArchive(paths, deps)).rejects.toThrow(
        `${paths[bad]} cannot be used: it is not an SQLite database`,
      );
      expect(readFileSync(paths[bad], 'utf8')).toBe('this is a shopping list, and not a short one');
      expect(readdirSync(folder)).toEqual([`${bad}.db`]);
    }
  });

  test('a table of an unusable kind, before anything is backed up', async () => {
    const folder = newFolder();
    const paths = pathsIn(folder);
    makeOldArchive(paths);
    const db = new Database(paths.patchbin);
    const [{ sql } = { sql: '' }] = query(paths.patchbin, "SELECT sql FROM sqlite_master WHERE name = 'attachments'");
    db.exec(`DROP TABLE attachments; ${String(sql)} WITHOUT ROWID`);
    db.close();
    const before = [paths.rhdata, paths.patchbin].map((path) => readFileSync(path));
    await expect(openArchive(paths, deps)).rejects.toThrow(
      new ArchiveError(
        `${paths.patchbin} does not work as an archive: attachments is a table WITHOUT ROWID. Turn it into an ordinary table, or choose another file.`,
      ),
    );
    expect([paths.rhdata, paths.patchbin].map((path) => readFileSync(path))).toEqual(before);
    expect(backups(folder)).toEqual([]);
  });

  test('a damaged database, while the other one is only old', async () => {
    const folder = newFolder();
    const paths = pathsIn(folder);
    makeOldArchive(paths);
    const bytes = readFileSync(paths.patchbin);
    truncateSync(paths.patchbin, 4096);
    const rhdata = readFileSync(paths.rhdata);
    expect(bytes.length).toBeGreaterThan(4096);
    await expect(openArchive(paths, deps)).rejects.toThrow(/patchbin\.db .*damaged/);
    expect(readFileSync(paths.rhdata).equals(rhdata)).toBe(true);
    expect(readFileSync(paths.patchbin).equals(bytes.subarray(0, 4096))).toBe(true);
  });

  test('the two databases swapped', async () => {
    const { rhdata, patchbin } = pathsIn(newFolder());
    await openAndClose({ rhdata, patchbin });
    const before = [dump(rhdata), dump(patchbin)];
    await expect(openAndClose({ rhdata: patchbin, patchbin: rhdata })).rejects.toThrow(
      `The database ${patchbin} has a table attachments but none named gameversions, so it is the other one of the two: check RHDATA_DB_PATH and PATCHBIN_DB_PATH.`,
    );
    await expect(openAndClose({ rhdata: `${rhdata}.new`, patchbin: rhdata })).rejects.toThrow('none named attachments');
    expect([dump(rhdata), dump(patchbin)]).toEqual(before);
  });

  test('a folder in its place, and a file where its folder should be', async () => {
    const folder = newFolder();
    const paths = pathsIn(folder);
    mkdirSync(paths.rhdata);
    await expect(openArchive(paths, deps)).rejects.toThrow(ArchiveError);
    expect(existsSync(paths.patchbin)).toBe(false);
    writeFileSync(join(folder, 'file'), '');
    await expect(openArchive(pathsIn(join(folder, 'file')), deps)).rejects.toThrow(ArchiveError);
  });
});
