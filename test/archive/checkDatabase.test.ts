import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkDatabase } from '../../src/archive/checkDatabase.js';
import { openArchive } from '../../src/archive/openArchive.js';
import { deps, newFolder, pathsIn } from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

const verdicts = async (path: string, schema: 'rhdata' | 'patchbin') =>
  (await checkDatabase(path, schema)).map(({ name, verdict, message }) => `${verdict} ${name}: ${message}`);

test('one that is as it should be', async () => {
  const folder = newFolder();
  const paths = pathsIn(folder);
  (await openArchive(paths, deps)).close();
  for (const schema of ['rhdata', 'patchbin'] as const) {
    expect(await verdicts(paths[schema], schema)).toEqual([
      `ok database ${schema}: ${paths[schema]} opens, is whole and can be written`,
      `ok database ${schema}: Its schema is up to date`,
      `ok database ${schema}: Its journal is a write-ahead log`,
    ]);
  }
  expect(readdirSync(folder).toSorted()).toEqual(['patchbin.db', 'rhdata.db']);
});

test('one of old, which stays so', async () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  const before = readFileSync(paths.rhdata);
  expect(await verdicts(paths.rhdata, 'rhdata')).toEqual([
    expect.stringMatching(/^ok .* is whole/),
    expect.stringMatching(/^note .*: Its schema lacks \d+ things; romflow update adds them/),
    expect.stringMatching(/^note .*: Its journal mode is delete; /),
  ]);
  expect(readFileSync(paths.rhdata)).toEqual(before);
});

test('one that is not there, and is not made', async () => {
  const folder = newFolder();
  expect(await verdicts(join(folder, 'rhdata.db'), 'rhdata')).toEqual([
    expect.stringMatching(/^note database rhdata: There is none at .* yet; romflow update makes it\.$/),
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test('one that is damaged', async () => {
  const paths = pathsIn(newFolder());
  (await openArchive(paths, deps)).close();
  const bytes = readFileSync(paths.rhdata);
  writeFileSync(paths.rhdata, bytes.fill(0xff, 8192, 20_000));
  expect(await verdicts(paths.rhdata, 'rhdata')).toEqual([
    expect.stringMatching(/^problem database rhdata: .*rhdata\.db is damaged \(.*\): put a backup in its place\.$/),
  ]);
});

test('a text', async () => {
  const path = join(newFolder(), 'rhdata.db');
  writeFileSync(path, 'no database '.repeat(100));
  expect(await verdicts(path, 'rhdata')).toEqual([
    expect.stringMatching(/^problem database rhdata: .* is not an SQLite database/),
  ]);
});

test('a folder in its place', async () => {
  expect(await verdicts(newFolder(), 'patchbin')).toEqual([
    expect.stringMatching(/^problem database patchbin: Cannot write /),
  ]);
});
