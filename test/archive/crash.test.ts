import { copyFileSync, existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connect } from '../../src/archive/connection.js';
import { type Archive, openArchive } from '../../src/archive/openArchive.js';
import type { RecordsDeps } from '../../src/archive/records.js';
import {
  appliedPatch,
  blobNames,
  brokenChains,
  deps,
  hackRecord,
  newFolder,
  pathsIn,
  query,
  recordable,
  sealedPatch,
} from './archiveFolder.js';

type Paths = ReturnType<typeof pathsIn>;

const record = hackRecord('1');
const patch = sealedPatch('1', 'one');
const names = blobNames('1', 'one');

/** Brings the game to the point where its blob files would be written. */
function announced(archive: Archive): string {
  archive.queue.enqueue([{ record, priority: 100 }]);
  const game = archive.queue.take({ minPriority: 0 });
  if (game === null) throw new Error('the queue is empty');
  archive.patchFiles.begin(game.queueId);
  archive.patchFiles.record(game, 'zips/1.zip', patch.patch, { patch: null, rom: null });
  archive.patchFiles.sealed(game.queueId, patch.patch, names);
  return game.queueId;
}

const open = (paths: Paths, failpoint?: RecordsDeps['failpoint']): Promise<Archive> =>
  openArchive(paths, failpoint ? { ...deps, failpoint } : deps);

const rowsOf = (paths: Paths) => ({
  versions: query(paths.rhdata, 'SELECT gameid FROM gameversions').length,
  blobs: query(paths.rhdata, 'SELECT pbuuid FROM patchblobs').length,
  side: query(paths.rhdata, 'SELECT pbuuid FROM patchblobs_extended').length,
  patches: query(paths.rhdata, 'SELECT rhpuuid FROM rhpatches').length,
  attachments: query(paths.patchbin, 'SELECT auuid FROM attachments').length,
});
const NOTHING = { versions: 0, blobs: 0, side: 0, patches: 0, attachments: 0 };
const EVERYTHING = { versions: 1, blobs: 1, side: 1, patches: 1, attachments: 1 };

/** The files as they are on disk at this moment: what a process that dies now leaves behind. */
function snapshot(from: Paths): Paths {
  const to = pathsIn(newFolder());
  for (const file of ['rhdata', 'patchbin'] as const) {
    for (const suffix of ['', '-wal']) {
      if (existsSync(`${from[file]}${suffix}`)) copyFileSync(`${from[file]}${suffix}`, `${to[file]}${suffix}`);
    }
  }
  return to;
}

describe('one game ends up in both files or in neither', () => {
  test('when the process dies between the commits', async () => {
    const paths = pathsIn(newFolder());
    const snapshots: Paths[] = [];
    const archive = await open(paths, () => {
      snapshots.push(snapshot(paths));
    });
    archive.records.record(recordable(announced(archive), record, [patch]));
    archive.close();
    expect(rowsOf(paths)).toEqual(EVERYTHING);

    const [died] = snapshots;
    if (died === undefined) throw new Error('there was no moment between the commits');
    expect(rowsOf(snapshot(died))).toEqual({ ...NOTHING, attachments: 1 });
    const patchbin = connect(died.patchbin, () => '');
    patchbin.insert('attachments', {
      auuid: 'another',
      file_name: names.patchblob1_name,
      file_hash_sha224: 'of another',
    });
    patchbin.close();
    const reopened = await open(died);
    // Another file that happens to have the same name belongs to somebody else.
    expect(query(died.patchbin, 'SELECT auuid FROM attachments')).toEqual([{ auuid: 'another' }]);
    expect(reopened.records.settle()).toEqual([names.patchblob1_name, names.romblob_name]);

    // The next run takes it from the queue, is told which files to remove, and completes it.
    expect(reopened.queue.requeueInterrupted()).toBe(1);
    const game = reopened.queue.take({ minPriority: 0 });
    if (game === null) throw new Error('the queue has lost the game');
    expect(reopened.patchFiles.begin(game.queueId)).toEqual([names.patchblob1_name, names.romblob_name]);
    reopened.records.record(recordable(game.queueId, game.record, [patch]));
    expect(rowsOf(died)).toEqual({ ...EVERYTHING, attachments: 2 });
    expect(brokenChains(died)).toEqual([]);
    reopened.close();
  });

  test('when the second commit fails', async () => {
    const paths = pathsIn(newFolder());
    let failing = true;
    const archive = await open(paths, () => {
      if (failing) throw new Error('on purpose');
    });
    const queueId = announced(archive);
    expect(() => archive.records.record(recordable(queueId, record, [patch]))).toThrow('on purpose');
    expect(rowsOf(paths)).toEqual(NOTHING);
    expect(query(paths.rhdata, 'SELECT status FROM game_fetch_queue')).toEqual([{ status: 'processing' }]);
    failing = false;
    archive.records.record(recordable(queueId, record, [patch]));
    expect(rowsOf(paths)).toEqual(EVERYTHING);
    expect(archive.records.settle()).toEqual([]);
    archive.close();
  });

  test('and the first error is reported even if the other file cannot be cleaned up', async () => {
    const paths = pathsIn(newFolder());
    const archive = await open(paths, () => {
      const patchbin = connect(paths.patchbin, () => '');
      patchbin.run('DROP TABLE attachments');
      patchbin.close();
      throw new Error('on purpose');
    });
    expect(() => archive.records.record(recordable(announced(archive), record, [patch]))).toThrow('on purpose');
    archive.close();
  });

  test('when a row cannot be written', async () => {
    const paths = pathsIn(newFolder());
    const archive = await open(paths);
    const twice = [patch, { ...sealedPatch('1', 'two', false), blob: patch.blob }];
    expect(() => archive.records.record(recordable(announced(archive), record, twice))).toThrow(/rhdata\.db/);
    expect(rowsOf(paths)).toEqual(NOTHING);
    archive.close();
  });
});

describe('the files that a killed run has announced', () => {
  test('are returned when the game begins again, and forgotten once it is recorded', async () => {
    const paths = pathsIn(newFolder());
    const archive = await open(paths);
    const queueId = announced(archive);
    expect(archive.patchFiles.begin(queueId)).toEqual([names.patchblob1_name, names.romblob_name]);
    expect(archive.patchFiles.begin(queueId)).toEqual([]);
    expect(query(paths.rhdata, 'SELECT * FROM patch_files_working')).toEqual([]);
    archive.close();
  });

  test('are kept if a row refers to them by now, and only those', async () => {
    const paths = pathsIn(newFolder());
    const archive = await open(paths);
    archive.records.record(recordable(announced(archive), record, [patch]));
    const rhdata = connect(paths.rhdata, () => '');
    rhdata.run("UPDATE patch_files_working SET status = 'sealed'");
    const never = blobNames('2', 'two');
    rhdata.insert('patch_files_working', { pfuuid: '2', status: 'sealed', blob_data: JSON.stringify(never) });
    rhdata.close();
    expect(archive.records.settle()).toEqual([never.patchblob1_name, never.romblob_name]);
    expect(rowsOf(paths)).toEqual(EVERYTHING);
    archive.close();
  });

  test('do not affect attachments of other tools', async () => {
    const paths = pathsIn(newFolder());
    const archive = await open(paths);
    const queueId = announced(archive);
    archive.records.record(recordable(queueId, record, [patch]));
    archive.close();
    const rhdata = connect(paths.rhdata, () => '');
    rhdata.run('DELETE FROM patchblobs');
    for (const blob_data of [JSON.stringify(names), 'not JSON']) {
      rhdata.insert('patch_files_working', { pfuuid: blob_data, gameid: '9', status: 'completed', blob_data });
    }
    rhdata.close();
    const reopened = await open(paths);
    expect(reopened.records.settle()).toEqual([]);
    expect(query(paths.patchbin, 'SELECT auuid FROM attachments')).toHaveLength(1);
    reopened.close();
  });
});

test('the working table records what became of every candidate', async () => {
  const paths = pathsIn(newFolder());
  const archive = await open(paths);
  archive.queue.enqueue([{ record, priority: 100 }]);
  const game = archive.queue.take({ minPriority: 0 });
  if (game === null) throw new Error('the queue is empty');
  const { digests } = patch.patch;
  const at = { patch: `patch/${digests.shake128}`, rom: null };
  archive.patchFiles.record(game, 'zips/1.zip', patch.patch, { ...at, rom: 'rom/1.sfc' });
  archive.patchFiles.record(game, 'zips/1.zip', { ...patch.patch, path: 'b.ips', outcome: { result: 'nothing' } }, at);
  archive.patchFiles.record(
    game,
    'zips/1.zip',
    { ...patch.patch, path: 'c.bps', kind: null, digests: null, outcome: { result: 'failed', reason: 'cut short' } },
    { patch: null, rom: null },
  );
  expect(
    query(
      paths.rhdata,
      `SELECT gameid, patch_filename, patch_type, is_primary, priority_score, pat_sha224, result_sha224, patch_file_path,
         result_file_path, status, test_result, error_message FROM patch_files_working ORDER BY rowid`,
    ),
  ).toEqual([
    {
      gameid: '1',
      patch_filename: 'one.bps',
      patch_type: 'bps',
      is_primary: 0,
      priority_score: 150.5,
      pat_sha224: digests.sha224,
      result_sha224: patch.patch.outcome.rom.sha224,
      patch_file_path: at.patch,
      result_file_path: 'rom/1.sfc',
      status: 'tested',
      test_result: 'success',
      error_message: null,
    },
    {
      gameid: '1',
      patch_filename: 'b.ips',
      patch_type: 'bps',
      is_primary: 0,
      priority_score: 150.5,
      pat_sha224: digests.sha224,
      result_sha224: null,
      patch_file_path: at.patch,
      result_file_path: null,
      status: 'failed',
      test_result: 'nothing',
      error_message: 'does nothing',
    },
    {
      gameid: '1',
      patch_filename: 'c.bps',
      patch_type: null,
      is_primary: 0,
      priority_score: 150.5,
      pat_sha224: null,
      result_sha224: null,
      patch_file_path: null,
      result_file_path: null,
      status: 'failed',
      test_result: 'failed',
      error_message: 'cut short',
    },
  ]);
  archive.close();
});

test('the working table marks the patch that is the hack itself once the game is recorded', async () => {
  const paths = pathsIn(newFolder());
  const archive = await open(paths);
  archive.queue.enqueue([{ record, priority: 100 }]);
  const game = archive.queue.take({ minPriority: 0 });
  if (game === null) throw new Error('the queue is empty');
  for (const path of [patch.patch.path, 'b.ips']) {
    archive.patchFiles.record(game, 'zips/1.zip', { ...patch.patch, path }, { patch: null, rom: null });
  }
  const namesake = appliedPatch('another patch', patch.patch.path);
  archive.patchFiles.record(game, 'zips/1.zip', namesake, { patch: null, rom: null });
  archive.patchFiles.sealed(game.queueId, patch.patch, names);
  expect(query(paths.rhdata, 'SELECT status FROM patch_files_working ORDER BY rowid')).toEqual([
    { status: 'sealed' },
    { status: 'tested' },
    { status: 'tested' },
  ]);
  archive.records.record(recordable(game.queueId, record, [patch]));
  expect(query(paths.rhdata, 'SELECT patch_filename, is_primary FROM patch_files_working ORDER BY rowid')).toEqual([
    { patch_filename: patch.patch.path, is_primary: 1 },
    { patch_filename: 'b.ips', is_primary: 0 },
    { patch_filename: patch.patch.path, is_primary: 0 },
  ]);
  archive.close();
});
