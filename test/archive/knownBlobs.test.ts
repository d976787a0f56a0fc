import { expect, test } from 'vitest';
import { connect } from '../../src/archive/connection.js';
import { findBlob } from '../../src/archive/knownBlobs.js';
import { openArchive } from '../../src/archive/openArchive.js';
import { appliedPatch, deps, hackRecord, knownPatch, newFolder, pathsIn, query, recordable } from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

/** The blob that is found in an old archive after these changes to its two databases. */
function found(sql: string, patch: string, result: string, attachments = ''): string | null {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  const [rhdata, patchbin] = [connect(paths.rhdata, deps.uuid), connect(paths.patchbin, deps.uuid)];
  try {
    rhdata.script(sql);
    patchbin.script(attachments);
    return findBlob({ rhdata, patchbin }, patch, result)?.pbuuid ?? null;
  } finally {
    rhdata.close();
    patchbin.close();
  }
}

test('a blob is found by its patch and its result', () => {
  expect(found('', 'pat-b', 'rom-b')).toBe('pb-2');
  expect(found('', 'pat-b', 'rom-a')).toBeNull();
  expect(found('', 'pat-a', 'rom-b')).toBeNull();
});

test.each(['NULL', "''"])(
  'a blob whose result is %s is found by its patch, after one whose result is known',
  (unknown) => {
    const untold = `UPDATE patchblobs SET result_sha224 = ${unknown} WHERE pbuuid = 'pb-1'`;
    expect(found(untold, 'pat-a', 'rom-a')).toBe('pb-1');
    expect(found(untold, 'pat-b', 'rom-a')).toBeNull();
    const told = "UPDATE patchblobs SET pat_sha224 = 'pat-a', result_sha224 = 'rom-a' WHERE pbuuid = 'pb-2'";
    expect(found(`${untold}; ${told}`, 'pat-a', 'rom-a')).toBe('pb-2');
  },
);

test.each(['NULL', "''"])('a blob whose patch is %s is found by the hash in its attachment', (unknown) => {
  const untold = `UPDATE patchblobs SET pat_sha224 = ${unknown} WHERE pbuuid = 'pb-1'`;
  const attached = "UPDATE attachments SET decoded_hash_sha224 = 'PAT-A'";
  expect(found(untold, 'pat-a', 'rom-a', attached)).toBe('pb-1');
  expect(found(untold, 'pat-a', 'rom-b', attached)).toBeNull();
  expect(found(untold, 'pat-b', 'rom-a', attached)).toBeNull();
  expect(found(untold, 'pat-a', 'rom-a')).toBeNull();
  const told = "UPDATE patchblobs SET pat_sha224 = 'pat-a', result_sha224 = 'rom-a' WHERE pbuuid = 'pb-2'";
  expect(found(`${untold}; ${told}`, 'pat-a', 'rom-a', attached)).toBe('pb-2');
});

test('a blob without an attachment is not found', () => {
  expect(found('', 'pat-c', 'rom-c')).toBeNull();
});

test('of two blobs of the same patch by older tools, a game keeps that of its own version', async () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  const archive = await openArchive(paths, deps);
  const db = connect(paths.rhdata, deps.uuid);
  db.run("UPDATE patchblobs SET pat_sha224 = 'pat-a', result_sha224 = 'rom-a' WHERE pbuuid = 'pb-2'");
  db.close();
  const foundFor = (id?: string) => archive.records.findBlob('pat-a', 'rom-a', id)?.pbuuid;
  expect([foundFor(), foundFor('295763'), foundFor('7'), foundFor('31001.0')]).toEqual([
    'pb-1',
    'pb-1',
    'pb-1',
    'pb-2',
  ]);
  archive.close();
});

test('so does the game’s next version', async () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  const archive = await openArchive(paths, deps);
  const db = connect(paths.rhdata, deps.uuid);
  const { digests, outcome } = appliedPatch('same');
  for (const table of ['gameversions', 'patchblobs']) db.run(`UPDATE ${table} SET pat_sha224 = ?`, digests.sha224);
  db.run('UPDATE patchblobs SET result_sha224 = ?', outcome.rom.sha224);
  db.close();
  const known = archive.records.findBlob(digests.sha224, outcome.rom.sha224, '31000');
  if (known === null) throw new Error('not found');
  const newer = hackRecord('31000', { name: 'Newer' });
  expect(archive.records.record(recordable('', newer, [knownPatch('same', known)]))).toMatchObject({
    outcome: 'recorded',
    blobs: [{ pbuuid: 'pb-2' }],
  });
  archive.close();
  expect(query(paths.rhdata, "SELECT DISTINCT patchblob1_name FROM gameversions WHERE gameid = '31000'")).toEqual([
    { patchblob1_name: known.patchblob1_name },
  ]);
});
