import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/openArchive.js';
import { publishableHacks } from '../../src/archive/publishableHacks.js';
import { deps, newFolder, pathsIn, readWith } from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

/** The hacks of an archive with these rows added. */
async function hacksOf(sql: string, make: 'old' | 'new' = 'new') {
  const paths = pathsIn(newFolder());
  if (make === 'old') makeOldArchive(paths);
  else (await openArchive(paths, deps)).close();
  return readWith(paths, sql, (rhdata) => [...publishableHacks(rhdata)]);
}

describe('publishableHacks', () => {
  test('returns each hack in its latest version that has a patch, by ascending id', async () => {
    const hacks = await hacksOf(
      `INSERT INTO gameversions (gvuuid, gameid, version, name, patchblob1_name) VALUES
         ('a1', '100', 1, 'A', 'pblob_100_1'), ('a2', '100', 2, 'A', 'pblob_100_2'), ('a3', '100', 3, 'A', NULL),
         ('b1', '20', 1, 'B', 'pblob_20_1'), ('b10', '20', 10, 'B', 'pblob_20_10'), ('b9', '20', 9, 'B', 'pblob_20_9'),
         ('c1', '3', 1, 'C', ''), ('c2', '3', 2, 'C', NULL);`,
    );
    expect(hacks.map(({ id, version, blob }) => [id, version, blob])).toEqual([
      ['3', 2, null],
      ['20', 10, 'pblob_20_10'],
      ['100', 2, 'pblob_100_2'],
    ]);
  });

  test('normalizes an id that was stored as a number, and leaves out an invalid one', async () => {
    const hacks = await hacksOf(
      `INSERT INTO gameversions (gvuuid, gameid, version, name, patchblob1_name) VALUES
         ('a1', '100.0', 1, 'Tom &amp; Jerry', 'p1'), ('a2', '100', 2, 'Tom &amp; Jerry', 'p2'),
         ('x', '../etc', 1, 'X', 'p3'), ('y', '', 1, 'Y', 'p4'), ('z', NULL, 1, 'Z', 'p5');`,
    );
    expect(hacks.map(({ id, blob, columns }) => [id, blob, columns.name])).toEqual([['100', 'p2', 'Tom & Jerry']]);
  });

  test('accepts a row that another tool wrote without an id of its own', async () => {
    const hacks = await hacksOf(
      `INSERT INTO gameversions (gvuuid, gameid, version, name, patchblob1_name) VALUES
         (NULL, '100', 1, 'A', 'p1'), (x'00ff', '200', 1, 'B', 'p2');`,
    );
    expect(hacks.map(({ id, columns }) => [id, columns.name])).toEqual([
      ['100', 'A'],
      ['200', 'B'],
    ]);
  });

  test('finds a table however another tool has capitalized its name', async () => {
    const hacks = await hacksOf(
      `INSERT INTO gameversions (gvuuid, gameid, version, name) VALUES ('a', '100', 1, 'A');
       INSERT INTO gameversion_stats (gvsuuid, gameid, rating) VALUES ('s', '100', '4.5');
       ALTER TABLE gameversions RENAME TO moved; ALTER TABLE moved RENAME TO GameVersions;
       ALTER TABLE gameversion_stats RENAME TO moved; ALTER TABLE moved RENAME TO GameVersion_Stats;`,
    );
    expect(hacks).toMatchObject([{ id: '100', rating: '4.5' }]);
  });

  test('includes the hashes of the result, the record, and the latest known rating', async () => {
    const hacks = await hacksOf(
      `INSERT INTO gameversions (gvuuid, gameid, version, name, patchblob1_name, pat_sha224, gvjsondata) VALUES
         ('a', '1', 1, 'A', 'p1', 'pat', '{"id":1,"rating":3}'), ('b', '2', 1, 'B', 'p2', '', 'no JSON');
       INSERT INTO patchblobs (pbuuid, patchblob1_name, result_sha1, result_sha224) VALUES ('p', 'p1', '', 'rom');
       INSERT INTO gameversion_stats (gvsuuid, gameid, rating) VALUES ('s1', '1', '4.0'), ('s2', '1.0', '4.5'), ('s3', '1', NULL);`,
    );
    expect(hacks).toMatchObject([
      {
        id: '1',
        patSha224: 'pat',
        record: { id: 1, rating: 3 },
        rating: '4.5',
        hashes: { result_sha1: null, result_sha224: 'rom', result_shake1: null },
      },
      {
        id: '2',
        patSha224: null,
        record: null,
        rating: null,
        hashes: { result_sha1: null, result_sha224: null, result_shake1: null },
      },
    ]);
  });

  test('reads an archive that no update has migrated yet', async () => {
    const hacks = await hacksOf('', 'old');
    expect(hacks.map(({ id, blob, columns }) => [id, blob, columns.fields_type])).toEqual([
      ['31000', 'pblob_31000_bbbbbbbbbb', null],
      ['31001', 'pblob_31000_bbbbbbbbbb', null],
      ['295763', 'pblob_295763_aaaaaaaaaa', null],
    ]);
  });

  test('finds none in a database with another schema', async () => {
    expect(await hacksOf('DROP TABLE gameversion_stats; ALTER TABLE gameversions RENAME TO other')).toEqual([]);
  });
});
