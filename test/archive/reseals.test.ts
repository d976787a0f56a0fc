import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/archive/connection.js';
import { openArchive } from '../../src/archive/openArchive.js';
import { announceReseal, createReseals } from '../../src/archive/reseals.js';
import {
  blobNames,
  deps,
  hackRecord,
  newFolder,
  pathsIn,
  query,
  recordable,
  sealedPatch,
  takenFrom,
} from './archiveFolder.js';

test('of reseals that a crash interrupted, those with an attachment are completed, and each is forgotten by itself', async () => {
  const paths = pathsIn(newFolder());
  const archive = await openArchive(paths, deps);
  for (const id of ['1', '2']) {
    archive.queue.enqueue([{ record: hackRecord(id), priority: 100 }]);
    const { queueId } = takenFrom(archive);
    archive.records.record(recordable(queueId, hackRecord(id), [sealedPatch(id, id)]));
  }
  archive.close();
  const on = { rhdata: connect(paths.rhdata, deps.uuid), patchbin: connect(paths.patchbin, deps.uuid) };
  onTestFinished(() => {
    on.rhdata.close();
    on.patchbin.close();
  });
  const reseals = createReseals(on);
  const announce = (id: string) => {
    const { patchblob1_name, patchblob1_key, patchblob1_sha224 } = blobNames(id, `new ${id}`);
    const intent = {
      cursor: id,
      pat_sha224: 'a',
      told: [],
      replaces: { patchblob1_name: blobNames(id, id).patchblob1_name },
      pbjsondata: '{}',
      patchblob1_name,
      patchblob1_key,
      patchblob1_sha224,
    };
    announceReseal(on.rhdata, id, intent, deps);
    return intent;
  };
  const [one, two] = [announce('1'), announce('2')];
  on.patchbin.run(
    'UPDATE attachments SET file_name = ?, file_hash_sha224 = ? WHERE rowid = 1',
    one.patchblob1_name,
    one.patchblob1_sha224,
  );
  expect(reseals.unsettled()).toMatchObject([
    { recorded: false, reseal: one },
    { recorded: false, reseal: two },
  ]);
  const other = query(paths.rhdata, 'SELECT * FROM patchblobs WHERE rowid = 2');

  reseals.complete();
  expect(reseals.unsettled().map(({ recorded }) => recorded)).toEqual([true, false]);
  const { patchblob1_name, patchblob1_key, patchblob1_sha224, pbjsondata } = one;
  expect(query(paths.rhdata, 'SELECT * FROM patchblobs')).toMatchObject([
    { patchblob1_name, patchblob1_key, patchblob1_sha224, pbjsondata },
    ...other,
  ]);
  expect(query(paths.rhdata, 'SELECT patchblob1_name FROM gameversions ORDER BY gameid')).toEqual([
    { patchblob1_name },
    { patchblob1_name: two.replaces.patchblob1_name },
  ]);

  for (const { id, recorded } of reseals.unsettled()) if (recorded) reseals.settled(id);
  expect(reseals.unsettled().map(({ reseal }) => reseal.patchblob1_name)).toEqual([two.patchblob1_name]);
});
