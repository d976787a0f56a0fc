import { expect, test } from 'vitest';
import { failureList } from '../../../src/archive/dashboard/failureList.js';
import type { PageRequest } from '../../../src/archive/dashboard/listPage.js';
import { type QueuedListQuery, queuedList } from '../../../src/archive/dashboard/queuedList.js';
import { archiveReader } from '../../../src/archive/dashboard/readAsToday.js';
import { retryFailures } from '../../../src/archive/dashboard/retryFailures.js';
import { openArchive } from '../../../src/archive/openArchive.js';
import { deps, newFolder, pathsIn } from '../archiveFolder.js';
import { filledArchive, write } from './filledArchive.js';

type Query = QueuedListQuery & PageRequest;

const ALL: Query = { status: 'waiting', sort: 'name', order: 'asc', place: 'first', pageSize: 50 };

const on = (rhdata: string) => ({
  list: (query: Partial<Query>) => {
    const db = archiveReader('rhdata.sql')(rhdata);
    if (db === null) throw new Error('There is no archive.');
    try {
      const { rows, total } = queuedList(db, { ...ALL, ...query });
      return [rows.map(({ id }) => id).join(' '), total];
    } finally {
      db.close();
    }
  },
  failures: () => {
    const db = archiveReader('rhdata.sql')(rhdata);
    if (db === null) throw new Error('There is no archive.');
    try {
      return failureList(db, { place: 'first', pageSize: 50 });
    } finally {
      db.close();
    }
  },
});

test('pending and failed games are listed, searched, filtered and sorted, page by page', async () => {
  const { rhdata } = await filledArchive(newFolder());
  const { list } = on(rhdata);
  expect(list({})).toEqual(['7 8', 2]);
  expect(list({ status: 'failed' })).toEqual(['5 6', 2]);
  expect(list({ status: 'failed', order: 'desc' })).toEqual(['6 5', 2]);
  expect(list({ status: 'failed', sort: 'id', pageSize: 1, place: 'last' })).toEqual(['6', 2]);
  expect(list({ search: 'ing 8' })).toEqual(['8', 1]);
  expect(list({ search: '7' })).toEqual(['7', 1]);
  expect(list({ difficulty: 'Easy', type: 'Kaizo' })).toEqual(['7 8', 2]);
  expect(list({ difficulty: 'Hard' })).toEqual(['', 0]);
});

test('a game whose record is not JSON is listed by its id', async () => {
  const { rhdata } = await filledArchive(newFolder());
  write(rhdata, "UPDATE game_fetch_queue SET game_metadata = '{' WHERE gameid = '7'");
  expect(on(rhdata).list({ search: '7' })).toEqual(['7', 1]);
});

test('failures are listed newest first', async () => {
  const { rhdata } = await filledArchive(newFolder());
  const { rows, total } = on(rhdata).failures();
  expect(total).toBe(2);
  expect(rows).toMatchObject([
    { id: '6', name: 'Failing 6', reason: 'There is no patch.', tries: 0 },
    { id: '5', name: 'Failing 5', reason: 'The site is away.', tries: 3 },
  ]);
});

test('a failed game can be made pending again with all its tries, and so can all of them', async () => {
  const { rhdata } = await filledArchive(newFolder());
  const { list } = on(rhdata);
  expect(retryFailures(rhdata, '5')).toBe(1);
  expect(retryFailures(rhdata, '5')).toBe(0);
  expect(retryFailures(rhdata, '1')).toBe(0);
  expect(list({})).toEqual(['5 7 8', 3]);
  expect(retryFailures(rhdata, null)).toBe(1);
  expect(on(rhdata).failures()).toMatchObject({ rows: [], total: 0 });
});

test('a run in progress takes games that are retried meanwhile', async () => {
  const folder = newFolder();
  const { rhdata } = await filledArchive(folder);
  const archive = await openArchive(pathsIn(folder), deps);
  try {
    expect(retryFailures(rhdata, '5')).toBe(1);
    expect(archive.queue.take({ minPriority: 0 })).toMatchObject({ record: { id: '5' }, tries: 0 });
  } finally {
    archive.close();
  }
});

test('without an archive there is nothing to retry, and none is made', () => {
  const { rhdata } = pathsIn(newFolder());
  expect(retryFailures(rhdata, null)).toBe(0);
  expect(archiveReader('rhdata.sql')(rhdata)).toBeNull();
});
