import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Connection, connect } from '../../src/archive/connection.js';
import {
  NEXT_GAME,
  type Queue,
  type UnusableGame,
  completeQueued,
  createQueue,
  processQueued,
} from '../../src/archive/queue.js';
import { queueCounts, queueFailures } from '../../src/archive/queueState.js';
import type { JsonObject } from '../../src/model/game.js';
import { clock, hackRecord, zipOf } from './archiveFolder.js';

const schema = readFileSync(new URL('../../sql/rhdata.sql', import.meta.url), 'utf8');

let db: Connection;
let queue: Queue;
let unusable: UnusableGame[];
const fresh = (): void => {
  db = connect(':memory:', randomUUID);
  db.script(schema);
  unusable = [];
  queue = createQueue(db, { now: () => clock.ms, uuid: randomUUID, unusable: (game) => unusable.push(game) });
};
beforeEach(fresh);

const put = (ids: readonly string[], priority = 100, retry = false): readonly string[] => [
  ...queue.enqueue(
    ids.map((id) => ({ record: hackRecord(id), priority })),
    { retry },
  ),
];
const take = (minPriority = 0) => queue.take({ minPriority });
const taken = () => {
  const game = take();
  if (game === null) throw new Error('the queue is empty');
  return game;
};
const rows = () => db.many(z.record(z.string(), z.unknown()), 'SELECT * FROM game_fetch_queue ORDER BY rowid');
const none = { pending: 0, downloading: 0, processing: 0, completed: 0, failed: 0 };

describe('the order', () => {
  test('is highest priority first, then oldest first', () => {
    put(['1', '2']);
    put(['3'], 200);
    put(['4']);
    expect([take(), take(), take(), take()].map((game) => game?.record.id)).toEqual(['3', '1', '2', '4']);
    expect(take()).toBeNull();
  });

  test('leaves lower priorities alone when asked to', () => {
    put(['1'], 100);
    put(['2'], 1000);
    expect(take(500)?.record.id).toBe('2');
    expect(take(500)).toBeNull();
    expect(take()?.record.id).toBe('1');
  });

  test('puts games asked for earlier behind those asked for now, and before those found in the catalog', () => {
    put(['1']);
    put(['2', '3', '4'], 200);
    put(['5'], 5000);
    queue.failed(taken(), 'no answer', { final: false, retryMax: 3 });
    completeQueued(db, taken().queueId, clock.ms);
    queue.closeEarlierWishes();
    queue.requeueFailed(3);
    put(['4', '6'], 200);
    expect([take(200), take(200), take(200)].map((game) => game?.record.id)).toEqual(['4', '6', undefined]);
    expect([take(), take(), take(), take()].map((game) => game?.record.id)).toEqual(['3', '5', '1', undefined]);
  });

  test('has a place for games that another tool queued without a priority', () => {
    put(['1', '2'], 100);
    put(['3'], 99);
    db.run("UPDATE game_fetch_queue SET priority = NULL WHERE gameid = '2'");
    queue.requeueInterrupted();
    expect([take(), take(), take()].map((game) => game?.record.id)).toEqual(['1', '2', '3']);
  });

  test('is read from an index, without sorting', () => {
    const plan = db
      .many(z.object({ detail: z.string() }), `EXPLAIN QUERY PLAN ${NEXT_GAME}`, '0')
      .map(({ detail }) => detail);
    expect(plan).toEqual([expect.stringMatching(/^SEARCH game_fetch_queue USING INDEX romflow_queue_next/)]);
  });
});

describe('a game that is enqueued again', () => {
  test('keeps one row, with the new metadata and the higher priority', () => {
    expect(put(['1', '1'])).toEqual(['1']);
    expect(put(['1'], 500)).toEqual([]);
    queue.enqueue([{ record: hackRecord('1', { name: 'New name' }), priority: 1 }]);
    expect(rows()).toMatchObject([{ gameid: '1', priority: 500, status: 'pending' }]);
    const { queueId, record } = taken();
    expect(record.name).toBe('New name');
    expect(put(['1'])).toEqual([]);
    processQueued(db, queueId);
    expect(put(['1'], 100, true)).toEqual([]);
    expect(take()).toBeNull();
  });

  test('becomes pending again when it was complete, and its ZIP belongs to its version', () => {
    put(['1']);
    const game = taken();
    const { queueId } = game;
    queue.downloaded(game, zipOf('1'));
    completeQueued(db, queueId, clock.ms);
    expect(take()).toBeNull();
    expect(put(['1'], 200)).toEqual(['1']);
    expect(take(200)).toMatchObject({ queueId, zip: null, tries: 0 });
  });

  test('stays failed unless it is to be retried', () => {
    put(['1']);
    queue.failed(taken(), 'broken', { final: true, retryMax: 3 });
    expect(put(['1'])).toEqual([]);
    expect(take()).toBeNull();
    expect(put(['1'], 100, true)).toEqual(['1']);
    expect(taken().tries).toBe(0);
  });

  test('becomes pending again after a failure when its record has changed, without its ZIP', () => {
    const again = (changes: JsonObject) => [
      ...queue.enqueue([{ record: hackRecord('1', { size: 5, ...changes }), priority: 1 }]),
    ];
    again({});
    const game = taken();
    queue.downloaded(game, zipOf('1'));
    queue.failed(game, 'broken', { final: true, retryMax: 3 });
    expect(again({ downloads: 7 })).toEqual([]);
    expect(again({ name: 'Mended' })).toEqual(['1']);
    expect(taken()).toMatchObject({ record: { name: 'Mended' }, zip: null, tries: 0 });
  });

  test.each([
    ['another file', { download_url: '//dl.example.test/other.zip' }, null],
    ['another host', { download_url: 'https://dl2.example.test/1/hack.zip' }, zipOf('1')],
    ['another name of the hack', { name: 'Newer' }, zipOf('1')],
    ['another time', { time: 1760000001 }, null],
  ])('keeps its ZIP after a change to %s only if the file is the same', (_, changes, zip) => {
    put(['1']);
    queue.downloaded(taken(), zipOf('1'));
    queue.requeueInterrupted();
    queue.enqueue([{ record: hackRecord('1', changes), priority: 1 }]);
    expect(taken().zip).toEqual(zip);
  });

  test('becomes pending again when it is in a state that only another tool knows', () => {
    put(['1', '2']);
    db.run("UPDATE game_fetch_queue SET status = 'extracted'");
    expect(take()).toBeNull();
    expect(put(['1'])).toEqual(['1']);
    expect(taken().record.id).toBe('1');
    expect(put(['2'], 100, true)).toEqual(['2']);
  });

  test.each([
    ["''", 0],
    ["'many'", 0],
    ["'2'", 2],
    ['1.5', 1],
    ['-1', 0],
  ])('is taken even if another tool stored its tries as %s', (count, tries) => {
    put(['1']);
    db.run(`UPDATE game_fetch_queue SET retry_count = ${count}, status = 'failed'`);
    expect(queueFailures(db, 9)).toMatchObject([{ id: '1', tries }]);
    expect(queue.requeueFailed(3)).toBe(1);
    const game = taken();
    expect(game.tries).toBe(tries);
    expect(queue.countTry(game.queueId)).toBe(tries + 1);
    db.run(`UPDATE game_fetch_queue SET retry_count = ${count}`);
    expect(queue.failed(game, 'broken', { final: false, retryMax: 3 }).tries).toBe(tries);
  });

  test.each([
    ["'1234'", 1234],
    ["x'31323334'", 1234],
    ['1234.0', 1234],
    ["'many'", 0],
  ])('is taken even if another tool stored the size of its ZIP as %s', (bytes, expected) => {
    put(['1']);
    db.run(`UPDATE game_fetch_queue SET zip_path = 'zips/1.zip', zip_bytes = ${bytes}`);
    expect(taken().zip).toMatchObject({ path: 'zips/1.zip', bytes: expected });
  });

  test('has its tries counted in a text column, too', () => {
    db = connect(':memory:', randomUUID);
    db.script(`CREATE TABLE game_fetch_queue (queueuuid PRIMARY KEY, gameid text, status text, priority int, game_metadata text,
      download_url text, zip_path text, error_message text, retry_count text, created_at text, started_at text,
      completed_at text, zip_etag text, zip_lastmodified text, zip_filename text, zip_bytes int); ${schema}`);
    queue = createQueue(db, { now: () => clock.ms, uuid: randomUUID });
    put(['1']);
    const game = taken();
    expect([game.tries, queue.countTry(game.queueId), queue.countTry(game.queueId)]).toEqual([0, 1, 2]);
    expect(queue.failed(game, 'broken', { final: true, retryMax: 3 })).toMatchObject({ tries: 3, final: true });
    expect(rows()).toMatchObject([{ retry_count: '3' }]);
  });

  test('is recognized by an id that an older tool stored as a number', () => {
    db.insert('game_fetch_queue', { queueuuid: 'q', gameid: '295763.0', status: 'completed', priority: '100' });
    expect(put(['295763'])).toEqual(['295763']);
    expect(rows()).toHaveLength(1);
    expect(taken()).toMatchObject({ queueId: 'q', record: { id: '295763' } });
  });
});

describe('after a crash', () => {
  test('whatever was in progress is pending again, with its ZIP and its tries', () => {
    put(['1', '2', '3']);
    const first = taken();
    queue.countTry(first.queueId);
    queue.downloaded(first, zipOf('1'));
    processQueued(db, first.queueId);
    taken();
    expect(queueCounts(db)).toEqual({ ...none, pending: 1, downloading: 1, processing: 1 });
    expect(queue.requeueInterrupted()).toBe(2);
    expect(taken()).toMatchObject({ record: { id: '1' }, zip: zipOf('1'), tries: 1 });
    expect(taken()).toMatchObject({ record: { id: '2' }, zip: null, tries: 0 });
  });

  test('so is whatever another tool was working on without a priority', () => {
    put(['1', '2']);
    put(['3'], 200);
    db.run("UPDATE game_fetch_queue SET status = 'downloading', priority = NULL WHERE gameid = '1'");
    db.run("UPDATE game_fetch_queue SET status = 'failed', priority = NULL WHERE gameid = '2'");
    expect([queue.requeueInterrupted(), queue.requeueFailed(3)]).toEqual([1, 1]);
    expect(take(200)?.record.id).toBe('3');
    expect([take(), take(), take()].map((game) => game?.record.id)).toEqual(['1', '2', undefined]);
  });

  test('a path that an older tool stored is not trusted to be a complete ZIP', () => {
    put(['1']);
    db.run("UPDATE game_fetch_queue SET zip_path = '/old/1.zip'");
    expect(taken().zip).toBeNull();
  });
});

describe('a failure', () => {
  test('is not taken again in the same run, and in the next only while tries are left', () => {
    put(['1', '2']);
    const [first, second] = [taken(), taken()];
    expect(queue.countTry(first.queueId)).toBe(1);
    expect(queue.countTry(first.queueId)).toBe(2);
    expect(queue.failed(first, 'no answer', { final: false, retryMax: 3 })).toMatchObject({ tries: 2, final: false });
    expect(queue.failed(second, 'gone', { final: true, retryMax: 3 })).toMatchObject({ tries: 3, final: true });
    expect(take()).toBeNull();
    expect(queue.requeueFailed(3)).toBe(1);
    expect(taken()).toMatchObject({ record: { id: '1' }, tries: 2 });
    queue.countTry(first.queueId);
    expect(queue.failed(first, 'no answer', { final: false, retryMax: 3 })).toMatchObject({ tries: 3, final: true });
    expect(queue.requeueFailed(3)).toBe(0);
    expect(take()).toBeNull();
    // An explicit request retries both once more, with all their tries.
    expect(queue.requeueAllFailed()).toBe(2);
    expect([taken(), taken()]).toMatchObject([
      { record: { id: '1' }, tries: 0 },
      { record: { id: '2' }, tries: 0 },
    ]);
    expect(queue.requeueAllFailed()).toBe(0);
  });

  test('of a ZIP can only be fixed by another ZIP, so a retry fetches it again', () => {
    put(['1', '2']);
    for (const game of [taken(), taken()]) {
      queue.downloaded(game, zipOf(game.record.id));
      queue.failed(game, 'no patch in it', { final: true, retryMax: 3 });
    }
    expect(queue.requeueFailedGame('1')).toBe(1);
    expect(taken()).toMatchObject({ record: { id: '1' }, zip: null });
    expect(queue.requeueAllFailed()).toBe(1);
    expect(taken()).toMatchObject({ record: { id: '2' }, zip: null });
  });

  test('is listed with its name and reason, newest first', () => {
    put(['1', '2', '3']);
    for (const reason of ['a', 'b', 'c']) {
      queue.failed(taken(), reason, { final: true, retryMax: 3 });
    }
    expect(queueFailures(db, 2)).toEqual([
      { id: '3', name: 'Hack 3', reason: 'c', tries: 3 },
      { id: '2', name: 'Hack 2', reason: 'b', tries: 3 },
    ]);
    expect(queueCounts(db)).toEqual({ ...none, failed: 3 });
  });

  test.each(['null', 'not JSON', '{"id":"x"}', null])(
    'is recorded for a row with the record %j, and the next one is taken',
    (json) => {
      put(['1', '2']);
      db.run("UPDATE game_fetch_queue SET game_metadata = ? WHERE gameid = '1'", json);
      expect(taken().record.id).toBe('2');
      const reason: unknown = expect.stringMatching(/^The record in its queue entry cannot be used: /);
      expect(unusable).toEqual([{ id: '1', reason, tries: 1 }]);
      expect(queueFailures(db, 9)).toEqual([{ id: '1', name: '1', reason, tries: 1 }]);
      // The catalog has a better record.
      expect(put(['1'])).toEqual(['1']);
      expect(taken().record.id).toBe('1');
    },
  );
});

test('whatever happens, a game has at most one row and is never lost', () => {
  const id = fc.integer({ min: 1, max: 5 }).map(String);
  const step = fc.oneof(
    fc.record({ put: fc.array(id, { maxLength: 4 }), priority: fc.nat(300), retry: fc.boolean() }),
    fc.record({ end: fc.constantFrom('complete', 'fail', 'failForGood', 'try', 'crash', 'process', 'drop') }),
    fc.constant({ requeue: true }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      fresh();
      const known = new Set<string>();
      for (const each of steps) {
        if ('put' in each) {
          put(each.put, each.priority, each.retry);
          for (const one of each.put) known.add(one);
        } else if ('requeue' in each) {
          queue.requeueInterrupted();
          queue.requeueFailed(2);
        } else {
          const game = take();
          if (game === null) continue;
          expect(known).toContain(game.record.id);
          const { queueId } = game;
          if (each.end === 'complete') completeQueued(db, queueId, clock.ms);
          if (each.end === 'fail') queue.failed(game, 'x', { final: false, retryMax: 2 });
          if (each.end === 'failForGood') queue.failed(game, 'x', { final: true, retryMax: 2 });
          if (each.end === 'try') queue.countTry(queueId);
          if (each.end === 'process') processQueued(db, queueId);
          if (each.end === 'crash') queue.requeueInterrupted();
        }
        const ids = rows().map(({ gameid }) => gameid);
        expect(new Set(ids)).toEqual(known);
        expect(ids).toHaveLength(known.size);
        const { pending, downloading, processing, completed, failed } = queueCounts(db);
        expect(pending + downloading + processing + completed + failed).toBe(known.size);
      }
      queue.requeueInterrupted();
      const waiting = queueCounts(db).pending;
      let drained = 0;
      while (take() !== null) drained += 1;
      expect(drained).toBe(waiting);
      db.close();
    }),
    { numRuns: 60 },
  );
});
