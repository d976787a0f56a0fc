import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { applyPatch } from '../../src/formats/patch.js';
import { romflow } from './program.js';
import { smallArchive } from './smallArchive.js';
import { newFolder } from './workplace.js';

const archive = smallArchive(['36840', '4218', '33105', '28450', '35002']);
const base = demoBaseRom();

/** Runs `export` on a copy of the archive, after preparing that copy. */
async function exported(words: readonly string[], before: (root: string) => void = () => undefined) {
  const { root, around } = archive.copy();
  before(root);
  const ended = await romflow(['export', ...words], around);
  return { ...ended, root };
}

function change(root: string, name: 'rhdata' | 'patchbin', sql: string): void {
  const db = new Database(join(root, 'electron', `${name}.db`));
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
}

const blobFiles = (root: string, id: string): readonly string[] =>
  readdirSync(join(root, 'blobs'))
    .filter((name) => name.startsWith(`pblob_${id}_`))
    .map((name) => join(root, 'blobs', name));

/** What the update has written to `rom/`. */
const romsOf = (root: string, id: string): readonly string[] =>
  readdirSync(join(root, 'rom'))
    .filter((name) => name.startsWith(`${id}_`))
    .map((name) => sha224Hex(readFileSync(join(root, 'rom', name))));

describe('a ROM', () => {
  test('is exported by id, named after the hack, byte for byte as the update made it', async () => {
    const { root, ...ended } = await exported(['36840']);
    expect(ended).toEqual({
      code: 0,
      out: '  ✓ Wrote Cookie Kingdom.sfc (524288 bytes): 36840 Cookie Kingdom, version 1\n',
      err: '',
    });
    expect(romsOf(root, '36840')).toEqual([sha224Hex(readFileSync(join(root, 'Cookie Kingdom.sfc')))]);
    expect(readdirSync(join(root, 'electron')).filter((name) => /-(?:wal|shm)$/.test(name))).toEqual([]);
  });

  test('is exported by a part of its name, into a folder that is made', async () => {
    const out = newFolder();
    const { root, ...ended } = await exported(['PEPPER', '-o', join(out, 'new'), '--version=1']);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(join(out, 'new'))).toEqual(['Salt & Pepper Islands.sfc']);
    expect(romsOf(root, '4218')).toEqual([sha224Hex(readFileSync(join(out, 'new', 'Salt & Pepper Islands.sfc')))]);
  });

  test('is that of the primary patch when there are several, and says so', async () => {
    const { code, err } = await exported(['33105']);
    expect(code).toBe(0);
    expect(err).toBe('  ○ The archive has 3 patches of this version; this is the primary one, Clockwork.bps.\n');
  });

  test('is of the requested version, or else of the latest that has a blob', async () => {
    const versions = `INSERT INTO gameversions (gvuuid, gameid, version, name, patchblob1_name)
      SELECT 'v2', gameid, 2, 'CON', patchblob1_name FROM gameversions WHERE gameid = '36840'
      UNION SELECT 'v3', gameid, 3, 'No blob yet', NULL FROM gameversions WHERE gameid = '36840'`;
    const more = (root: string): void => {
      change(root, 'rhdata', versions);
    };
    expect((await exported(['36840'], more)).out).toBe('  ✓ Wrote _CON.sfc (524288 bytes): 36840 CON, version 2\n');
    expect((await exported(['36840', '--version', '1'], more)).out).toContain('version 1\n');
    expect(await exported(['36840', '--version', '3'], more)).toMatchObject({
      code: 2,
      out: '',
      err: 'romflow: The archive has no patch of version 3 of hack 36840, only of 2, 1.\n',
    });
  });

  test('is not overwritten without --force', async () => {
    const { root, around } = archive.copy();
    const file = join(root, 'Cookie Kingdom.sfc');
    writeFileSync(file, 'mine');
    expect(await romflow(['export', '36840'], around)).toEqual({
      code: 2,
      out: '',
      err: `romflow: The file ${file} already exists; overwrite it with --force, or choose another folder with -o.\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await romflow(['export', '36840', '--force'], around)).code).toBe(0);
    expect(readFileSync(file)).toHaveLength(524_288);
  });

  test('never overwrites the base ROM', async () => {
    const { root, code, err } = await exported(['36840', '--force'], (of) => {
      change(of, 'rhdata', "UPDATE gameversions SET name = 'smw' WHERE gameid = '36840'");
    });
    expect(code).toBe(2);
    expect(err).toContain('is the base ROM itself');
    expect(readFileSync(join(root, 'smw.sfc'))).toEqual(base.bytes);
  });

  test('needs the base ROM', async () => {
    const { code, err } = await exported(['36840'], (root) => {
      rmSync(join(root, 'smw.sfc'));
    });
    expect(code).toBe(2);
    expect(err).toMatch(/^romflow: There is no base ROM at [^\n]*\n$/);
  });
});

test.each([
  ['36840', 'Cookie Kingdom.bps'],
  ['4218', 'Salt & Pepper Islands.ips'],
])('--patch writes the patch of %s with the extension of its format, without any base ROM', async (id, name) => {
  const { root, code, err } = await exported([id, '--patch'], (of) => {
    rmSync(join(of, 'smw.sfc'));
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const rom = applyPatch(readFileSync(join(root, name)), base.bytes);
  expect(romsOf(root, id)).toEqual([sha224Hex(rom)]);
});

describe('an old archive', () => {
  test('may have keys of 44 characters, unknown hashes, ids that were numbers, no index and no file', async () => {
    const { root, ...ended } = await exported(['36840'], (of) => {
      for (const file of blobFiles(of, '36840')) rmSync(file);
      change(
        of,
        'rhdata',
        `UPDATE gameversions SET gameid = '36840.0' WHERE gameid = '36840';
         UPDATE patchblobs SET result_sha224 = '', result_sha1 = '', result_shake1 = NULL;
         DROP INDEX romflow_gameversions_game; DROP INDEX romflow_patchblobs_version;
         DROP VIEW romflow_unfinished; DROP VIEW romflow_counted; DROP TABLE game_fetch_queue;
         ALTER TABLE patchblobs DROP COLUMN patch_filename`,
      );
      const db = new Database(join(of, 'electron', 'rhdata.db'));
      const shorter = db.prepare('UPDATE patchblobs SET patchblob1_key = ? WHERE patchblob1_key = ?');
      for (const key of db.prepare<[], string>('SELECT patchblob1_key FROM patchblobs').pluck().all()) {
        shorter.run(Buffer.from(key, 'base64').toString('latin1').replaceAll('-', '+').replaceAll('_', '/'), key);
      }
      db.close();
    });
    expect(ended.code, ended.err).toBe(0);
    const [copy, unchecked, ...more] = ended.err.trimEnd().split('\n');
    expect(copy).toMatch(
      /^ {2}○ The file of blob pblob_36840_\w+ is missing; its copy in .*patchbin\.db is used instead\.$/,
    );
    expect(unchecked).toBe('  ○ The archive has no hash of this ROM, so only the patch could be checked.');
    expect(more).toEqual([]);
    expect(romsOf(root, '36840')).toEqual([sha224Hex(readFileSync(join(root, 'Cookie Kingdom.sfc')))]);
  });
});

describe('damage is reported in one sentence that suggests verify, and nothing is written', () => {
  const flip = (root: string): void => {
    for (const file of blobFiles(root, '36840')) writeFileSync(file, readFileSync(file).fill(0, 30, 34));
  };
  const damages: readonly (readonly [string, (root: string) => void, RegExp])[] = [
    ['a damaged blob', flip, /The blob pblob_36840_\w+ of hack 36840 is damaged: /],
    [
      'a damaged blob of unknown hash',
      (root) => {
        flip(root);
        change(root, 'rhdata', "UPDATE patchblobs SET patchblob1_sha224 = ''");
      },
      /is damaged: /,
    ],
    [
      'a lost blob',
      (root) => {
        for (const file of blobFiles(root, '36840')) rmSync(file);
        change(root, 'patchbin', 'DELETE FROM attachments');
      },
      /is missing, as a file and in /,
    ],
    [
      'a lost row',
      (root) => {
        change(root, 'rhdata', 'DELETE FROM patchblobs');
      },
      /has no row in the archive/,
    ],
    [
      'a key that is none',
      (root) => {
        change(root, 'rhdata', "UPDATE patchblobs SET patchblob1_key = 'key'");
      },
      /is damaged: A patchblob1_key is/,
    ],
    [
      'another patch inside',
      (root) => {
        change(root, 'rhdata', `UPDATE patchblobs SET pat_sha224 = '${'0'.repeat(56)}'`);
      },
      /is damaged: The patch in the blob has sha224/,
    ],
    [
      'another result',
      (root) => {
        change(root, 'rhdata', `UPDATE patchblobs SET result_sha1 = '${'0'.repeat(40)}'`);
      },
      /gives a different ROM than the one that is recorded/,
    ],
  ];
  test.each(damages)('%s', async (_, damage, message) => {
    const { root, code, out, err } = await exported(['36840'], damage);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/^romflow: [^\n]*romflow verify[^\n]*\n$/);
    expect(readdirSync(root)).not.toContain('Cookie Kingdom.sfc');
  });
});

describe('wrong arguments', () => {
  test.each([
    [['sky rails'], /^romflow: Several .*: (?=.*28450 Sky Rails)(?=.*35002 Sky Rails).*\.\n$/],
    [['36840', '--version', 'x'], /^romflow: --version must be a version number, such as --version 2\.\n$/],
    [['36840', '--version'], /^romflow: --version must be a version number/],
    [[' '], /^romflow: The id or name must not be empty\.\n$/],
    [['36840', '-o', ''], /^romflow: -o must be a folder, such as -o ~\/roms\/snes\.\n$/],
    [['36840', '-o', 'smw.sfc/below'], /^romflow: Cannot create the folder /],
  ])('%j', async (words, message) => {
    const { code, out, err } = await exported(words);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(code).toBe(err.includes('Cannot create') ? 1 : 2);
  });

  test('a folder without an archive', async () => {
    const cwd = newFolder();
    expect(await romflow(['export', '1'], { cwd })).toEqual({
      code: 2,
      out: '',
      err: `romflow: There is no archive in ${cwd} yet; romflow update creates one.\n`,
    });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("--version before the command is the program's own", async () => {
    const { out } = await romflow(['--version', 'export', '36840'], { cwd: newFolder() });
    expect(out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});
