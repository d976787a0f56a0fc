import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { assertSound } from '../../src/archive/assertSound.js';
import { checkDatabase } from '../../src/archive/checkDatabase.js';
import { connect } from '../../src/archive/connection.js';
import { openArchive } from '../../src/archive/openArchive.js';
import { ArchiveError, DamageError } from '../../src/model/errors.js';
import { deps, newFolder, pathsIn } from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

const verdicts = async (path: string, schema: 'rhdata' | 'patchbin') =>
  (await checkDatabase(path, schema)).map(({ name, verdict, message }) => `${verdict} ${name}: ${message}`);

test('accepts a database that is as it should be', async () => {
  const folder = newFolder();
  const paths = pathsIn(folder);
  (await openArchive(paths, deps)).close();
  for (const schema of ['rhdata', 'patchbin'] as const) {
    expect(await verdicts(paths[schema], schema)).toEqual([
      `ok database ${schema}: ${paths[schema]} can be opened, is intact and can be written`,
      `ok database ${schema}: Its schema is up to date`,
      `ok database ${schema}: Its journal is a write-ahead log`,
    ]);
  }
  expect(readdirSync(folder).toSorted()).toEqual(['patchbin.db', 'rhdata.db']);
});

test.runIf(process.platform !== 'win32')(
  'reports a link that leads nowhere, unless SQLite can create the file because its folder exists',
  async () => {
    const folder = newFolder();
    const path = join(folder, 'rhdata.db');
    symlinkSync(join('unmounted', 'rhdata.db'), path);
    expect(await verdicts(path, 'rhdata')).toEqual([
      `problem database rhdata: ${path} is a dangling link; mount the disk that it leads to, or remove the link.`,
    ]);
    mkdirSync(join(folder, 'unmounted'));
    expect(await verdicts(path, 'rhdata')).toEqual([
      `note database rhdata: There is none at ${path} yet; romflow update creates it.`,
    ]);
  },
);

test('reports a main database that is lost while that of the blobs is not', async () => {
  const paths = pathsIn(newFolder());
  (await openArchive(paths, deps)).close();
  rmSync(paths.rhdata);
  expect(await checkDatabase(paths.rhdata, 'rhdata', paths.patchbin)).toEqual([
    {
      name: 'database rhdata',
      verdict: 'problem',
      message: `The database ${paths.rhdata} is missing, although ${paths.patchbin} is there: restore it from a backup, or the next update starts from scratch.`,
    },
  ]);
});

test('notes an old database, and leaves it as it is', async () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  const before = readFileSync(paths.rhdata);
  expect(await verdicts(paths.rhdata, 'rhdata')).toEqual([
    expect.stringMatching(/^ok .* is intact/),
    expect.stringMatching(
      /^note .*: Its schema is out of date \(\d+ items missing\); romflow update adds what is missing/,
    ),
    expect.stringMatching(/^note .*: Its journal mode is delete; /),
  ]);
  expect(readFileSync(paths.rhdata)).toEqual(before);
});

test('accepts a working trigger of another program, and a column of another program', async () => {
  const paths = pathsIn(newFolder());
  (await openArchive(paths, deps)).close();
  const db = connect(paths.rhdata, deps.uuid);
  db.script(`ALTER TABLE gameversions ADD COLUMN "my ""own""";
    CREATE TRIGGER other AFTER UPDATE ON gameversions BEGIN SELECT 1; END`);
  db.close();
  expect(await verdicts(paths.rhdata, 'rhdata')).toContainEqual(expect.stringMatching(/^ok .* can be written$/));
});

test.each(['INSERT', 'UPDATE OF author', 'DELETE'])(
  'reports a broken trigger of another program on %s',
  async (event) => {
    const paths = pathsIn(newFolder());
    (await openArchive(paths, deps)).close();
    const db = connect(paths.rhdata, deps.uuid);
    db.script(`CREATE TRIGGER works AFTER ${event} ON gameversions BEGIN SELECT 1; END`);
    expect(await verdicts(paths.rhdata, 'rhdata')).toHaveLength(3);
    db.script(`CREATE TRIGGER theirs AFTER ${event} ON gameversions BEGIN SELECT shout('new'); END`);
    db.close();
    const before = readFileSync(paths.rhdata);
    expect(await verdicts(paths.rhdata, 'rhdata')).toEqual([
      `problem database rhdata: Cannot write ${paths.rhdata}: a trigger of another program fails on its table gameversions (no such function: shout). Remove that trigger (DROP TRIGGER), or choose another file.`,
    ]);
    expect(readFileSync(paths.rhdata)).toEqual(before);
  },
);

test.each([
  ['a view', 'CREATE VIEW rhpatches AS SELECT 1 AS gameid', 'rhpatches is a view, not a table'],
  [
    'a table without rowids',
    'CREATE TABLE RHPATCHES (gameid TEXT PRIMARY KEY) WITHOUT ROWID',
    'RHPATCHES is a table WITHOUT ROWID',
  ],
  [
    'a STRICT table that lacks a column',
    'CREATE TABLE rhpatches (rhpuuid TEXT, gameid ANY, siglistuuid TEXT) STRICT',
    'rhpatches is a STRICT table that does not accept what belongs in patch_name',
  ],
  [
    'a STRICT table with a column of numbers',
    'CREATE TABLE rhpatches (rhpuuid TEXT, gameid INTEGER, patch_name TEXT, siglistuuid TEXT) STRICT',
    'rhpatches is a STRICT table that does not accept what belongs in gameid',
  ],
  [
    'a table that works out a column of its own',
    'CREATE TABLE rhpatches (rhpuuid TEXT, gameid TEXT, patch_name TEXT, SIGLISTUUID TEXT AS (lower(gameid)))',
    'rhpatches is a table in which SIGLISTUUID is a generated column, which cannot be written',
  ],
  [
    'a table that keeps such a column',
    'CREATE TABLE rhpatches (rhpuuid TEXT, gameid TEXT, patch_name TEXT AS (gameid) STORED, siglistuuid TEXT)',
    'rhpatches is a table in which patch_name is a generated column, which cannot be written',
  ],
])('reports %s under the name of a table', async (_, sql, words) => {
  const { rhdata } = pathsIn(newFolder());
  const db = connect(rhdata, deps.uuid);
  db.script(sql);
  db.close();
  expect(await verdicts(rhdata, 'rhdata')).toEqual([
    `problem database rhdata: ${rhdata} does not work as an archive: ${words}. Turn it into an ordinary table, or choose another file.`,
  ]);
});

test('accepts STRICT tables that take everything, and generated columns with other names', async () => {
  const { rhdata } = pathsIn(newFolder());
  const db = connect(rhdata, deps.uuid);
  db.script(`CREATE TABLE rhpatches (rhpuuid TEXT, gameid ANY, patch_name TEXT, siglistuuid TEXT) STRICT;
    CREATE TABLE gameversions (gvuuid TEXT PRIMARY KEY, gameid TEXT, name TEXT, shouted TEXT AS (upper(name)));
    CREATE VIEW other AS SELECT 1`);
  db.close();
  expect((await verdicts(rhdata, 'rhdata'))[0]).toMatch(/^ok .* is intact/);
});

test('accepts what other programs have left, if an update can cope with it', async () => {
  const { rhdata } = pathsIn(newFolder());
  const db = connect(rhdata, deps.uuid);
  db.script(`CREATE TABLE csettings (key TEXT, value TEXT CHECK (value <> ''));
    PRAGMA ignore_check_constraints = ON;
    INSERT INTO csettings VALUES ('theme', '')`);
  db.close();
  expect((await verdicts(rhdata, 'rhdata'))[0]).toMatch(/^ok .* is intact/);
  (await openArchive(pathsIn(dirname(rhdata)), deps)).close();
});

test('notes a missing database, and does not make it', async () => {
  const folder = newFolder();
  expect(await verdicts(join(folder, 'rhdata.db'), 'rhdata')).toEqual([
    expect.stringMatching(/^note database rhdata: There is none at .* yet; romflow update creates it\.$/),
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test('reports a damaged database', async () => {
  const paths = pathsIn(newFolder());
  (await openArchive(paths, deps)).close();
  const bytes = readFileSync(paths.rhdata);
  writeFileSync(paths.rhdata, bytes.fill(0xff, 8192, 20_000));
  expect(await verdicts(paths.rhdata, 'rhdata')).toEqual([
    expect.stringMatching(/^problem database rhdata: .*rhdata\.db is damaged \(.*\): restore it from a backup\.$/),
  ]);
});

test('reports a text file', async () => {
  const path = join(newFolder(), 'rhdata.db');
  writeFileSync(path, 'no database '.repeat(100));
  expect(await verdicts(path, 'rhdata')).toEqual([
    expect.stringMatching(/^problem database rhdata: .* is not an SQLite database/),
  ]);
});

test('reports a folder in its place', async () => {
  expect(await verdicts(newFolder(), 'patchbin')).toEqual([
    expect.stringMatching(/^problem database patchbin: Cannot write /),
  ]);
});

test.each([
  ['8458', ArchiveError, 'The database /rhdata.db cannot be used: the disk failed; check it and run again.'],
  [
    '11',
    DamageError,
    'The database /rhdata.db is damaged (Tree 3 page 68: unable to get the page. error code=11): restore it from a backup.',
  ],
])('a page that could not be read reports SQLite’s error %s', (code, kind, message) => {
  const verdict = `*** in database main ***\nTree 3 page 68: unable to get the page. error code=${code}`;
  const db = { path: '/rhdata.db', many: <T>(row: z.ZodType<T>) => [row.parse({ quick_check: verdict })] };
  const check = (): void => {
    assertSound(db);
  };
  expect(check).toThrow(message);
  expect(check).toThrow(expect.objectContaining({ constructor: kind }));
});
