import { expect, test } from 'vitest';
import { type GameListQuery, gameList } from '../../../src/archive/dashboard/gameList.js';
import { gameVersions } from '../../../src/archive/dashboard/gameVersions.js';
import type { PageRequest } from '../../../src/archive/dashboard/listPage.js';
import { archiveReader } from '../../../src/archive/dashboard/readAsToday.js';
import { newFolder } from '../archiveFolder.js';
import { filledArchive, write } from './filledArchive.js';

type Query = GameListQuery & PageRequest;

const ALL: Query = { removed: false, sort: 'name', order: 'asc', place: 'first', pageSize: 50 };

async function listing(): Promise<(query: Partial<Query>) => readonly [ids: string, total: number | null]> {
  const { rhdata } = await filledArchive(newFolder());
  return (query) => {
    const db = archiveReader('rhdata.sql')(rhdata);
    if (db === null) throw new Error('There is no archive.');
    try {
      const { rows, total } = gameList(db, { ...ALL, ...query });
      return [rows.map(({ id }) => id).join(' '), total];
    } finally {
      db.close();
    }
  };
}

test('each game is listed once, in its latest version', async () => {
  const { rhdata } = await filledArchive(newFolder());
  const db = archiveReader('rhdata.sql')(rhdata);
  const games = db === null ? [] : gameList(db, ALL).rows;
  db?.close();
  expect(games.map(({ name }) => name)).toEqual(['Beyond 100%', 'Castle_3', 'Cookie & Kingdom', 'Dram']);
  expect(games[0]?.recordedAt).toMatch(/^2026-/);
  expect(games[0]).toMatchObject({
    id: '2',
    name: 'Beyond 100%',
    version: 2,
    author: null,
    difficulty: 'Hard',
    type: 'Kaizo, Puzzle',
    removed: false,
    obsoleted: false,
    addedAt: '2025-06-15T15:06:40.000Z',
  });
});

test('a version too large for a number is shown as the largest safe one', async () => {
  const { rhdata, patchbin } = await filledArchive(newFolder());
  write(rhdata, "UPDATE gameversions SET version = 9223372036854775807 WHERE gameid = '2' AND version = 2");
  const on = { rhdata: archiveReader('rhdata.sql')(rhdata), patchbin: archiveReader('rhdata.sql')(patchbin) };
  if (on.rhdata === null) throw new Error('There is no archive.');
  expect(gameList(on.rhdata, ALL).rows[0]).toMatchObject({ id: '2', version: Number.MAX_SAFE_INTEGER });
  const { versions } = gameVersions({ ...on, rhdata: on.rhdata }, '2', new URL('https://www.smwcentral.net/'));
  expect(versions.map(({ version }) => version)).toEqual([Number.MAX_SAFE_INTEGER, 1]);
  on.rhdata.close();
  on.patchbin?.close();
});

test('the list can be sorted', async () => {
  const list = await listing();
  expect(list({ order: 'desc' })).toEqual(['4 1 3 2', 4]);
  expect(list({ sort: 'id' })).toEqual(['1 2 3 4', 4]);
  expect(list({ sort: 'recorded', order: 'desc' })).toEqual(['4 3 2 1', 4]);
  expect(list({ sort: 'added' })).toEqual(['4 2 1 3', 4]);
});

test('it can be filtered, also by one of several types', async () => {
  const list = await listing();
  expect(list({ difficulty: 'Hard' })).toEqual(['2 4', 2]);
  expect(list({ type: 'Kaizo' })).toEqual(['2 3', 2]);
  expect(list({ type: 'Puzzle', difficulty: 'Hard' })).toEqual(['2', 1]);
  expect(list({ type: 'Kaiz' })).toEqual(['', 0]);
  expect(list({ removed: true })).toEqual(['4', 1]);
});

test('it can be searched by part of a name or author, or by id, without wildcards', async () => {
  const list = await listing();
  expect(list({ search: 'cookie' })).toEqual(['3 1', 2]);
  expect(list({ search: ' KINGDOM ' })).toEqual(['1', 1]);
  expect(list({ search: '3' })).toEqual(['3', 1]);
  expect(list({ search: '100%' })).toEqual(['2', 1]);
  expect(list({ search: '%' })).toEqual(['2', 1]);
  expect(list({ search: '_' })).toEqual(['3', 1]);
  expect(list({ search: "'; DROP TABLE gameversions; --" })).toEqual(['', 0]);
});

test('it is read page by page', async () => {
  const list = await listing();
  const behind = (id: string, value: string | null) => ({ place: { after: { id, value } } });
  expect(list({ sort: 'id', pageSize: 3 })).toEqual(['1 2 3', 4]);
  expect(list({ sort: 'id', pageSize: 3, ...behind('3', '3') })).toEqual(['4', 4]);
  expect(list({ sort: 'id', pageSize: 3, place: 'last' })).toEqual(['4', 4]);
  expect(list({ pageSize: 2, ...behind('3', 'castle_3') })).toEqual(['1 4', 4]);
  expect(list({ search: 'cookie', pageSize: 1, ...behind('3', 'castle_3') })).toEqual(['1', 2]);
});

test('changes by other programs are listed', async () => {
  const { rhdata } = await filledArchive(newFolder());
  const names = (): readonly string[] => {
    const db = archiveReader('rhdata.sql')(rhdata);
    const found = db === null ? [] : gameList(db, { ...ALL, sort: 'id' }).rows.map(({ id, name }) => `${id} ${name}`);
    db?.close();
    return found;
  };
  write(rhdata, "UPDATE gameversions SET name = 'Renamed' WHERE gameid = '1'");
  write(rhdata, "DELETE FROM gameversions WHERE gameid = '2' AND version = 2");
  write(rhdata, "DELETE FROM gameversions WHERE gameid = '3'");
  write(rhdata, "INSERT INTO gameversions (gvuuid, gameid, version, name) VALUES ('x', '4.0', 7, 'Seventh')");
  write(rhdata, "INSERT INTO gameversions (gvuuid, gameid, version, name) VALUES ('y', 'not an id', 1, 'Odd')");
  write(rhdata, "UPDATE gameversions SET gameid = '9' WHERE gameid = '1'");
  expect(names()).toEqual(['2 beyond 100%', '4 Seventh', '9 Renamed']);
});
