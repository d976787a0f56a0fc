import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { archiveDigest, archiveState } from './archiveDigest.js';
import { assertChain, followChain } from './chain.js';
import { type HandMadeHack, handMadeArchive, handMadeBase } from './handMadeArchive.js';

const hacks: readonly HandMadeHack[] = [
  { id: '100', kind: 'ips', byte: 1 },
  { id: '101', kind: 'ips', byte: 2 },
  { id: '102', kind: 'ips', byte: 1 },
  { id: '103', kind: 'bps', byte: 2 },
];

const folder = mkdtempSync(join(tmpdir(), 'romflow-chain-'));
const original = join(folder, 'original');
let copies = 0;

beforeAll(() => handMadeArchive(original, hacks, { seed: 1, time: '2026-01-02 03:04:05', port: 1111 }));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A fresh copy of the archive. */
function copy(): string {
  copies++;
  const root = join(folder, `copy-${copies}`);
  cpSync(original, root, { recursive: true });
  return root;
}

const database = (root: string, name: 'rhdata' | 'patchbin'): string => join(root, 'electron', `${name}.db`);

function change(root: string, name: 'rhdata' | 'patchbin', sql: string): void {
  const db = new Database(database(root, name));
  db.pragma('foreign_keys = OFF');
  const { changes } = db.prepare(sql).run();
  db.close();
  expect(changes).toBeGreaterThan(0);
}

const problemsOf = async (root: string, baseRom?: Buffer): Promise<readonly string[]> =>
  (
    await followChain(
      database(root, 'rhdata'),
      database(root, 'patchbin'),
      baseRom === undefined ? {} : { root, baseRom },
    )
  ).problems;

/** The first file, by name, whose path below the root matches. */
function fileLike(root: string, folderName: string, pattern = /./): string {
  const [name] = readdirSync(join(root, folderName))
    .filter((file) => pattern.test(file))
    .sort();
  if (name === undefined) throw new Error(`no such file in ${folderName}`);
  return join(root, folderName, name);
}

function flipLastByte(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]));
}

function rewriteJson(path: string, changes: object): void {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify(Object.assign({}, content, changes)));
}

describe('the chain', () => {
  test('holds in a sound archive, down to the ROM blobs', async () => {
    const counts = await assertChain(database(original, 'rhdata'), database(original, 'patchbin'), {
      baseRom: handMadeBase,
    });
    expect(counts).toEqual({ gameversions: 4, patchblobs: 3, attachments: 3 });
  });

  test('assertChain throws what is wrong', async () => {
    const root = copy();
    change(root, 'patchbin', "UPDATE attachments SET filekey = ''");
    await expect(assertChain(database(root, 'rhdata'), database(root, 'patchbin'))).rejects.toThrow('filekey');
  });

  test.each([
    ['rhdata', "UPDATE gameversions SET patchblob1_name = 'pblob_1_0' WHERE gameid = '101'", 'no patchblobs row'],
    ['rhdata', "UPDATE gameversions SET patchblob1_name = NULL WHERE gameid = '101'", 'no patchblobs row null'],
    ['rhdata', "UPDATE gameversions SET pat_sha224 = 'x' WHERE gameid = '102'", 'another pat_sha224'],
    ['rhdata', "UPDATE gameversions SET size = '1234.0' WHERE gameid = '102'", 'gameversions.size holds string 1234.0'],
    ['rhdata', "UPDATE gameversions SET description = x'00' WHERE gameid = '102'", 'gameversions.description holds'],
    ['rhdata', "DELETE FROM gameversions WHERE gameid = '101'", 'its gvuuid is nobody'],
    ['rhdata', 'DELETE FROM patchblobs_extended', 'no patchblobs_extended row'],
    ['rhdata', 'UPDATE patchblobs_extended SET is_primary = 0', 'patchblobs_extended has another is_primary'],
    ['rhdata', 'UPDATE patchblobs SET zip_source = NULL', 'zip_source is unknown'],
    ['rhdata', 'DELETE FROM rhpatches', 'no rhpatches row'],
    ['rhdata', "UPDATE patchblobs SET patch_name = 'patch/x' || patch_name", 'patch_name is not'],
    ['rhdata', "UPDATE patchblobs SET patchblob1_sha224 = 'x'", 'file_hash_sha224 is not patchblob1_sha224'],
    ['rhdata', "UPDATE patchblobs SET result_sha224 = 'x'", 'is another ROM'],
    [
      'rhdata',
      'DELETE FROM patchblobs WHERE pat_sha224 IN (SELECT max(pat_sha224) FROM patchblobs)',
      'no patchblobs row',
    ],
    ['patchbin', 'DELETE FROM attachments', '0 attachments'],
    ['patchbin', "UPDATE attachments SET filekey = replace(filekey, 'a', 'b')", 'filekey is not patchblob1_key'],
    ['patchbin', "UPDATE attachments SET parents = '[]'", 'parents lack its pbuuid'],
    ['patchbin', `UPDATE attachments SET parents = '["' || pbuuid || '","' || pbuuid || '"]'`, 'named twice'],
    ['patchbin', `UPDATE attachments SET parents = '["' || pbuuid || '","x"]'`, 'a parent is nobody'],
    ['patchbin', "UPDATE attachments SET file_crc16 = '0000'", 'file_crc16 is not that of its bytes'],
    ['patchbin', "UPDATE attachments SET file_hash_md5 = 'x'", 'file_hash_md5 is not that of its bytes'],
    ['patchbin', "UPDATE attachments SET decoded_hash_sha224 = 'x'", 'decoded_hash_sha224 is not pat_sha224'],
    ['patchbin', "UPDATE attachments SET decoded_ipfs_cidv1 = 'x'", 'decoded_ipfs_cidv1 is not that of its bytes'],
    ['patchbin', "UPDATE attachments SET file_data = x'00'", 'does not decode'],
    ['patchbin', 'UPDATE attachments SET file_size = 1', 'file_size is not that of its bytes'],
  ] as const)('is broken in %s by: %s', async (name, sql, problem) => {
    const root = copy();
    change(root, name, sql);
    expect((await problemsOf(root)).join('\n')).toContain(problem);
  });

  const damages: readonly (readonly [string, (root: string) => void, string])[] = [
    [
      'a lost blob',
      (root) => {
        rmSync(fileLike(root, 'blobs', /^pblob/));
      },
      'no blob file',
    ],
    [
      'a damaged blob',
      (root) => {
        flipLastByte(fileLike(root, 'blobs', /^pblob/));
      },
      'its blob file is not file_data',
    ],
    [
      'a lost patch',
      (root) => {
        rmSync(fileLike(root, 'patch'));
      },
      'no patch/',
    ],
    [
      'a damaged patch',
      (root) => {
        flipLastByte(fileLike(root, 'patch'));
      },
      'another patch file',
    ],
    [
      'a lost ROM',
      (root) => {
        rmSync(fileLike(root, 'rom', /^102_/));
      },
      'hacks/102: no rom/102_',
    ],
    [
      'a damaged ROM',
      (root) => {
        flipLastByte(fileLike(root, 'rom', /^101_/));
      },
      'is another ROM',
    ],
    [
      'a lost ROM blob',
      (root) => {
        rmSync(fileLike(root, 'blobs', /^rblob_101/));
      },
      'hacks/101: no rblob_101',
    ],
    [
      'a damaged ROM blob',
      (root) => {
        flipLastByte(fileLike(root, 'blobs', /^rblob/));
      },
      'lacks its own hash',
    ],
    [
      'a lost hack file',
      (root) => {
        rmSync(join(root, 'hacks', '102'));
      },
      'hacks/102: is missing',
    ],
    [
      'a hack file that is no JSON',
      (root) => {
        writeFileSync(join(root, 'hacks', '102'), '{');
      },
      'is no JSON',
    ],
    [
      'a hack file that lacks a key',
      (root) => {
        rewriteJson(join(root, 'hacks', '102'), { romblob_salt: undefined });
      },
      'romblob_salt',
    ],
    [
      'a hack file of another patch',
      (root) => {
        rewriteJson(join(root, 'hacks', '102'), { pat_sha224: 'x' });
      },
      'pat_sha224 is not',
    ],
    [
      'a lost pat_meta',
      (root) => {
        rmSync(fileLike(root, 'pat_meta'));
      },
      'pat_meta is missing',
    ],
    [
      'a rom_meta of another ROM',
      (root) => {
        rewriteJson(fileLike(root, 'rom_meta'), { result_sha224: 'x' });
      },
      'rom_meta is of another ROM',
    ],
    [
      'a temporary file',
      (root) => {
        writeFileSync(join(root, 'temp', 'x'), '');
      },
      'temp/ still holds x',
    ],
  ];

  test.each(damages)('is broken by %s', async (_, damage, problem) => {
    const root = copy();
    damage(root);
    expect((await problemsOf(root)).join('\n')).toContain(problem);
  });

  test('is broken by a salt that does not open the ROM blob', async () => {
    const root = copy();
    rewriteJson(join(root, 'hacks', '101'), { romblob_salt: 'AAAAAAAAAAAAAAAAAAAAAA==' });
    expect(await problemsOf(root)).toEqual([]);
    expect((await problemsOf(root, handMadeBase)).join('\n')).toContain('does not decode');
  });
});

describe('the digest', () => {
  test('ignores random values, the clock, the port, and which of two hacks brought their patch or ROM first', async () => {
    const other = join(folder, 'other');
    await handMadeArchive(other, [...hacks].reverse(), { seed: 2, time: '2027-08-09 10:11:12', port: 2222 });
    expect(archiveState(other)).toEqual(archiveState(original));
    expect(archiveDigest(other)).toBe(archiveDigest(original));
  });

  test('contains no random value of the archive', () => {
    const state = JSON.stringify(archiveState(original));
    const hack = z
      .object({
        patchblob1_name: z.string(),
        patchblob1_key: z.string(),
        romblob_salt: z.string(),
        pat_sha224: z.string(),
      })
      .parse(JSON.parse(readFileSync(join(original, 'hacks', '101'), 'utf8')));
    for (const word of [hack.patchblob1_name, hack.patchblob1_key, hack.romblob_salt])
      expect(state).not.toContain(word);
    expect(state).toContain(`blobs/<patchblob1_name of ${hack.pat_sha224}>`);
    expect(state).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  test.each([
    ['rhdata', "UPDATE gameversions SET name = 'Another' WHERE gameid = '101'"],
    ['rhdata', "DELETE FROM gameversions WHERE gameid = '102'"],
    ['rhdata', "UPDATE gameversions SET version = '2' WHERE gameid = '102'"],
    ['rhdata', 'UPDATE gameversions SET patchblob1_name = (SELECT max(patchblob1_name) FROM patchblobs)'],
    ['rhdata', "UPDATE patchblobs SET patch_filename = 'x.ips' WHERE patch_filename = '101.ips'"],
    ['rhdata', 'DELETE FROM patchblobs_extended'],
    ['rhdata', "UPDATE game_fetch_queue SET status = 'failed' WHERE gameid = '100'"],
    ['rhdata', "INSERT INTO rhpatches (rhpuuid, gameid, patch_name) VALUES ('x', '104', 'patch/y')"],
    ['patchbin', "UPDATE attachments SET parents = '[]'"],
    ['patchbin', "UPDATE attachments SET decoded_hash_md5 = 'x'"],
    ['patchbin', 'DELETE FROM attachments'],
  ] as const)('detects a change to %s: %s', (name, sql) => {
    const root = copy();
    change(root, name, sql);
    expect(archiveDigest(root)).not.toBe(archiveDigest(original));
  });

  const changes: readonly (readonly [string, (root: string) => void])[] = [
    [
      'a lost ROM',
      (root) => {
        rmSync(fileLike(root, 'rom'));
      },
    ],
    [
      'a damaged patch',
      (root) => {
        flipLastByte(fileLike(root, 'patch'));
      },
    ],
    [
      'a lost blob',
      (root) => {
        rmSync(fileLike(root, 'blobs'));
      },
    ],
    [
      'a blob that nobody refers to',
      (root) => {
        writeFileSync(join(root, 'blobs', 'pblob_101_0123456789'), '');
      },
    ],
    [
      'a temporary file',
      (root) => {
        writeFileSync(join(root, 'hacks', '100.tmp'), '{');
      },
    ],
    [
      'another word in a hack file',
      (root) => {
        rewriteJson(join(root, 'hacks', '102'), { name: 'x' });
      },
    ],
    [
      'another ROM in a rom_meta',
      (root) => {
        rewriteJson(fileLike(root, 'rom_meta'), { result_sha1: 'x' });
      },
    ],
  ];

  test.each(changes)('detects %s', (_, damage) => {
    const root = copy();
    damage(root);
    expect(archiveDigest(root)).not.toBe(archiveDigest(original));
  });

  test('counts unreferenced blobs', () => {
    const [one, two] = [copy(), copy()];
    for (const root of [one, two]) writeFileSync(join(root, 'blobs', 'pblob_101_0123456789'), '');
    writeFileSync(join(two, 'blobs', 'pblob_101_9876543210'), '');
    expect(archiveDigest(two)).not.toBe(archiveDigest(one));
  });

  test.each([
    ['rhdata', "INSERT INTO update_status (uuuid, operation_type, status) VALUES ('x', 'game_update', 'paused')"],
    ['rhdata', 'UPDATE game_fetch_queue SET retry_count = 2'],
    ['patchbin', "UPDATE attachments SET updated_time = '2030-01-01 00:00:00'"],
  ] as const)('ignores how a run went: %s: %s', (name, sql) => {
    const root = copy();
    change(root, name, sql);
    expect(archiveDigest(root)).toBe(archiveDigest(original));
  });
});
