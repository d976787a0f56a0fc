import { expect, test } from 'vitest';
import { type Archive, openArchive } from '../../src/archive/openArchive.js';
import type { JsonObject } from '../../src/model/game.js';
import {
  deps,
  hackRecord,
  newFolder,
  pathsIn,
  query,
  recordable,
  sealedPatch,
  takenFrom,
  zipOf,
} from './archiveFolder.js';

const opened = (): Promise<Archive> => openArchive(pathsIn(newFolder()), deps);
const seen = ({ queue }: Archive, changes: JsonObject): ReadonlySet<string> =>
  queue.enqueue([{ record: hackRecord('1', changes), priority: 100 }]);

test('a recorded game becomes pending again if the site has changed it in the meantime', async () => {
  const archive = await opened();
  seen(archive, {});
  const game = takenFrom(archive);
  expect(seen(archive, { name: 'Renamed' })).toEqual(new Set());
  archive.queue.downloaded(game, zipOf('1'));
  const one = archive.records.record(recordable(game.queueId, game.record, [sealedPatch('1', 'one')]));
  expect(one).toMatchObject({ version: 1, waits: true });

  const again = takenFrom(archive);
  expect(again).toEqual({ queueId: game.queueId, record: hackRecord('1', { name: 'Renamed' }), zip: null, tries: 0 });
  expect(archive.records.record(recordable(again.queueId, again.record, [sealedPatch('1', 'two')], 2))).toMatchObject({
    outcome: 'recorded',
    version: 2,
    waits: false,
  });
  expect(archive.queue.waiting()).toBe(0);
  archive.close();
});

test('so does one whose file could no longer be fetched', async () => {
  const archive = await opened();
  seen(archive, {});
  const game = takenFrom(archive);
  seen(archive, { download_url: 'https://dl.smwcentral.net/1/Moved.zip' });
  expect(archive.queue.failed(game, 'The site has no such file.', { final: true, retryMax: 3 })).toEqual({
    tries: 3,
    final: false,
    waits: true,
  });
  expect(takenFrom(archive)).toMatchObject({
    record: { downloadUrl: 'https://dl.smwcentral.net/1/Moved.zip' },
    tries: 0,
  });
  archive.close();
});

test.each(['recorded', 'failed'])('one that was %s does not for a change that makes no version', async (end) => {
  const archive = await opened();
  seen(archive, {});
  const game = takenFrom(archive);
  seen(archive, { rating: 4.5, downloads: 7 });
  if (end === 'recorded') archive.records.record(recordable(game.queueId, game.record, [sealedPatch('1', 'one')]));
  else
    expect(archive.queue.failed(game, 'broken', { final: true, retryMax: 3 })).toMatchObject({ tries: 3, final: true });
  expect(archive.queue.waiting()).toBe(0);
  archive.close();
});

test.each([
  ['is not kept where that tells of another file', { size: 4321 }, null],
  ['is kept where that tells of the same file', { name: 'Renamed' }, zipOf('1')],
])('a ZIP that arrives after the site has changed the record %s', async (_, changes, zip) => {
  const archive = await opened();
  seen(archive, { size: 1234 });
  const game = takenFrom(archive);
  seen(archive, { size: 1234, ...changes });
  archive.queue.downloaded(game, zipOf('1'));
  // Skipped by hand, or killed.
  archive.queue.requeueInterrupted();
  expect(takenFrom(archive)).toMatchObject({ record: hackRecord('1', { size: 1234, ...changes }), zip });
  archive.close();
});

test('a hack that the site has replaced in the meantime is marked so, without becoming pending again', async () => {
  const paths = pathsIn(newFolder());
  const archive = await openArchive(paths, deps);
  seen(archive, { obsoleted_by: null });
  const game = takenFrom(archive);
  seen(archive, { obsoleted_by: 2 });
  archive.records.record(recordable(game.queueId, game.record, [sealedPatch('1', 'one')]));
  expect(archive.queue.waiting()).toBe(0);
  archive.close();
  expect(query(paths.rhdata, 'SELECT obsoleted, obsoleted_by FROM gameversions')).toEqual([
    { obsoleted: 1, obsoleted_by: '2' },
  ]);
});
