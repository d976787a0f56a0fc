import { describe, expect, test } from 'vitest';
import { chooseVersion } from '../../src/archive/chooseVersion.js';
import { VERSIONS_OF } from '../../src/archive/hackVersions.js';
import { UsageError } from '../../src/model/errors.js';
import { newFolder, pathsIn, planOf, readWith } from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

/** An archive in the old shape, with these rows added. */
function chosen(wanted: string, version: number | null = null, sql = '') {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  return readWith(paths, sql, (rhdata) => chooseVersion(rhdata, wanted, version));
}

const VERSIONS = `INSERT INTO gameversions (gvuuid, gameid, version, name, patchblob1_name) VALUES
  ('v2', '31001', 2, 'Tom &amp; Jerry', 'pblob_31001_0123456789'), ('v3', '31001', 3, 'Third Hack', '')`;

describe('by id', () => {
  test('finds it even if it was stored as a number', () => {
    expect(chosen('295763')).toEqual({
      id: '295763',
      gvuuid: 'gv-1',
      version: 3105,
      name: 'Old Hack',
      blob: 'pblob_295763_aaaaaaaaaa',
      patSha224: 'pat-a',
    });
    expect(chosen('295763.0').gvuuid).toBe('gv-1');
  });

  test('finds the latest version that has a blob', () => {
    expect(chosen('31001', null, VERSIONS)).toMatchObject({ version: 2, name: 'Tom & Jerry' });
    expect(chosen('31001', 1, VERSIONS)).toMatchObject({ version: 1, gvuuid: 'gv-3' });
  });

  test('finds it before a hack of that name', () => {
    const other = "INSERT INTO gameversions (gvuuid, gameid, version, name) VALUES ('o', '9', 1, '31001')";
    expect(chosen('31001', null, other).id).toBe('31001');
  });

  test('uses an index', () => {
    const paths = pathsIn(newFolder());
    makeOldArchive(paths);
    expect(planOf(paths.rhdata, VERSIONS_OF, '1', '1.0')).toMatch(/SEARCH gameversions USING INDEX/);
  });
});

test('finds it in a table with another schema, whose rows may lack an id and a name', () => {
  const bare = `DROP TABLE gameversions; CREATE TABLE gameversions (gvuuid, gameid, version, name, patchblob1_name, pat_sha224);
    INSERT INTO gameversions VALUES (NULL, '5', 1, NULL, 'pblob_5_0123456789', NULL), ('v', '6', 1, 'Sixth', 'b', NULL)`;
  expect(chosen('5', null, bare)).toMatchObject({ id: '5', gvuuid: null, name: '5' });
  expect(chosen('sixth', null, bare).id).toBe('6');
});

describe('by name', () => {
  test.each([
    ['second hack', '31000'],
    ['THIRD', '31001'],
    ['tom & jerry', '31001'],
    ['2048', '2048'],
  ])('%s', (wanted, id) => {
    const more = `${VERSIONS}; INSERT INTO gameversions (gvuuid, gameid, version, name, patchblob1_name)
      VALUES ('d', '2048', 1, '2048', 'b')`;
    expect(chosen(wanted, null, more).id).toBe(id);
  });
});

describe('refuses', () => {
  test.each([
    ['hack', null, /^Several .* "hack"; .*: (?=.*295763 Old Hack)(?=.*31000 Second Hack)(?=.*31001 Third Hack).*\.$/],
    ['Oldhack', null, /^The archive has no hack "Oldhack"; the closest names are 295763 Old Hack; /],
    ['99999', null, /^The archive has no hack 99999; romflow update --game-ids=99999 fetches it\.$/],
    ['31001', 7, /^The archive has no version 7 of hack 31001, only 3, 2, 1\.$/],
    ['31001', 3, /^The archive has no patch of version 3 of hack 31001, only of 2, 1\.$/],
  ] as const)('%s, version %s', (wanted, version, message) => {
    expect(() => chosen(wanted, version, VERSIONS)).toThrow(UsageError);
    expect(() => chosen(wanted, version, VERSIONS)).toThrow(message);
  });

  test('a hack without a blob', () => {
    const none = 'UPDATE gameversions SET patchblob1_name = NULL';
    expect(() => chosen('31001', null, none)).toThrow('The archive has no patch of hack 31001');
    expect(() => chosen('31001', 1, none)).toThrow('no patch of version 1 of hack 31001, nor of any other one');
  });

  test('anything while the archive is empty', () => {
    expect(() => chosen('x', null, 'DELETE FROM gameversions')).toThrow('There are no hacks in the archive yet');
  });

  test('a name that many have, and lists twenty', () => {
    const many = Array.from({ length: 30 }, (_, index) => `('m${index}', '${index + 1}', 1, 'Many ${index}')`);
    const sql = `INSERT INTO gameversions (gvuuid, gameid, version, name) VALUES ${many.join(', ')}`;
    expect(() => chosen('many', null, sql)).toThrow(/; and 10 more\.$/);
  });
});
