import { describe, expect, test } from 'vitest';
import { connect } from '../../src/archive/connection.js';
import { openArchive } from '../../src/archive/openArchive.js';
import type { GameRecord, JsonObject } from '../../src/model/game.js';
import { deps, hackRecord, newFolder, pathsIn, query, recordable, sealedPatch, takenFrom } from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

const CRAWL = { crawlId: 'crawl-1', priority: 100, all: false };

async function opened(prepare: typeof makeOldArchive = () => undefined) {
  const paths = pathsIn(newFolder());
  prepare(paths);
  const archive = await openArchive(paths, deps);
  const see = (records: readonly GameRecord[], occasion: Parameters<typeof archive.sightings.note>[1] = CRAWL) => [
    ...archive.sightings.note(archive.sightings.compare(records), occasion),
  ];
  const rows = (sql: string) => query(paths.rhdata, sql);
  return { paths, archive, see, rows };
}

/** An archive with one game of this record. */
async function withGame(changes: JsonObject = {}) {
  const all = await opened();
  const record = (record: GameRecord): void => {
    all.see([record]);
    const game = all.archive.queue.take({ minPriority: 0 });
    all.archive.records.record(recordable(game?.queueId ?? '', record, [sealedPatch('1', 'one')]));
  };
  record(hackRecord('1', changes));
  return { ...all, record };
}

const LOG = 'SELECT gameid, crawluuid, change_type, changed_columns, changes FROM change_detection_log ORDER BY rowid';

describe('a page of the catalog', () => {
  test('enqueues what is new or changed, once each', async () => {
    const { archive, see, rows } = await withGame();
    expect(see([hackRecord('1'), hackRecord('2')])).toEqual(['2']);
    expect(see([hackRecord('1'), hackRecord('2')])).toEqual([]);
    expect(rows(LOG)).toEqual([]);

    const renamed = hackRecord('1', { name: 'Newer' });
    expect(see([renamed])).toEqual(['1']);
    expect(see([renamed])).toEqual([]);
    expect(rows(LOG)).toEqual([
      {
        gameid: '1',
        crawluuid: 'crawl-1',
        change_type: 'major',
        changed_columns: '["name"]',
        changes: '{"name":{"old":"Hack 1","new":"Newer"}}',
      },
    ]);
    archive.close();
  });

  test('enqueues a failed game again only when it has changed', async () => {
    const { archive, see } = await opened();
    see([hackRecord('1')]);
    archive.queue.failed(takenFrom(archive), 'broken', { final: true, retryMax: 3 });
    expect(see([hackRecord('1', { downloads: 1 })])).toEqual([]);
    expect(see([hackRecord('1', { size: 1 })])).toEqual([]);
    expect(see([hackRecord('1', { size: 2 })])).toEqual(['1']);
    archive.close();
  });

  test('recognizes a version that another tool gave an id of bytes', async () => {
    const { paths, archive, see } = await withGame();
    const db = connect(paths.rhdata, deps.uuid);
    db.run("UPDATE gameversions SET gvuuid = x'00ff'");
    db.close();
    expect(see([hackRecord('1')])).toEqual([]);
    expect(archive.records.versionOf(hackRecord('1', { name: 'Newer' }))).toBe(2);
    archive.close();
  });

  test('records downloads and ratings, in a new row whenever they have changed', async () => {
    const { archive, see, rows } = await withGame({ downloads: 5, rating: 4 });
    const stats = () => rows('SELECT gameid, downloads, rating, seen_at FROM gameversion_stats ORDER BY rowid');
    see([hackRecord('1', { downloads: 5, rating: 4 })]);
    expect(stats()).toEqual([]);
    see([hackRecord('1', { downloads: 6, rating: null })]);
    see([hackRecord('1', { downloads: '6.0', rating: 4 })]);
    expect(stats()).toEqual([{ gameid: '1', downloads: '6', rating: '4', seen_at: '2026-11-21 00:52:20' }]);
    expect(rows(LOG)).toMatchObject([{ change_type: 'minor', changed_columns: '["downloads"]' }]);
    see([hackRecord('1', { downloads: 7, rating: 4.5 })]);
    see([hackRecord('1', { rating: 4 })]);
    expect(stats().slice(1)).toMatchObject([
      { downloads: '7', rating: '4.5' },
      { downloads: '7', rating: '4' },
    ]);
    see([hackRecord('1', { downloads: 6, rating: 4 })]);
    expect(stats()).toHaveLength(4);
    archive.close();
  });

  test('records downloads in the table of older tools, too, which has one row per game', async () => {
    const { archive, see, rows } = await opened((paths) => {
      makeOldArchive(paths);
      const rhdata = connect(paths.rhdata, () => '');
      rhdata.script(`CREATE TABLE gameversion_stats (
          gvstatuuid varchar(255) PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))), gameid varchar(255) NOT NULL UNIQUE,
          gvuuid varchar(255), download_count INTEGER, gvjsondata text NOT NULL, change_count INTEGER DEFAULT 0
        );
        INSERT INTO gameversion_stats (gameid, download_count, gvjsondata) VALUES ('31000', 3, '{}')`);
      rhdata.close();
    });
    for (const downloads of [4, 5]) see([hackRecord('31000', { downloads }), hackRecord('31001', { downloads })]);
    expect(rows('SELECT gameid, downloads, download_count, gvjsondata FROM gameversion_stats')).toEqual([
      { gameid: '31000', downloads: '5', download_count: 3, gvjsondata: '{}' },
      { gameid: '31001', downloads: '5', download_count: null, gvjsondata: '' },
    ]);
    archive.close();
  });

  test.each(['pending', 'failed'])('undoes a change that the site has undone while the game was %s', async (status) => {
    const { archive, see, rows } = await withGame();
    see([hackRecord('1', { name: 'Newer' })]);
    const game = takenFrom(archive);
    if (status === 'failed') archive.queue.failed(game, 'broken', { final: true, retryMax: 3 });
    else archive.queue.requeueInterrupted();
    expect(see([hackRecord('1')])).toEqual(status === 'failed' ? ['1'] : []);
    const again = archive.queue.take({ minPriority: 0 });
    expect(again?.record.name).toBe('Hack 1');
    archive.records.record(recordable(again?.queueId ?? '', hackRecord('1'), [sealedPatch('1', 'one')]));
    expect(see([hackRecord('1')])).toEqual([]);
    expect(rows('SELECT version, name FROM gameversions')).toEqual([{ version: 1, name: 'Hack 1' }]);
    archive.close();
  });

  test('marks obsolete games without a new version, and clears only its own marks', async () => {
    const { archive, see, rows } = await withGame({ obsoleted_by: null });
    const mark = () => rows('SELECT obsoleted, obsoleted_by FROM gameversions');
    expect(see([hackRecord('1', { obsoleted_by: 9 })])).toEqual([]);
    expect(mark()).toEqual([{ obsoleted: 1, obsoleted_by: '9' }]);
    see([hackRecord('1')]);
    see([hackRecord('1', { obsoleted_by: '9' })]);
    expect(mark()).toEqual([{ obsoleted: 1, obsoleted_by: '9' }]);
    expect(rows(LOG)).toHaveLength(1);
    see([hackRecord('1', { obsoleted_by: 0 })]);
    expect(mark()).toEqual([{ obsoleted: 0, obsoleted_by: null }]);
    archive.close();
  });

  test('marks the latest version of the one game that it lists as obsolete or as back', async () => {
    const { archive, see, rows, paths, record } = await withGame();
    record(hackRecord('2'));
    record(hackRecord('1', { name: 'Newer' }));
    const db = connect(paths.rhdata, () => '');
    db.run("UPDATE gameversions SET removed = '1'");
    db.close();
    see([hackRecord('1', { name: 'Newer', obsoleted_by: 9 })]);
    expect(rows('SELECT gameid, version, removed, obsoleted FROM gameversions ORDER BY gameid, version')).toEqual([
      { gameid: '1', version: 1, removed: 1, obsoleted: 0 },
      { gameid: '1', version: 2, removed: 0, obsoleted: 1 },
      { gameid: '2', version: 1, removed: 1, obsoleted: 0 },
    ]);
    archive.close();
  });

  test('logs a change that makes a new version once, with what has changed besides', async () => {
    const { archive, see, rows } = await withGame({ downloads: 5 });
    see([hackRecord('1', { name: 'Newer', downloads: 6 })]);
    expect(rows(LOG)).toMatchObject([{ change_type: 'major', changed_columns: '["name","downloads"]' }]);
    archive.close();
  });

  test('leaves a curator’s mark alone, and passes it on to the next version', async () => {
    const { archive, see, rows, paths, record } = await withGame();
    const db = connect(paths.rhdata, () => '');
    db.run("UPDATE gameversions SET obsoleted = '1'");
    db.close();
    see([hackRecord('1', { obsoleted_by: null })]);
    expect(rows('SELECT obsoleted FROM gameversions')).toEqual([{ obsoleted: 1 }]);
    record(hackRecord('1', { obsoleted_by: null, name: 'Newer' }));
    expect(rows('SELECT obsoleted FROM gameversions')).toEqual([{ obsoleted: 1 }, { obsoleted: 1 }]);
    see([hackRecord('1', { obsoleted_by: 9, name: 'Newer' })]);
    record(hackRecord('1', { obsoleted_by: null, name: 'Newest' }));
    expect(rows('SELECT obsoleted FROM gameversions WHERE version = 3')).toEqual([{ obsoleted: 0 }]);
    archive.close();
  });

  test('shows that a game is back, unless it was only asked for by id', async () => {
    const { archive, see, rows, paths } = await withGame();
    const db = connect(paths.rhdata, () => '');
    db.run("UPDATE gameversions SET removed = '1'");
    db.close();
    const newer = hackRecord('1', { name: 'Newer' });
    see([newer], { crawlId: null, priority: 200, all: true });
    expect(rows('SELECT removed FROM gameversions')).toEqual([{ removed: 1 }]);
    const { queueId } = takenFrom(archive);
    archive.records.record(recordable(queueId, newer, [sealedPatch('1', 'one')]));
    const latest = 'SELECT version, removed FROM gameversions ORDER BY version DESC LIMIT 1';
    expect(rows(latest)).toEqual([{ version: 2, removed: 1 }]);
    see([newer]);
    see([newer]);
    expect(rows(latest)).toEqual([{ version: 2, removed: 0 }]);
    expect(rows(LOG)).toMatchObject([{ change_type: 'major' }, { gameid: '1', change_type: 'returned' }]);
    archive.close();
  });

  test('does not take rows of older tools for changed', async () => {
    const { archive, see, rows } = await opened(makeOldArchive);
    const today = [
      hackRecord('295763', { name: 'Old Hack', time: 1700000000, downloads: 5, tags: ['x'], size: 7 }),
      hackRecord('31000', { name: 'Second  Hack', time: 1700000001, fields: { demo: 'Yes', type: 'Kaizo' } }),
      hackRecord('31001', { name: 'Third Hack', time: '1700000002.0', authors: ['a'] }),
    ];
    expect(see(today)).toEqual([]);
    expect(rows(LOG)).toEqual([]);
    // The first count is stored, so that the next one can be compared with it.
    expect(rows('SELECT gameid, gvuuid, downloads FROM gameversion_stats')).toEqual([
      { gameid: '295763', gvuuid: 'gv-1', downloads: '5' },
    ]);
    expect(see([hackRecord('31000', { name: 'Renamed', time: 1700000001, fields: { demo: true } })])).toEqual([
      '31000',
    ]);
    archive.close();
  });
});

test('games asked for by id become pending, whatever their state', async () => {
  const { archive, see, rows } = await withGame();
  const asked = { crawlId: null, priority: 200, all: true };
  expect(see([hackRecord('1')], asked)).toEqual(['1']);
  expect(rows(LOG)).toEqual([]);
  archive.queue.failed(takenFrom(archive), 'broken', { final: true, retryMax: 3 });
  expect(see([hackRecord('1')], asked)).toEqual(['1']);
  archive.queue.failed(takenFrom(archive), 'broken', { final: true, retryMax: 3 });
  expect(see([hackRecord('1', { name: 'Newer' })], asked)).toEqual(['1']);
  expect(rows(LOG)).toMatchObject([{ crawluuid: null, change_type: 'major' }]);
  archive.close();
});
