import { expect, onTestFinished, test } from 'vitest';
import { type BlobToAttach, attachBlob } from '../../src/archive/attachBlob.js';
import { connect } from '../../src/archive/connection.js';
import { openArchive } from '../../src/archive/openArchive.js';
import { BlobError } from '../../src/model/errors.js';
import { deps, hackRecord, newFolder, pathsIn, query, recordable, sealedPatch, takenFrom } from './archiveFolder.js';

/** An archive with one game, and its blob as it is found again later. */
async function recorded() {
  const paths = pathsIn(newFolder());
  const archive = await openArchive(paths, deps);
  archive.queue.enqueue([{ record: hackRecord('1'), priority: 100 }]);
  const { queueId } = takenFrom(archive);
  const sealed = sealedPatch('1', 'one');
  const { gvuuid, blobs } = archive.records.record(recordable(queueId, hackRecord('1'), [sealed]));
  archive.close();
  if (!('attachment' in sealed.blob)) throw new Error('not sealed');
  const { bytes: file, ...hashes } = sealed.blob.attachment;
  const blob: BlobToAttach = { pbuuid: blobs[0]?.pbuuid ?? '', gvuuid, names: sealed.blob.names, hashes, file };
  const on = { rhdata: connect(paths.rhdata, deps.uuid), patchbin: connect(paths.patchbin, deps.uuid) };
  onTestFinished(() => {
    on.rhdata.close();
    on.patchbin.close();
  });
  return { on, blob, rows: () => query(paths.patchbin, 'SELECT * FROM attachments ORDER BY rowid') };
}

test('an attachment without bytes gets them, and all that is known about them', async () => {
  const { on, blob, rows } = await recorded();
  const before = rows();
  expect(attachBlob(on, blob, deps)).toBe(false);
  on.patchbin.run("UPDATE attachments SET file_data = NULL, file_size = NULL, filekey = '', file_hash_sha224 = ''");
  on.patchbin.run("UPDATE attachments SET file_crc32 = '', file_ipfs_cidv1 = '', decoded_hash_sha1 = ''");
  expect(attachBlob(on, blob, deps)).toBe(true);
  expect(rows()).toEqual(before);
});

test('another user of a blob is added; its owner stays', async () => {
  const { on, blob, rows } = await recorded();
  const [before] = rows();
  const other = { ...blob, pbuuid: 'pb-2', gvuuid: 'gv-2' };
  expect(attachBlob(on, other, deps)).toBe(true);
  expect(rows()).toEqual([{ ...before, parents: JSON.stringify([blob.pbuuid, 'pb-2']) }]);
  expect(attachBlob(on, other, deps)).toBe(false);
});

test.each([null, 'gone'])('a blob whose owner is %s gets one, whoever uses it besides', async (owner) => {
  const { on, blob, rows } = await recorded();
  const [before] = rows();
  on.patchbin.run('UPDATE attachments SET pbuuid = ?, parents = ?', owner, '["gone","pb-2"]');
  expect(attachBlob(on, blob, deps)).toBe(true);
  const parents = [...(owner === null ? ['gone'] : []), 'pb-2', blob.pbuuid];
  expect(rows()).toEqual([{ ...before, parents: JSON.stringify(parents) }]);
});

test('another file under its name is left as it is', async () => {
  const { on, blob, rows } = await recorded();
  on.patchbin.run("UPDATE attachments SET file_hash_sha224 = 'other'");
  const before = rows();
  expect(() => attachBlob(on, blob, deps)).toThrow(BlobError);
  expect(rows()).toEqual(before);
});
