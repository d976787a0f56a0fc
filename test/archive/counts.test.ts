import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openArchive } from '../../src/archive/openArchive.js';
import { deps, newFolder, pathsIn, planOf, query } from './archiveFolder.js';

/** Writes of other programs to the tables whose rows are counted; each statement sees the effects of the earlier ones. */
const WRITES = [
  `INSERT INTO game_fetch_queue (queueuuid, gameid, status) VALUES
     ('q1', '1', 'pending'), ('q2', '2', 'pending'), ('q3', '3', 'failed'), ('q4', 'none', 'pending')`,
  "UPDATE game_fetch_queue SET status = 'completed' WHERE gameid IN ('1', '2')",
  "INSERT OR REPLACE INTO game_fetch_queue (queueuuid, gameid, status) VALUES ('q1', '1', 'failed')",
  "REPLACE INTO game_fetch_queue (queueuuid, gameid, status) VALUES ('q4', 'none', 'strange')",
  // One row replaces two, and takes the number of the last.
  "REPLACE INTO game_fetch_queue (queueuuid, gameid, status) VALUES ('q2', '3', 'processing')",
  "INSERT OR IGNORE INTO game_fetch_queue (queueuuid, gameid, status) VALUES ('q9', '1', 'completed')",
  "INSERT INTO game_fetch_queue (queueuuid, gameid) VALUES ('q5', '5')",
  `INSERT INTO game_fetch_queue (queueuuid, gameid, status) VALUES ('q6', '5', 'pending')
     ON CONFLICT (gameid) DO UPDATE SET status = 'downloading'`,
  "UPDATE OR IGNORE game_fetch_queue SET status = 'failed', gameid = '5' WHERE gameid = '1'",
  "DELETE FROM game_fetch_queue WHERE status = 'processing'",
  `INSERT INTO gameversions (gvuuid, gameid, version, name, difficulty, fields_type, time, gvimport_time) VALUES
     ('a1', '1', 1, 'A', 'Easy', 'Kaizo', '1500000000', '2024-01-05 00:00:00'),
     ('a2', '1', 2, 'A', 'Hard', 'Kaizo', '1500000000', '2024-02-05 00:00:00'),
     ('b1', '2.0', 1, 'B', NULL, NULL, NULL, NULL), ('c1', 'none', 1, 'C', 'Easy', 'Puzzle', '1', 'never')`,
  `INSERT OR REPLACE INTO gameversions (gvuuid, gameid, version, name, gvimport_time)
     VALUES ('a3', '1', 2, 'A', '2025-02-05 00:00:00')`,
  "INSERT INTO gameversions (gvuuid, gameid, name) VALUES ('d1', '4', 'D')",
  "INSERT OR IGNORE INTO gameversions (gvuuid, gameid, version, name) VALUES ('a1', '7', 1, 'E')",
  "UPDATE gameversions SET removed = 1, gvimport_time = '2023-03-01 00:00:00' WHERE gameid = '2.0'",
  "UPDATE gameversions SET gameid = '8' WHERE gameid = '4'",
  "DELETE FROM gameversions WHERE gvuuid = 'a3'",
  `INSERT INTO rhpatches (rhpuuid, gameid, patch_name) VALUES
     ('p1', '1', 'patch/1'), ('p2', '2', 'patch/2'), ('p3', '3', 'patch/3'), ('p4', '4', NULL), ('p5', '5', NULL)`,
  "REPLACE INTO rhpatches (rhpuuid, patch_name) VALUES ('p1', 'patch/2')",
  "INSERT OR REPLACE INTO rhpatches (rhpuuid, patch_name) VALUES ('p3', 'patch/3')",
  "INSERT OR IGNORE INTO rhpatches (rhpuuid, patch_name) VALUES ('p9', 'patch/3')",
  "INSERT INTO rhpatches (rhpuuid, patch_name) VALUES ('p9', 'patch/3') ON CONFLICT (patch_name) DO UPDATE SET gameid = '9'",
  'DELETE FROM rhpatches WHERE patch_name IS NULL',
  `INSERT INTO patchblobs (pbuuid, patchblob1_name) VALUES ('b1', 'one'), ('b2', 'two'), ('b3', 'three')`,
  "REPLACE INTO patchblobs (pbuuid, patchblob1_name) VALUES ('b2', 'one')",
  "INSERT OR IGNORE INTO patchblobs (pbuuid, patchblob1_name) VALUES ('b9', 'three')",
  "INSERT INTO patchblobs (patchblob1_name) VALUES ('four')",
  "DELETE FROM patchblobs WHERE patchblob1_name = 'three'",
] as const;

const TOTALS = [
  'SELECT what, count FROM romflow_totals ORDER BY what',
  'SELECT what, count FROM romflow_totals_counted ORDER BY what',
] as const;
const COUNTED = [
  TOTALS,
  [
    'SELECT what, value, count FROM romflow_counts ORDER BY what, value',
    'SELECT what, value, count FROM romflow_counted ORDER BY what, value',
  ],
  [
    'SELECT difficulty, type, removed, games FROM romflow_kinds ORDER BY 1, 2, 3',
    'SELECT difficulty, type, removed, games FROM romflow_kinds_counted ORDER BY 1, 2, 3',
  ],
] as const;

/** SQLite fires triggers for the rows that a REPLACE deletes in one of the two cases only. */
test.each(['OFF', 'ON'])('triggers keep the counts correct, with recursive triggers %s', async (recursive) => {
  const { rhdata, patchbin } = pathsIn(newFolder());
  (await openArchive({ rhdata, patchbin }, deps)).close();
  const db = new Database(rhdata);
  try {
    db.function('uuid', () => deps.uuid());
    db.pragma('foreign_keys = OFF');
    db.pragma(`recursive_triggers = ${recursive}`);
    for (const statement of WRITES) {
      db.exec(statement);
      for (const [kept, counted] of COUNTED) expect(query(rhdata, kept), statement).toEqual(query(rhdata, counted));
    }
    expect(() => db.exec("INSERT INTO game_fetch_queue (queueuuid, gameid) VALUES ('q9', '5')")).toThrow('UNIQUE');
    for (const [kept, counted] of COUNTED) expect(query(rhdata, kept)).toEqual(query(rhdata, counted));
  } finally {
    db.close();
  }
});

const ATTACHMENT = `INTO attachments (auuid, file_name, file_hash_sha224, file_crc16, file_crc32, file_ipfs_cidv0, file_ipfs_cidv1,
  file_hash_sha1, file_hash_md5, file_hash_sha256, filekey, decoded_ipfs_cidv0, decoded_ipfs_cidv1, decoded_hash_sha224,
  decoded_hash_sha1, decoded_hash_md5, decoded_hash_sha256) SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),
  json_extract(value, '$[2]'), '', '', '', '', '', '', '', '', '', '', '', '', '', '' FROM json_each`;

test.each(['OFF', 'ON'])('attachments are counted, too, with recursive triggers %s', async (recursive) => {
  const { rhdata, patchbin } = pathsIn(newFolder());
  (await openArchive({ rhdata, patchbin }, deps)).close();
  const db = new Database(patchbin);
  try {
    db.pragma(`recursive_triggers = ${recursive}`);
    for (const statement of [
      `INSERT ${ATTACHMENT}('[["a1","one","s"],["a2","one","t"],["a3","two","s"],["a4","three","s"]]')`,
      `REPLACE ${ATTACHMENT}('[["a1","one","t"]]')`,
      `INSERT OR REPLACE ${ATTACHMENT}('[["a3","two","s"],["a4","four","s"]]')`,
      `INSERT OR IGNORE ${ATTACHMENT}('[["a9","two","s"],["a8","five","s"]]')`,
      "UPDATE attachments SET file_data = 'x'",
      "DELETE FROM attachments WHERE auuid = 'a3'",
    ]) {
      db.exec(statement);
      expect(query(patchbin, TOTALS[0]), statement).toEqual(query(patchbin, TOTALS[1]));
    }
    expect(query(patchbin, TOTALS[0])).toEqual([{ what: 'attachments', count: 3 }]);
  } finally {
    db.close();
  }
});

test('the rows that a row may replace are looked up in indexes', async () => {
  const paths = pathsIn(newFolder());
  (await openArchive(paths, deps)).close();
  for (const [path, name] of [
    [paths.rhdata, 'romflow_totals_patch_before'],
    [paths.rhdata, 'romflow_totals_blob_before'],
    [paths.patchbin, 'romflow_totals_attachment_before'],
  ] as const) {
    const [found] = query(path, 'SELECT sql FROM sqlite_master WHERE name = ?', name);
    const [, select = ''] = /\(number\) (SELECT[^;]*);/.exec(String(found?.sql)) ?? [];
    expect(planOf(path, select.replaceAll(/new\.\w+/g, "'a'")), name).toMatch(/^MULTI-INDEX OR/);
  }
});

test('an archive from before there were counts gets them', async () => {
  const paths = pathsIn(newFolder());
  (await openArchive(paths, deps)).close();
  const db = new Database(paths.rhdata);
  for (const [type, name] of NEW) db.exec(`DROP ${type} ${name}`);
  db.exec(`INSERT INTO game_fetch_queue (queueuuid, gameid, status)
    VALUES ('q1', '1', 'failed'), ('q2', '2', 'pending'), ('q3', '3', 'failed')`);
  db.close();
  const bin = new Database(paths.patchbin);
  for (const [type, name] of NEW_OF_PATCHBIN) bin.exec(`DROP ${type} ${name}`);
  bin.exec(`INSERT ${ATTACHMENT}('[["a1","one","s"]]')`);
  bin.close();
  const archive = await openArchive(paths, deps);
  expect(query(paths.patchbin, TOTALS[0])).toEqual([{ what: 'attachments', count: 1 }]);
  expect(query(paths.rhdata, "SELECT value, count FROM romflow_counts WHERE what = 'queue' ORDER BY value")).toEqual([
    { value: 'failed', count: 2 },
    { value: 'pending', count: 1 },
  ]);
  expect(archive.queue.waiting()).toBe(1);
  archive.close();
  for (const [kept, counted] of COUNTED) expect(query(paths.rhdata, kept)).toEqual(query(paths.rhdata, counted));
});

const ALL = ['before', 'insert', 'update', 'delete'];
const NEW = [
  ...Object.entries({ queue: ALL, version: ALL, open: ['insert', 'delete'], game: ['insert', 'delete'] }).flatMap(
    ([table, moments]) => moments.map((moment) => ['TRIGGER', `romflow_counts_${table}_${moment}`] as const),
  ),
  ...['patch', 'blob'].flatMap((table) =>
    ['before', 'insert', 'delete'].map((moment) => ['TRIGGER', `romflow_totals_${table}_${moment}`] as const),
  ),
  ['VIEW', 'romflow_totals_counted'],
  ['TABLE', 'romflow_totals'],
  ['VIEW', 'romflow_count_changes'],
  ['VIEW', 'romflow_counted'],
  ['VIEW', 'romflow_kinds_counted'],
  ['TABLE', 'romflow_counts'],
  ['TABLE', 'romflow_kinds'],
  ['TABLE', 'romflow_replaced'],
] as const;

const NEW_OF_PATCHBIN = [
  ...['before', 'insert', 'delete'].map((moment) => ['TRIGGER', `romflow_totals_attachment_${moment}`] as const),
  ['VIEW', 'romflow_totals_counted'],
  ['TABLE', 'romflow_totals'],
  ['TABLE', 'romflow_replaced'],
] as const;
