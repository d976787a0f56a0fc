import { describe, expect, test } from 'vitest';
import { connect } from '../../src/archive/connection.js';
import { BLOBS_OF_PAIR, BLOBS_OF_RESULT } from '../../src/archive/knownBlobs.js';
import { type Archive, openArchive } from '../../src/archive/openArchive.js';
import { latestVersions } from '../../src/archive/versions.js';
import { addParent } from '../../src/archive/writeAttachment.js';
import type { GameRecord } from '../../src/model/game.js';
import {
  appliedPatch,
  blobNames,
  brokenChains,
  deps,
  hackRecord,
  knownPatch,
  newFolder,
  pathsIn,
  planOf,
  query,
  recordable,
  sealedPatch,
} from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

async function opened(prepare: typeof makeOldArchive = () => undefined) {
  const paths = pathsIn(newFolder());
  prepare(paths);
  return { paths, archive: await openArchive(paths, deps) };
}

/** Brings a game to the point where its rows are to be written. */
function taken(archive: Archive, record: GameRecord): string {
  archive.queue.enqueue([{ record, priority: 100 }], { retry: true });
  const game = archive.queue.take({ minPriority: 0 });
  if (game?.record.id !== record.id) throw new Error('another game came first');
  return game.queueId;
}

test('versions that are text are compared as numbers: 10 comes after 9', async () => {
  const { paths, archive } = await opened(({ rhdata }) => {
    const db = connect(rhdata, () => '');
    db.script(`CREATE TABLE gameversions (
        gvuuid varchar(255) PRIMARY KEY, gameid varchar(255), version varchar(255), name varchar(255) NOT NULL,
        UNIQUE (gameid, version)
      );
      INSERT INTO gameversions VALUES ('a', '42', '9', 'Ninth'), ('b', '42', '10', 'Tenth'), ('c', '42', NULL, 'Unknown')`);
    db.close();
  });
  expect(archive.records.latestVersion('42')).toMatchObject({ gvuuid: 'b', version: 10 });
  expect(query(paths.rhdata, 'SELECT gvuuid, version FROM romflow_games')).toEqual([{ gvuuid: 'b', version: 10 }]);
  archive.close();
});

test.each([
  ['-3', 1],
  ['9223372036854775807', Number.MAX_SAFE_INTEGER],
])('after another tool’s version %s comes one that can be part of a file name', async (version, next) => {
  const { paths, archive } = await opened(makeOldArchive);
  const db = connect(paths.rhdata, deps.uuid);
  db.run("UPDATE gameversions SET version = ? WHERE gameid = '31001'", version);
  db.close();
  expect(archive.records.versionOf(hackRecord('31001', { name: 'Newer' }))).toBe(next);
  archive.close();
});

describe('a new game', () => {
  test('gets its rows in every table, all of them text', async () => {
    const { paths, archive } = await opened();
    const record = hackRecord('42', { tags: ['a', 'b'], fields: { demo: true, difficulty: 'Easy' } });
    const queueId = taken(archive, record);
    const sealed = sealedPatch('42', 'one');
    archive.patchFiles.record({ queueId, record, zip: null, tries: 0 }, 'zips/42.zip', sealed.patch, {
      patch: 'patch/x',
      rom: 'rom/x',
    });
    const recorded = archive.records.record(recordable(queueId, record, [sealed]));
    const names = blobNames('42', 'one');
    const { digests, outcome } = appliedPatch('one');
    expect(recorded).toMatchObject({ outcome: 'recorded', version: 1, superseded: [], blobs: [names] });

    const [version] = query(paths.rhdata, 'SELECT * FROM gameversions');
    expect(version).toMatchObject({
      gvuuid: recorded.gvuuid,
      gameid: '42',
      version: 1,
      removed: 0,
      obsoleted: 0,
      name: 'Hack 42',
      time: '1760000000',
      demo: '1',
      tags: '["a","b"]',
      patchblob1_name: names.patchblob1_name,
      pat_sha224: digests.sha224,
      gvjsondata: JSON.stringify(record.raw),
      gvchange_attributes: null,
      legacy_type: null,
      local_resource_etag: '"etag-1"',
      local_resource_lastmodified: 'Sat, 21 Nov 2026 00:00:00 GMT',
      local_resource_filename: 'zips/42.zip',
      gvimport_time: '2026-11-21 00:52:20',
      siglistuuid: null,
    });
    expect(query(paths.rhdata, 'SELECT gameid, patch_name FROM rhpatches')).toEqual([
      { gameid: '42', patch_name: `patch/${digests.shake128}` },
    ]);
    const [blob] = query(paths.rhdata, 'SELECT * FROM patchblobs');
    const hashes = {
      pat_sha1: digests.sha1,
      pat_sha224: digests.sha224,
      pat_shake_128: digests.shake128,
      result_sha1: outcome.rom.sha1,
      result_sha224: outcome.rom.sha224,
      result_shake1: outcome.rom.shake128,
    };
    const extension = { patch_filename: 'one.bps', patch_type: 'bps', is_primary: 1, zip_source: 'zips/42.zip' };
    const { romblob_name, romblob_salt, ...patchBlob } = names;
    expect(blob).toMatchObject({ gvuuid: recorded.gvuuid, ...hashes, ...patchBlob, ...extension });
    expect(JSON.parse(String(blob?.pbjsondata))).toMatchObject({ id: '42', ...hashes, romblob_name, romblob_salt });
    expect(query(paths.rhdata, 'SELECT * FROM patchblobs_extended')).toMatchObject([
      { pbuuid: blob?.pbuuid, ...extension },
    ]);
    expect(query(paths.patchbin, 'SELECT * FROM attachments')).toMatchObject([
      {
        pbuuid: blob?.pbuuid,
        gvuuid: recorded.gvuuid,
        parents: JSON.stringify([blob?.pbuuid]),
        file_name: names.patchblob1_name,
        filekey: names.patchblob1_key,
        file_hash_sha224: names.patchblob1_sha224,
        decoded_hash_sha224: digests.sha224,
        file_crc16: 'e398',
        file_size: 11,
        file_data: Buffer.from('blob of one'),
      },
    ]);
    expect(query(paths.rhdata, 'SELECT status FROM game_fetch_queue')).toEqual([{ status: 'completed' }]);
    expect(query(paths.rhdata, 'SELECT status, test_result FROM patch_files_working')).toEqual([
      { status: 'completed', test_result: 'success' },
    ]);
    expect(
      query(
        paths.rhdata,
        'SELECT typeof(gameid) AS id, typeof(time) AS time, typeof(demo) AS demo, typeof(version) AS version FROM gameversions',
      ),
    ).toEqual([{ id: 'text', time: 'text', demo: 'text', version: 'integer' }]);
    expect(brokenChains(paths)).toEqual([]);
    archive.close();
  });

  test('gets a row for each of several patches, each with its own blob, and names the primary one', async () => {
    const { paths, archive } = await opened();
    const record = hackRecord('1');
    const patches = [sealedPatch('1', 'main'), sealedPatch('1', 'extra', false), sealedPatch('1', 'main', false)];
    const recorded = archive.records.record(recordable(taken(archive, record), record, patches));
    expect(recorded.blobs.map(({ patchblob1_name }) => patchblob1_name)).toEqual([
      blobNames('1', 'main').patchblob1_name,
      blobNames('1', 'extra').patchblob1_name,
      blobNames('1', 'main').patchblob1_name,
    ]);
    expect(query(paths.rhdata, 'SELECT patch_filename, is_primary FROM patchblobs ORDER BY rowid')).toEqual([
      { patch_filename: 'main.bps', is_primary: 1 },
      { patch_filename: 'extra.bps', is_primary: 0 },
    ]);
    expect(query(paths.patchbin, 'SELECT count(*) AS n FROM attachments')).toEqual([{ n: 2 }]);
    expect(query(paths.rhdata, 'SELECT patchblob1_name FROM gameversions')).toEqual([
      { patchblob1_name: blobNames('1', 'main').patchblob1_name },
    ]);
    archive.close();
  });
});

describe('a game that is recorded again', () => {
  test('gets no row when nothing is new, and leaves the queue', async () => {
    const { paths, archive } = await opened();
    const record = hackRecord('1');
    const first = archive.records.record(recordable(taken(archive, record), record, [sealedPatch('1', 'one')]));
    const [known] = first.blobs;
    if (known === undefined) throw new Error('no blob');
    const same = hackRecord('1', { downloads: 99, rating: 4.5 });
    const again = archive.records.record(recordable(taken(archive, same), same, [knownPatch('one', known)], 2));
    expect(again).toEqual({ ...first, outcome: 'unchanged' });
    expect(query(paths.rhdata, 'SELECT count(*) AS n FROM gameversions')).toEqual([{ n: 1 }]);
    expect(query(paths.rhdata, 'SELECT status FROM game_fetch_queue')).toEqual([{ status: 'completed' }]);
    archive.close();
  });

  test('records what has changed, and keeps the curator’s type', async () => {
    const { paths, archive } = await opened(makeOldArchive);
    const record = hackRecord('295763', { name: 'Old Hack', time: 1700000000 });
    const recorded = archive.records.record(
      recordable(taken(archive, record), record, [sealedPatch('295763', 'new')], 2),
    );
    expect(recorded).toMatchObject({ outcome: 'recorded', version: 3106 });
    const [row] = query(paths.rhdata, 'SELECT * FROM gameversions WHERE gvuuid = ?', recorded.gvuuid);
    expect(row).toMatchObject({
      gameid: '295763',
      legacy_type: 'Curated',
      local_resource_filename: 'zips/295763_2.zip',
    });
    expect(JSON.parse(String(row?.gvchange_attributes))).toEqual(['patchblob1_name', 'pat_sha224']);
    expect(query(paths.rhdata, 'SELECT count(*) AS n FROM gameversions')).toEqual([{ n: 4 }]);
    expect(brokenChains(paths)).toEqual([]);
    archive.close();
  });

  test('gets a version with the same patch when only the site’s record has changed', async () => {
    const { paths, archive } = await opened();
    const record = hackRecord('1');
    const first = archive.records.record(recordable(taken(archive, record), record, [sealedPatch('1', 'one')]));
    const [known] = first.blobs;
    if (known === undefined) throw new Error('no blob');
    const renamed = hackRecord('1', { name: 'Newer', obsoleted_by: 7 });
    expect(archive.records.versionOf(record)).toBe(1);
    expect(archive.records.versionOf(renamed)).toBe(2);
    const again = archive.records.record(recordable(taken(archive, renamed), renamed, [knownPatch('one', known)]));
    expect(again).toMatchObject({ outcome: 'recorded', version: 2 });
    const [row] = query(paths.rhdata, 'SELECT * FROM gameversions WHERE version = 2');
    expect(row).toMatchObject({
      obsoleted: 1,
      obsoleted_by: '7',
      gvchange_attributes: '["name"]',
      gvchanges: '{"name":{"old":"Hack 1","new":"Newer"}}',
      local_resource_filename: 'zips/1.zip',
    });
    expect(brokenChains(paths)).toEqual([]);
    archive.close();
  });

  test('records where its ZIP is now, and gets a blob that resolves, without a new version', async () => {
    const { paths, archive } = await opened((at) => {
      makeOldArchive(at);
    });
    const record = hackRecord('31001', { name: 'Third Hack', time: 1700000002 });
    archive.close();
    const rhdata = connect(paths.rhdata, () => '');
    rhdata.run("UPDATE gameversions SET patchblob1_name = NULL, pat_sha224 = NULL WHERE gameid = '31001'");
    rhdata.close();
    const reopened = await openArchive(paths, deps);
    const recorded = reopened.records.record(
      recordable(taken(reopened, record), record, [sealedPatch('31001', 'found')]),
    );
    expect(recorded).toMatchObject({ outcome: 'unchanged', version: 1 });
    expect(query(paths.rhdata, "SELECT * FROM gameversions WHERE gameid = '31001'")).toMatchObject([
      {
        version: 1,
        patchblob1_name: blobNames('31001', 'found').patchblob1_name,
        local_resource_filename: 'zips/31001.zip',
      },
    ]);
    reopened.close();
  });

  test('counts only its own versions', async () => {
    const { archive } = await opened(makeOldArchive);
    expect(archive.records.latestVersion('295763')).toMatchObject({ version: 3105 });
    const record = hackRecord('31001');
    const recorded = archive.records.record(recordable(taken(archive, record), record, [sealedPatch('31001', 'x')], 2));
    expect(recorded.version).toBe(2);
    expect(archive.records.latestVersion('31001')).toMatchObject({ version: 2, columns: { name: 'Hack 31001' } });
    archive.close();
  });

  test('gets the patches that it lacked, without a new version', async () => {
    const { paths, archive } = await opened();
    const record = hackRecord('1');
    const main = sealedPatch('1', 'main');
    const first = archive.records.record(recordable(taken(archive, record), record, [main]));
    const both = [main, sealedPatch('1', 'extra', false)];
    const again = archive.records.record(recordable(taken(archive, record), record, both));
    expect(again).toMatchObject({ outcome: 'unchanged', gvuuid: first.gvuuid });
    expect(query(paths.rhdata, 'SELECT gvuuid FROM patchblobs')).toEqual([
      { gvuuid: first.gvuuid },
      { gvuuid: first.gvuuid },
    ]);
    archive.close();
  });
});

describe('a patch that is already in the archive', () => {
  test('is found with its ROM blob, in old rows, too, but not if its attachment is missing', async () => {
    const { archive } = await opened(makeOldArchive);
    expect(archive.records.findBlob('pat-a', 'rom-a')).toEqual({
      pbuuid: 'pb-1',
      patchblob1_name: 'pblob_295763_aaaaaaaaaa',
      patchblob1_key: 'a'.repeat(60),
      patchblob1_sha224: 'sha-a',
      romblob_name: 'rblob_295763_cccccccccc',
      romblob_salt: 'c2FsdA==',
    });
    expect(archive.records.findBlob('pat-b', 'rom-b')).toMatchObject({ pbuuid: 'pb-2', romblob_name: null });
    expect(archive.records.findBlob('pat-a', 'rom-b')).toBeNull();
    expect(archive.records.findBlob('pat-c', 'rom-c')).toBeNull();
    archive.close();
  });

  test('is found and left as it is if another tool wrote its hashes in upper case', async () => {
    const { paths, archive } = await opened();
    const record = hackRecord('1');
    const first = archive.records.record(recordable(taken(archive, record), record, [sealedPatch('1', 'same')]));
    const other = connect(paths.rhdata, deps.uuid);
    other.script(`UPDATE patchblobs SET pat_sha224 = upper(pat_sha224), result_sha224 = upper(result_sha224),
        patchblob1_sha224 = upper(patchblob1_sha224);
      UPDATE gameversions SET pat_sha224 = upper(pat_sha224)`);
    other.close();
    const rows = query(paths.rhdata, 'SELECT * FROM patchblobs');
    const { digests, outcome } = appliedPatch('same');
    expect(archive.records.findBlob(digests.sha224, outcome.rom.sha224)).toEqual(first.blobs[0]);
    const again = recordable(taken(archive, record), record, [sealedPatch('1', 'same')]);
    expect(archive.records.record(again)).toMatchObject({ outcome: 'unchanged', gvuuid: first.gvuuid });
    expect(query(paths.rhdata, 'SELECT * FROM patchblobs')).toEqual(rows);
    archive.close();
  });

  test('keeps its rows and its owner; the other game refers to it', async () => {
    const { paths, archive } = await opened();
    const [one, two] = [hackRecord('1'), hackRecord('2')];
    const first = archive.records.record(recordable(taken(archive, one), one, [sealedPatch('1', 'same')]));
    const known = archive.records.findBlob(
      appliedPatch('same').digests.sha224,
      appliedPatch('same').outcome.rom.sha224,
    );
    if (known === null) throw new Error('not found');
    expect(known).toEqual(first.blobs[0]);
    archive.records.record(recordable(taken(archive, two), two, [knownPatch('same', known)]));
    expect(query(paths.rhdata, 'SELECT gvuuid FROM patchblobs')).toEqual([{ gvuuid: first.gvuuid }]);
    expect(query(paths.rhdata, 'SELECT gameid, patchblob1_name FROM gameversions ORDER BY gameid')).toEqual([
      { gameid: '1', patchblob1_name: known.patchblob1_name },
      { gameid: '2', patchblob1_name: known.patchblob1_name },
    ]);
    expect(query(paths.rhdata, 'SELECT count(*) AS n FROM rhpatches')).toEqual([{ n: 1 }]);
    expect(brokenChains(paths)).toEqual([]);
    archive.close();
  });

  test('is found even if it was recorded while another blob was being sealed, whose files are then returned', async () => {
    const { paths, archive } = await opened();
    const [one, two] = [hackRecord('1'), hackRecord('2')];
    const first = archive.records.record(recordable(taken(archive, one), one, [sealedPatch('1', 'same')]));
    const late = { ...sealedPatch('2', 'same'), blob: { ...sealedPatch('2', 'same').blob } };
    const queueId = taken(archive, two);
    archive.patchFiles.record({ queueId, record: two, zip: null, tries: 0 }, 'zips/2.zip', late.patch, {
      patch: null,
      rom: null,
    });
    archive.patchFiles.sealed(queueId, late.patch, blobNames('2', 'same'));
    const second = archive.records.record(recordable(queueId, two, [late]));
    const { patchblob1_name, romblob_name } = blobNames('2', 'same');
    expect(second.blobs).toEqual(first.blobs);
    expect(second.superseded).toEqual([patchblob1_name, romblob_name]);
    expect(archive.records.settle()).toEqual([patchblob1_name, romblob_name]);
    expect(query(paths.patchbin, 'SELECT count(*) AS n FROM attachments')).toEqual([{ n: 1 }]);
    archive.close();
  });

  test.each([
    ['["pb-0"]', ['pb-0', 'pb-1']],
    ['["pb-1","pb-0"]', ['pb-1', 'pb-0']],
    ['["pb-0","pb-0"]', ['pb-0', 'pb-1']],
    ['not JSON', ['pb-1']],
    ['{"pb":1}', ['pb-1']],
    [null, ['pb-1']],
  ])('with the parents %j lists each user once', async (parents, wanted) => {
    const { paths, archive } = await opened((at) => {
      makeOldArchive(at);
    });
    archive.close();
    const patchbin = connect(paths.patchbin, () => '');
    patchbin.run("UPDATE attachments SET parents = ? WHERE auuid = 'a-1'", parents);
    addParent(patchbin, 'pblob_295763_aaaaaaaaaa', 'pb-1', 0);
    patchbin.close();
    const [row] = query(paths.patchbin, "SELECT parents FROM attachments WHERE auuid = 'a-1'");
    expect(JSON.parse(String(row?.parents))).toEqual(wanted);
  });
});

describe('looking up games', () => {
  test('ignores a trailing .0 on either side', async () => {
    const { paths, archive } = await opened(makeOldArchive);
    const known = (id: string): boolean => archive.records.latestVersion(id) !== null;
    expect(['295763', '295763.0', '31000', '31000.0'].map(known)).toEqual([true, true, true, true]);
    expect(['29576', '2957630', '', '0'].map(known)).toEqual([false, false, false, false]);
    archive.close();
    const rhdata = connect(paths.rhdata, () => '');
    expect([...latestVersions(rhdata, ['295763', '31000.0', '5', '6', '5']).keys()]).toEqual(['295763', '31000']);
    expect(latestVersions(rhdata, [])).toEqual(new Map());
    rhdata.close();
  });

  test('uses an index', async () => {
    const { paths, archive } = await opened(makeOldArchive);
    expect(planOf(paths.rhdata, BLOBS_OF_PAIR, 'a', 'A', 'b', 'B')).toMatch(
      /^SEARCH patchblobs USING INDEX romflow_patchblobs_pair/,
    );
    expect(planOf(paths.rhdata, BLOBS_OF_RESULT, 'b', 'B')).toMatch(
      /^(?![^]*SCAN)[^]*SEARCH patchblobs USING INDEX romflow_patchblobs_pair/,
    );
    archive.close();
  });
});
