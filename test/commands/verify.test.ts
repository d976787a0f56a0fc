import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { lockArchive } from '../../src/archive/lock.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { ArchiveError, ArchiveLockedError, BaseRomError, UsageError } from '../../src/model/errors.js';
import { base, verifiedArchive } from '../endToEnd/verifiedArchive.js';

const copy = verifiedArchive(['201', '202']);
const BLOB = /^pblob_201_[0-9a-f]{10}$/;
const ROM_BLOB = /^rblob_201_[0-9a-f]{10}$/;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a sound archive', () => {
  test('has neither damage nor notices, and not a byte of it is changed', async () => {
    const archive = copy();
    const before = archive.state();
    expect(await archive.verify({ deep: true })).toMatchObject({ code: 0, damages: [], notices: [] });
    expect(archive.state()).toEqual(before);
  });

  test('is left as it is by a repair, and no database is backed up', async () => {
    const archive = copy();
    const files = (): readonly string[] => archive.state().filter((line) => !line.includes('electron'));
    const before = files();
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, damages: [], notices: [] });
    expect(files()).toEqual(before);
    expect(readdirSync(archive.path('electron')).filter((name) => name.endsWith('.bak'))).toEqual([]);
  });

  test('that was interrupted between the two commits: says what the next run takes back, and does not call it damage', async () => {
    const archive = copy();
    archive.sql('rhdata', "DELETE FROM gameversions WHERE gameid = '202'");
    archive.sql('rhdata', "DELETE FROM gameversions WHERE gameid = '201'");
    for (const table of ['patchblobs', 'patchblobs_extended', 'rhpatches'])
      archive.sql('rhdata', `DELETE FROM ${table}`);
    archive.sql('rhdata', "UPDATE game_fetch_queue SET status = 'processing'");
    archive.sql('rhdata', "UPDATE patch_files_working SET status = 'sealed' WHERE blob_data IS NOT NULL");
    const { damages, notices } = await archive.verify();
    expect(damages).toEqual([]);
    expect(notices.join('\n')).toMatch(/orphan attachments: A run that has not finished is recording it\./);
  });

  test('is read without leaving a trace where a killed run has left a write-ahead log', async () => {
    const archive = copy();
    const writer = new Database(archive.path('electron/rhdata.db'));
    writer.pragma('wal_autocheckpoint = 0');
    writer.prepare("UPDATE gameversions SET pat_sha224 = 'ffff' WHERE gameid = '202'").run();
    // As a killed process leaves them: the log is there, and nothing has been checkpointed.
    const left = ['rhdata.db', 'rhdata.db-wal'].map(
      (name) => [name, readFileSync(archive.path('electron', name))] as const,
    );
    writer.close();
    for (const [name, bytes] of left) writeFileSync(archive.path('electron', name), bytes);
    const before = archive.state();
    expect((await archive.verify()).damages).toEqual([expect.stringMatching(/^row gameversions\.pat_sha224/)]);
    expect(archive.state()).toEqual(before);
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, archive.path('nowhere'));
    await expect(archive.verify()).rejects.toThrow(ArchiveError);
  });
});

describe('a repair', () => {
  test('backs up both databases before the first change, and keeps damaged files', async () => {
    const archive = copy();
    const blob = archive.file('blobs', BLOB);
    archive.flip(blob);
    archive.write('hacks/201', 'garbage');
    archive.sql('rhdata', "UPDATE gameversions SET pat_sha224 = 'ffff' WHERE gameid = '201'");
    const damaged = archive.read(blob);
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
    expect(archive.read(`${blob}.damaged`)).toEqual(damaged);
    expect(archive.read('hacks/201.damaged').toString()).toBe('garbage');
    const copies = readdirSync(archive.path('electron')).filter((name) => name.endsWith('.bak'));
    expect(copies.map((name) => name.replace(/\.2.*/, '')).sort()).toEqual(['patchbin.db', 'rhdata.db']);
    const old = new Database(archive.path('electron', copies.find((name) => name.startsWith('rhdata')) ?? ''));
    expect(old.prepare("SELECT pat_sha224 FROM gameversions WHERE gameid = '201'").pluck().get()).toBe('ffff');
    old.close();

    // Damaged once more: the first damaged copy is not overwritten.
    archive.write(blob, 'again');
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0 });
    expect(archive.read(`${blob}.damaged`)).toEqual(damaged);
    expect(archive.read(`${blob}.damaged-2`).toString()).toBe('again');
  });

  test('seals a lost blob again under its key, with its salt', async () => {
    const archive = copy();
    const blob = archive.file('blobs', BLOB);
    const words =
      "SELECT patchblob1_key || json_extract(pbjsondata, '$.romblob_salt', '$.romblob_name') FROM patchblobs";
    const before = archive.ask('rhdata', words);
    archive.remove(blob);
    archive.sql('patchbin', 'DELETE FROM attachments');
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, damages: [expect.any(String)] });
    expect(archive.ask('rhdata', words)).toBe(before);
    expect(archive.file('blobs', BLOB)).not.toBe(blob);
    expect(await archive.verify()).toMatchObject({ code: 0, damages: [] });
  });

  test('says what it could not repair, and leaves that as it is', async () => {
    const archive = copy();
    const blob = archive.file('blobs', BLOB);
    archive.flip(blob);
    archive.sql('patchbin', 'UPDATE attachments SET file_data = NULL');
    archive.remove('patch');
    archive.remove('zips');
    const damaged = archive.read(blob);
    const told = await archive.verify({ repair: true });
    expect(told.code).toBe(1);
    expect(told.unrepaired).toEqual(expect.arrayContaining([expect.stringMatching(/^blob blobs\/pblob_201_/)]));
    expect(archive.read(blob)).toEqual(damaged);
    expect((await archive.verify()).code).toBe(1);
  });

  test('removes temporary files, and nothing else', async () => {
    const archive = copy();
    archive.write('blobs/0f0e.romflow-tmp', 'half');
    archive.write('temp/x', 'left');
    archive.write('blobs/pblob_9_0123456789', 'orphan');
    archive.write('zips/999.zip', 'orphan');
    archive.write('hacks/999', '{}');
    archive.write(`patch/${'a'.repeat(32)}`, 'orphan');
    archive.write(`rom/9_${'a'.repeat(32)}.sfc`, 'orphan');
    archive.write(`rom_meta/${'a'.repeat(32)}`, '{}');
    archive.write('pat_meta/a b', 'orphan');
    const notices = [
      `orphan blobs/pblob_9_0123456789: No row refers to it.`,
      `orphan hacks/999: No row refers to it.`,
      'orphan pat_meta/a b: No row refers to it.',
      `orphan patch/${'a'.repeat(32)}: No row refers to it.`,
      `orphan rom/9_${'a'.repeat(32)}.sfc: No row refers to it.`,
      `orphan rom_meta/${'a'.repeat(32)}: No row refers to it.`,
      'orphan zips/999.zip: No row refers to it.',
    ];
    const plain = await archive.verify();
    expect(plain).toMatchObject({ code: 0, damages: [] });
    expect(plain.notices.filter((line) => line.startsWith('orphan')).sort()).toEqual(notices);
    expect(plain.notices.filter((line) => line.startsWith('temporary'))).toHaveLength(2);
    await archive.verify({ repair: true });
    const after = await archive.verify();
    expect([...after.notices].sort()).toEqual(notices);
    expect(readdirSync(archive.path('temp'))).toEqual([]);
  });

  test('is refused while another process works on the archive, unlike a plain verify', async () => {
    const archive = copy();
    const lock = lockArchive(archive.path('electron/rhdata.db'), () => new Date());
    await expect(archive.verify({ repair: true })).rejects.toThrow(ArchiveLockedError);
    expect(await archive.verify()).toMatchObject({ code: 0 });
    lock.release();
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0 });
  });
});

describe('what old tools left unknown is a notice', () => {
  test('without files, ZIPs, hashes, side rows and names', async () => {
    const archive = copy();
    archive.sql('rhdata', 'DELETE FROM patch_files_working');
    archive.sql('rhdata', 'DELETE FROM game_fetch_queue');
    archive.sql('rhdata', 'DELETE FROM patchblobs_extended');
    archive.sql('rhdata', "UPDATE gameversions SET patchblob1_name = '' WHERE gameid = '202'");
    archive.sql('rhdata', "UPDATE patchblobs SET result_sha1 = '', pat_sha1 = NULL");
    archive.sql('patchbin', "UPDATE attachments SET file_crc16 = '', decoded_ipfs_cidv0 = '', parents = NULL");
    for (const folder of ['patch', 'rom', 'zips', 'pat_meta', 'rom_meta', 'hacks']) archive.remove(folder);
    const told = await archive.verify();
    expect(told).toMatchObject({ code: 0, damages: [] });
    const kinds = ['chain gameversions.patchblob1_name', 'patch patch/', 'rom rom/201_', 'zip zips/201.zip'];
    kinds.push('row patchblobs_extended', 'row patchblobs.pat_sha1, result_sha1', 'attachment attachments.parents');
    kinds.push('attachment attachments.file_crc16, decoded_ipfs_cidv0', 'json hacks/201', 'json pat_meta/');
    for (const kind of kinds) expect(told.notices.join('\n')).toContain(kind);

    // What can be filled in is; files that no row claims are not made up.
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0 });
    expect(archive.ask('patchbin', 'SELECT file_crc16 FROM attachments')).toMatch(/^[0-9a-f]{4}$/);
    expect(archive.ask('rhdata', 'SELECT pat_sha1 || result_sha1 FROM patchblobs')).toMatch(/^[0-9a-f]{80}$/);
    expect(archive.ask('rhdata', 'SELECT patch_filename FROM patchblobs_extended')).toBe('One.bps');
    expect(readdirSync(archive.path('rom'))).toEqual([]);
  });

  test('fields missing in patchblobs are copied from its side table, never the other way round', async () => {
    const archive = copy();
    archive.sql('rhdata', 'UPDATE patchblobs SET patch_filename = NULL');
    expect((await archive.verify()).damages).toEqual([
      'row patchblobs_extended: It differs from patchblobs in patch_filename.',
    ]);
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
    for (const table of ['patchblobs', 'patchblobs_extended'])
      expect(archive.ask('rhdata', `SELECT patch_filename FROM ${table}`), table).toBe('One.bps');
    expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });
  });
});

describe('a version that is restored', () => {
  const old = `gvuuid = 'old', gameid = '201.0', version = 7, legacy_type = 'Curated', patchblob1_name = NULL, pat_sha224 = NULL`;
  const made = 'SELECT version || legacy_type || obsoleted || gvchange_attributes FROM gameversions WHERE gameid = 201';

  test('is numbered after the other versions of its hack, however their ids are written', async () => {
    const archive = copy();
    archive.sql('rhdata', `UPDATE gameversions SET ${old} WHERE gameid = '201'`);
    archive.rewriteJson('hacks/201', { name: 'Now', obsoleted_by: 202 });
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0 });
    expect(archive.ask('rhdata', made)).toBe('8Curated1["name"]');
  });

  test('keeps a curator’s mark as obsolete, as any next version does', async () => {
    const archive = copy();
    archive.sql('rhdata', `UPDATE gameversions SET ${old}, obsoleted = 1 WHERE gameid = '201'`);
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0 });
    expect(archive.ask('rhdata', made)).toBe('8Curated1[]');
  });
});

test('a missing hack file is damage even if the queue has the id as it was once stored as a number', async () => {
  const archive = copy();
  archive.sql('rhdata', "UPDATE game_fetch_queue SET gameid = '202.0' WHERE gameid = '202'");
  archive.remove('hacks/202');
  expect(await archive.verify()).toMatchObject({ code: 1, damages: ['json hacks/202: It is missing.'] });
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0 });
  expect(existsSync(archive.path('hacks/202'))).toBe(true);
});

test('upper-case hashes are correct', async () => {
  const archive = copy();
  archive.sql(
    'rhdata',
    `UPDATE patchblobs SET pat_sha1 = upper(pat_sha1), pat_sha224 = upper(pat_sha224), result_sha1 = upper(result_sha1),
       result_sha224 = upper(result_sha224), patchblob1_sha224 = upper(patchblob1_sha224)`,
  );
  archive.sql('rhdata', 'UPDATE gameversions SET pat_sha224 = upper(pat_sha224)');
  archive.sql(
    'patchbin',
    'UPDATE attachments SET file_hash_sha224 = upper(file_hash_sha224), file_crc32 = upper(file_crc32)',
  );
  expect(await archive.verify({ deep: true })).toMatchObject({ code: 0, damages: [], notices: [] });
});

test('a file about a patch is trusted even if the row has its hash in upper case', async () => {
  const archive = copy();
  const key = 'SELECT patchblob1_key FROM patchblobs';
  const was = archive.ask('rhdata', key);
  const shake = archive.ask('rhdata', 'SELECT pat_shake_128 FROM patchblobs');
  archive.rewriteJson(`pat_meta/${shake}`, { patchblob1_name: undefined });
  for (const folder of ['rom_meta', 'hacks']) archive.remove(folder);
  archive.sql('patchbin', "UPDATE attachments SET filekey = ''");
  archive.sql('rhdata', "UPDATE patchblobs SET pat_sha224 = upper(pat_sha224), patchblob1_key = '', pbjsondata = NULL");
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0 });
  expect(archive.ask('rhdata', key)).toBe(was);
});

test('a hack file with another record is a notice', async () => {
  const archive = copy();
  archive.rewriteJson('hacks/201', { name: 'Another Hack', rating: 5 });
  const told = await archive.verify();
  expect(told).toMatchObject({ code: 0, damages: [] });
  expect(told.notices).toEqual(['json hacks/201: It disagrees with gvjsondata about name.']);
});

test('a hack file that lacks known fields is a notice, and they are filled in', async () => {
  const archive = copy();
  archive.rewriteJson('hacks/201', { romblob_name: undefined });
  expect((await archive.verify({ repair: true })).notices).toEqual(['json hacks/201: It lacks romblob_name.']);
  expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });
});

test('a hack file without a record is a notice', async () => {
  const archive = copy();
  archive.rewriteJson('hacks/201', { id: undefined });
  const told = await archive.verify();
  expect(told).toMatchObject({ code: 0, damages: [] });
  expect(told.notices).toEqual(['json hacks/201: It contains no record of the hack.']);
});

test('a hack file may differ in fields that make no new version', async () => {
  const archive = copy();
  const json: unknown = JSON.parse(archive.read('hacks/201').toString('utf8'));
  const { fields } = z.object({ fields: z.record(z.string(), z.unknown()) }).parse(json);
  archive.rewriteJson('hacks/201', { obsoleted_by: 202, fields: { ...fields, difficulty: 'Renamed by the site' } });
  expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });
});

describe('the base ROM', () => {
  test('if missing, is a notice, and everything else is checked', async () => {
    const archive = copy();
    archive.remove('smw.sfc');
    expect(await archive.verify()).toMatchObject({
      code: 0,
      damages: [],
      notices: [expect.stringMatching(/^base-rom .*no base ROM.*contents of ROM blobs were not checked/)],
    });
    archive.flip(archive.file('blobs', ROM_BLOB));
    const told = await archive.verify({ repair: true });
    expect(told.damages).toEqual([expect.stringMatching(/^rom-blob .*not match the beginning of its hash/)]);
    expect(told).toMatchObject({ code: 1, unrepaired: [expect.stringMatching(/^rom-blob/)] });
  });

  test('if missing, is an error with --deep', async () => {
    const archive = copy();
    archive.remove('smw.sfc');
    await expect(archive.verify({ deep: true })).rejects.toThrow(BaseRomError);
  });

  test('names patches that do not apply to it, with --deep', async () => {
    const archive = copy();
    const other = Buffer.from(base).fill(7, 0, 9);
    archive.write('smw.sfc', other);
    const baseRom = { path: archive.path('smw.sfc'), sha224: sha224Hex(other) };
    const { code, damages } = await archive.verify({ deep: true }, { baseRom });
    expect(code).toBe(1);
    expect(damages).toContainEqual(
      expect.stringMatching(/^patch patchblobs\.result_sha224: The patch does not apply to the base ROM: ./),
    );
  });

  test('reveals a wrong result that nothing else does, with --deep', async () => {
    const archive = copy();
    archive.sql('rhdata', "UPDATE patchblobs SET result_sha1 = 'ffff', pbjsondata = NULL");
    archive.remove('pat_meta');
    archive.remove('rom_meta');
    archive.remove('hacks');
    const results = (lines: readonly string[]): readonly string[] =>
      lines.filter((line) => line.includes('result_sha1'));
    expect(results((await archive.verify()).damages)).toEqual([]);
    expect(results((await archive.verify({ deep: true })).damages)).toHaveLength(1);
  });
});

describe('no verification, or an incomplete one', () => {
  test('without an archive', async () => {
    const archive = copy();
    archive.remove('electron');
    await expect(archive.verify()).rejects.toThrow(UsageError);
    await expect(archive.verify({ repair: true })).rejects.toThrow(UsageError);
    expect(existsSync(archive.path('electron'))).toBe(false);
  });

  test('if the main database is missing or is not one', async () => {
    const archive = copy();
    archive.write('electron/rhdata.db', 'no database at all, but long enough to be looked at'.repeat(10));
    await expect(archive.verify()).rejects.toThrow(ArchiveError);
    await expect(archive.verify({ repair: true })).rejects.toThrow(ArchiveError);
    archive.remove('electron/rhdata.db');
    await expect(archive.verify()).rejects.toThrow(ArchiveError);
  });

  test('database errors found by SQLite itself are reported, and what can be repaired is', async () => {
    const archive = copy();
    const redefine = (from: string, to: string): void => {
      const db = new Database(archive.path('electron/rhdata.db')).unsafeMode(true);
      db.pragma('writable_schema = ON');
      db.prepare("UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'gameversions'").run(from, to);
      db.close();
    };
    redefine('name varchar(255) NOT NULL', 'name varchar(255)');
    archive.sql('rhdata', "UPDATE gameversions SET name = NULL, pat_sha224 = 'ffff' WHERE gameid = '201'");
    redefine('  name varchar(255)', '  name varchar(255) NOT NULL');
    const told = await archive.verify();
    expect(told.code).toBe(1);
    expect(told.damages).toEqual([
      expect.stringMatching(/^database rhdata\.db: SQLite reports: NULL value in gameversions\.name/),
      expect.stringMatching(/^row gameversions\.pat_sha224/),
    ]);
    const mended = await archive.verify({ repair: true });
    expect(mended.code).toBe(1);
    expect(mended.unrepaired).toEqual([expect.stringMatching(/^database rhdata\.db/)]);
  });

  test('an index that does not match its table is rebuilt', async () => {
    const archive = copy();
    const change = (...statements: readonly string[]): void => {
      const db = new Database(archive.path('electron/rhdata.db')).unsafeMode(true);
      db.pragma('foreign_keys = OFF');
      db.pragma('writable_schema = ON');
      for (const statement of statements) db.exec(statement);
      db.close();
    };
    const index = "FROM sqlite_master WHERE name = 'romflow_patchblobs_version'";
    change(`CREATE TABLE kept AS SELECT * ${index}`, `DELETE ${index}`);
    // The index is hidden now, so it is not updated.
    change("UPDATE patchblobs SET gvuuid = 'x'", 'INSERT INTO sqlite_master SELECT * FROM kept', 'DROP TABLE kept');
    const told = await archive.verify();
    expect(told.damages[0]).toMatch(/^database rhdata\.db: SQLite reports: .*index/);
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
    expect(await archive.verify()).toMatchObject({ code: 0, damages: [] });
  });
});

describe('an interrupted verification', () => {
  test('starts nothing new, says so, and ends with 130', async () => {
    const archive = copy();
    const told = await archive.verify({}, {}, AbortSignal.abort());
    expect(told.code).toBe(130);
    expect(told.events.map(({ type }) => type)).toEqual(['run.started', 'verify.summary']);
    expect(told.events.at(-1)).toMatchObject({ outcome: 'paused' });
  });
});
