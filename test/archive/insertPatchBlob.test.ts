import { expect, test } from 'vitest';
import { connect } from '../../src/archive/connection.js';
import { openArchive } from '../../src/archive/openArchive.js';
import { deps, hackRecord, newFolder, pathsIn, query, recordable, sealedPatch } from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

test('a patch gets its row in the side table even if another tool’s trigger has already put one there', async () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  const db = connect(paths.rhdata, deps.uuid);
  db.script(`CREATE TRIGGER keep_side AFTER INSERT ON patchblobs BEGIN
    INSERT INTO patchblobs_extended (pbuuid) VALUES (new.pbuuid); END`);
  db.close();
  const archive = await openArchive(paths, deps);
  archive.records.record(recordable('', hackRecord('1'), [sealedPatch('1', 'main')]));
  archive.close();
  expect(
    query(paths.rhdata, "SELECT patch_filename, is_primary FROM patchblobs_extended WHERE pbuuid <> 'pb-1'"),
  ).toEqual([{ patch_filename: 'main.bps', is_primary: 1 }]);
});
