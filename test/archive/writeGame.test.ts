import { describe, expect, test } from 'vitest';
import { connect } from '../../src/archive/connection.js';
import { type Archive, openArchive } from '../../src/archive/openArchive.js';
import { ArchiveError } from '../../src/model/errors.js';
import type { QueuedGame } from '../../src/model/game.js';
import type { TestedPatch } from '../../src/model/patch.js';
import {
  appliedPatch,
  blobNames,
  deps,
  hackRecord,
  knownPatch,
  newFolder,
  pathsIn,
  query,
  recordable,
  sealedPatch,
  takenFrom,
} from './archiveFolder.js';

const NOWHERE = { patch: null, rom: null };

async function opened() {
  const paths = pathsIn(newFolder());
  const archive = await openArchive(paths, deps);
  return { archive, rows: (sql: string) => query(paths.rhdata, sql), ...paths };
}

/** Takes these games out of the queue. */
function taken(archive: Archive, ...ids: readonly string[]): readonly QueuedGame[] {
  archive.queue.enqueue(
    ids.map((id) => ({ record: hackRecord(id), priority: 100 })),
    { retry: true },
  );
  return ids.map(() => takenFrom(archive));
}

const record = (archive: Archive, id: string, patches: Parameters<typeof recordable>[2]) => {
  const [game] = taken(archive, id);
  return archive.records.record(recordable(game?.queueId ?? '', hackRecord(id), patches));
};

describe('recording a game', () => {
  test('says which of its patches is the primary one, and leaves those of games in progress alone', async () => {
    const { archive, rows } = await opened();
    const games = taken(archive, '1', '2');
    const broken: TestedPatch = { ...appliedPatch('broken'), outcome: { result: 'failed', reason: 'broken' } };
    const twice = appliedPatch('other', 'main.bps');
    for (const game of games) {
      for (const patch of [twice, appliedPatch('main'), broken]) {
        archive.patchFiles.record(game, 'zips/1.zip', patch, NOWHERE);
      }
      archive.patchFiles.sealed(game.queueId, appliedPatch('main'), blobNames(game.record.id, 'main'));
    }
    archive.records.record(
      recordable(games[0]?.queueId ?? '', hackRecord('1'), [
        sealedPatch('1', 'extra', false),
        sealedPatch('1', 'main'),
      ]),
    );
    expect(rows('SELECT patchblob1_name FROM gameversions')).toEqual([
      { patchblob1_name: blobNames('1', 'main').patchblob1_name },
    ]);
    expect(rows('SELECT gameid, is_primary, status FROM patch_files_working ORDER BY rowid')).toEqual([
      { gameid: '1', is_primary: 0, status: 'completed' },
      { gameid: '1', is_primary: 1, status: 'completed' },
      { gameid: '1', is_primary: 0, status: 'failed' },
      { gameid: '2', is_primary: 0, status: 'tested' },
      { gameid: '2', is_primary: 0, status: 'sealed' },
      { gameid: '2', is_primary: 0, status: 'failed' },
    ]);
    archive.close();
  });

  test('leaves the rows of other patches as they are', async () => {
    const { archive, rows, patchbin } = await opened();
    record(archive, '1', [sealedPatch('1', 'one')]);
    const attachments = () => query(patchbin, 'SELECT * FROM attachments ORDER BY rowid');
    const [before] = attachments();
    expect(before).toMatchObject({ locators: '[]', import_time: '2026-11-21 00:52:20' });
    record(archive, '2', [sealedPatch('2', 'two')]);
    const { digests } = appliedPatch('two');
    expect(rows('SELECT patch_name FROM rhpatches')).toHaveLength(2);
    expect(rows('SELECT patch_filename FROM patchblobs_extended')).toHaveLength(2);
    expect(rows("SELECT patch_name FROM patchblobs WHERE patch_filename = 'two.bps'")).toEqual([
      { patch_name: `patch/${digests.shake128}` },
    ]);
    expect(attachments()[0]).toEqual(before);
    archive.close();
  });

  test('names the user of a blob that another tool has attached for nobody, and of no other blob', async () => {
    const { archive, patchbin } = await opened();
    const [one] = record(archive, '1', [sealedPatch('1', 'one')]).blobs;
    record(archive, '2', [sealedPatch('2', 'two')]);
    if (one === undefined) throw new Error('no blob');
    const db = connect(patchbin, deps.uuid);
    db.run("UPDATE attachments SET parents = '[]'");
    db.close();
    record(archive, '3', [knownPatch('one', one)]);
    expect(query(patchbin, 'SELECT parents FROM attachments ORDER BY rowid')).toEqual([
      { parents: JSON.stringify([one.pbuuid]) },
      { parents: '[]' },
    ]);
    archive.close();
  });

  test('writes nothing when the blob that it refers to is gone', async () => {
    const { archive, rows, rhdata } = await opened();
    const [one] = record(archive, '1', [sealedPatch('1', 'one')]).blobs;
    if (one === undefined) throw new Error('no blob');
    const db = connect(rhdata, deps.uuid);
    db.run('DELETE FROM patchblobs');
    db.close();
    expect(() => record(archive, '2', [knownPatch('one', one)])).toThrow(ArchiveError);
    expect(rows('SELECT gameid FROM gameversions')).toEqual([{ gameid: '1' }]);
    archive.close();
  });

  test('keeps to its own blob where another game has one of the same patch', async () => {
    const { archive, rows, rhdata, patchbin } = await opened();
    record(archive, '1', [sealedPatch('1', 'same')]);
    const mine = { ...blobNames('2', 'same'), pbuuid: 'pb-2' };
    // As archives have them whose patches were sealed once for each game.
    const on = { rhdata: connect(rhdata, deps.uuid), patchbin: connect(patchbin, deps.uuid) };
    on.rhdata.script(`CREATE TEMP TABLE copy AS SELECT * FROM patchblobs;
      UPDATE copy SET pbuuid = '${mine.pbuuid}', patchblob1_name = '${mine.patchblob1_name}';
      INSERT INTO patchblobs SELECT * FROM copy`);
    on.patchbin.script(`CREATE TEMP TABLE copy AS SELECT * FROM attachments;
      UPDATE copy SET auuid = 'a-2', pbuuid = '${mine.pbuuid}', file_name = '${mine.patchblob1_name}';
      INSERT INTO attachments SELECT * FROM copy`);
    record(archive, '2', [sealedPatch('2', 'same')]);
    on.rhdata.run("UPDATE gameversions SET patchblob1_name = ? WHERE gameid = '2'", mine.patchblob1_name);
    on.rhdata.close();
    on.patchbin.close();
    const renamed = hackRecord('2', { name: 'Newer' });
    archive.queue.enqueue([{ record: renamed, priority: 100 }]);
    const { queueId } = takenFrom(archive);
    archive.records.record(recordable(queueId, renamed, [sealedPatch('2', 'same')], 2));
    expect(rows("SELECT version, patchblob1_name FROM gameversions WHERE gameid = '2'")).toEqual([
      { version: 1, patchblob1_name: mine.patchblob1_name },
      { version: 2, patchblob1_name: mine.patchblob1_name },
    ]);
    archive.close();
  });
});
