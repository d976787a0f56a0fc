import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connect } from '../../../src/archive/connection.js';
import { failureList } from '../../../src/archive/dashboard/failureList.js';
import { gameFacts } from '../../../src/archive/dashboard/gameFacts.js';
import { gameFilters } from '../../../src/archive/dashboard/gameFilters.js';
import { gameList } from '../../../src/archive/dashboard/gameList.js';
import { gamesPerMonth } from '../../../src/archive/dashboard/gamesPerMonth.js';
import { chartedRuns, pastRuns } from '../../../src/archive/dashboard/pastRuns.js';
import { queuedList } from '../../../src/archive/dashboard/queuedList.js';
import { archiveReader } from '../../../src/archive/dashboard/readAsToday.js';
import { openArchive } from '../../../src/archive/openArchive.js';
import { databaseStatus } from '../../../src/archive/status.js';
import { deps, newFolder, pathsIn } from '../archiveFolder.js';
import { makeOldArchive } from '../oldArchive.js';

const PAGE = { place: 'first', pageSize: 50 } as const;

test('an archive from before there was a queue is read as if it were current, and stays as it is', () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  const before = readFileSync(paths.rhdata);
  const db = archiveReader('rhdata.sql')(paths.rhdata);
  if (db === null) throw new Error('There is no archive.');
  try {
    const { rows, total } = gameList(db, { removed: false, sort: 'id', order: 'asc', ...PAGE });
    expect(rows.map(({ id, name }) => `${id} ${name}`)).toEqual([
      '31000 Second Hack',
      '31001 Third Hack',
      '295763 Old Hack',
    ]);
    expect(total).toBe(3);
    expect(gameFilters(db)).toMatchObject({ games: 3, removed: 0 });
    expect(queuedList(db, { status: 'failed', sort: 'name', order: 'asc', ...PAGE })).toMatchObject({
      rows: [],
      total: 0,
    });
    expect(failureList(db, PAGE)).toMatchObject({ rows: [], total: 0 });
    expect(pastRuns(db, PAGE)).toMatchObject({ rows: [], total: 0 });
    expect(chartedRuns(db, 60)).toEqual([]);
    expect(
      gamesPerMonth(db)
        .map(({ added }) => added)
        .at(0),
    ).toBe(3);
    const facts = gameFacts({ rhdata: db, patchbin: null }, '295763', new URL('https://site.test/'));
    expect(facts?.versions.map(({ version, name }) => [version, name])).toEqual([[3105, 'Old Hack']]);
    expect(facts?.versions[0]?.patches.map(({ blob }) => blob?.name)).toEqual(['pblob_295763_aaaaaaaaaa']);
    expect(() => db.run("UPDATE gameversions SET name = ''")).toThrow();
  } finally {
    db.close();
  }
  expect(readFileSync(paths.rhdata).equals(before)).toBe(true);
});

test('rows that another tool wrote without an id of their own are shown like all others', async () => {
  const paths = pathsIn(newFolder());
  (await openArchive(paths, deps)).close();
  const written = connect(paths.rhdata, deps.uuid);
  written.script(`
    INSERT INTO gameversions (gvuuid, gameid, version, name) VALUES (NULL, '100', 1, 'A');
    INSERT INTO game_fetch_queue (queueuuid, gameid) VALUES (NULL, '100');
    INSERT INTO update_status (uuuid, operation_type, status) VALUES
      (NULL, 'game_update', 'completed'), (NULL, 'metadata_fetch', 'failed'), ('own', 'game_update', 'completed')`);
  written.close();
  const db = archiveReader('rhdata.sql')(paths.rhdata);
  if (db === null) throw new Error('There is no archive.');
  try {
    const facts = gameFacts({ rhdata: db, patchbin: null }, '100', new URL('https://site.test/'));
    expect(facts?.versions).toMatchObject([{ version: 1, name: 'A', patches: [] }]);
    expect(facts?.queueEntry).toMatchObject({ status: 'pending' });
    const { rows } = pastRuns(db, PAGE);
    expect(rows.map(({ kind, outcome }) => `${kind} ${outcome}`).toSorted()).toEqual([
      'crawl failed',
      'update completed',
      'update completed',
    ]);
    const ids = rows.map(({ id }) => id);
    expect(ids).toContain('own');
    expect(new Set(ids).size).toBe(3);
  } finally {
    db.close();
  }
});

test('a table that another tool has dropped is read as if it were empty', async () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  (await openArchive(paths, deps)).close();
  const held = databaseStatus(paths, 3).holds;
  expect(held).toMatchObject({ games: 3, attachments: 2 });
  const patchbin = connect(paths.patchbin, deps.uuid);
  patchbin.script('DROP TABLE attachments');
  patchbin.close();
  expect(databaseStatus(paths, 3).holds).toEqual({ ...held, attachments: 0 });
});

test('a missing archive reads as null', () => {
  expect(archiveReader('rhdata.sql')(join(newFolder(), 'rhdata.db'))).toBeNull();
});
