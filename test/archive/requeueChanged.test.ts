import { expect, test } from 'vitest';
import { type Archive, openArchive } from '../../src/archive/openArchive.js';
import type { JsonObject } from '../../src/model/game.js';
import { deps, hackRecord, newFolder, pathsIn, recordable, sealedPatch, takenFrom, zipOf } from './archiveFolder.js';

const opened = (): Promise<Archive> => openArchive(pathsIn(newFolder()), deps);
const seen = ({ queue }: Archive, changes: JsonObject): ReadonlySet<string> =>
  queue.enqueue([{ record: hackRecord('1', changes), priority: 100 }]);

test('a game that was recorded waits once more when the site has changed it in the meantime', async () => {
  const archive = await opened();
  seen(archive, {});
  const game = takenFrom(archive);
  expect(seen(archive, { name: 'Renamed' })).toEqual(new Set());
  archive.queue.downloaded(game.queueId, zipOf('1'));
  archive.records.record(recordable(game.queueId, game.record, [sealedPatch('1', 'one')]));

  const again = takenFrom(archive);
  expect(again).toEqual({ queueId: game.queueId, record: hackRecord('1', { name: 'Renamed' }), zip: null, tries: 0 });
  expect(archive.records.record(recordable(again.queueId, again.record, [sealedPatch('1', 'two')], 2))).toMatchObject({
    outcome: 'recorded',
    version: 2,
  });
  expect(archive.queue.waiting()).toBe(0);
  archive.close();
});

test('so does one whose file could not be had any more', async () => {
  const archive = await opened();
  seen(archive, {});
  const game = takenFrom(archive);
  seen(archive, { download_url: 'https://dl.smwcentral.net/1/Moved.zip' });
  expect(archive.queue.failed(game, 'The site has no such file.', { final: true, retryMax: 3 })).toEqual({
    tries: 3,
    final: false,
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
  else expect(archive.queue.failed(game, 'broken', { final: true, retryMax: 3 })).toEqual({ tries: 3, final: true });
  expect(archive.queue.waiting()).toBe(0);
  archive.close();
});
