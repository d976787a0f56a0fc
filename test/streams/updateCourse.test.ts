import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../src/archive/recordableGame.js';
import { ArchiveError, PermanentHttpError } from '../../src/model/errors.js';
import type { QueuedGame } from '../../src/model/game.js';
import { type UpdateOptions, updateCourse } from '../../src/streams/updateCourse.js';
import { type FakeCourse, everything, fakeCourse } from './fakeCourse.js';

/** Runs the course to completion. */
const run = (course: FakeCourse, options: Partial<UpdateOptions> = {}): Promise<readonly Recorded[]> =>
  lastValueFrom(updateCourse({ ...everything, ...options }, course.deps).pipe(toArray()));

const upTo = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => String(index + 1));
const byNumber = (a: string, b: string): number => Number(a) - Number(b);

describe('updateCourse', () => {
  it.each([1_000, 10_000])('has no more in progress at once with %i games than with a few', async (total) => {
    const course = fakeCourse({ total, patch: (id) => (Number(id) % 7 === 0 ? null : `patch of ${id}`) });
    await run(course);
    expect(course.recorded.length + course.failed.length).toBe(total);
    expect(course.failed).toHaveLength(Math.floor(total / 7));
    expect(course.pagesFetched()).toBe(total / 50);
    expect({ pages: course.pages, games: course.games }).toEqual({
      pages: { now: 0, most: 1 },
      games: { now: 0, most: everything.concurrency },
    });
  });

  it('starts on games while the catalog is still being read', async () => {
    const course = fakeCourse({ total: 200, perPage: 10 });
    await firstValueFrom(updateCourse(everything, course.deps));
    expect(course.pagesFetched()).toBeGreaterThan(0);
    expect(course.pagesFetched()).toBeLessThan(20);
  });

  it('works on the requested games, without the catalog', async () => {
    const course = fakeCourse({ total: 20 });
    await run(course, { ids: ['7', '30', '7'] });
    expect(course.pagesFetched()).toBe(0);
    expect([...course.recorded].sort(byNumber)).toEqual(['7', '30']);
  });

  it('looks up no more of the requested games than it may work on', async () => {
    const asked: string[] = [];
    const course = fakeCourse({
      total: 20,
      onRequest: (url) => {
        const id = /id=(\d+)$/.exec(url)?.[1];
        if (id === '1') throw new PermanentHttpError('There is no such hack.', 404);
        if (id !== undefined) asked.push(id);
      },
    });
    await run(course, { ids: upTo(20), limit: 3 });
    expect(asked).toEqual(['2', '3', '4']);
    expect([...course.recorded].sort(byNumber)).toEqual(['2', '3', '4']);
  });

  it('continues with the others when a game fails or an id is unknown', async () => {
    const course = fakeCourse({
      total: 4,
      patch: (id) => (id === '2' ? null : id),
      onRequest: (url) => {
        if (url.endsWith('id=3')) throw new PermanentHttpError('There is no such hack.', 404);
      },
    });
    await run(course, { ids: ['1', '2', '3', '4'] });
    expect(course.recorded).toEqual(['1', '4']);
    expect(course.failed).toEqual(['2']);
    const failed = course.events.filter(({ type }) => type === 'game.failed');
    expect(failed).toHaveLength(2);
    for (const failure of [
      { id: '2', reason: 'There is no patch (.bps or .ips) in its ZIP.', final: true },
      { id: '3', reason: 'There is no such hack.', final: true },
    ]) {
      expect(failed).toContainEqual(expect.objectContaining(failure));
    }
  });

  it('works through the queue when the catalog breaks off', async () => {
    const course = fakeCourse({
      total: 30,
      perPage: 10,
      onRequest: (url) => {
        if (url.endsWith('n=2')) throw new PermanentHttpError('The site wants a log-in.', 403);
      },
    });
    await run(course);
    expect([...course.recorded].sort(byNumber)).toEqual(upTo(10));
    expect(course.events).toContainEqual({
      type: 'crawl.ended',
      outcome: 'failed',
      reason: 'The site wants a log-in.',
    });
  });

  it.each([15, 20])('reads no further and takes no more than it may work on: %i games', async (limit) => {
    const course = fakeCourse({ total: 100, perPage: 10 });
    await run(course, { limit });
    expect(course.pagesFetched()).toBe(2);
    expect(course.recorded).toHaveLength(limit);
    expect(course.waiting).toHaveLength(20 - limit);
  });

  it('works on nothing when it is only to fill the queue, and reads nothing when it is only to empty it', async () => {
    const course = fakeCourse({ total: 20, perPage: 10 });
    await run(course, { processNew: false });
    expect(course.waiting).toEqual(upTo(20));
    await run(course, { fetchMetadata: false });
    expect(course.pagesFetched()).toBe(2);
    expect([...course.recorded].sort(byNumber)).toEqual(upTo(20));
  });

  it('seals a patch once, however many games have it', async () => {
    const course = fakeCourse({ total: 9, patch: (id) => (Number(id) % 3 === 0 ? 'shared' : id) });
    const results = await run(course, { concurrency: 9 });
    expect(course.sealing.get('PATCH shared')).toEqual({ now: 0, most: 1 });
    expect(course.sealing.size).toBe(7);
    const blobs = new Set(results.flatMap((recorded) => recorded.blobs.map(({ patchblob1_name }) => patchblob1_name)));
    expect(blobs.size).toBe(7);
  });

  describe('when told to stop', () => {
    it('finishes work in progress, starts nothing new and completes', async () => {
      const course = fakeCourse({
        total: 100,
        perPage: 10,
        onRecord: (id) => {
          if (id === '5') course.abort();
        },
      });
      await run(course);
      expect(course.games.now).toBe(0);
      expect(course.recorded).toContain('5');
      expect(course.recorded.length).toBeLessThanOrEqual(5 + everything.concurrency - 1);
      expect(course.failed).toEqual([]);
      expect(course.events.at(-1)).toEqual({ type: 'crawl.ended', outcome: 'paused', reason: null });
    });

    it('does nothing at all if it has not begun', async () => {
      const course = fakeCourse({ total: 10 });
      course.abort();
      expect(await run(course)).toEqual([]);
      expect(course.events).toEqual([]);
      expect(course.pagesFetched()).toBe(0);
    });
  });

  it('yields to others between writing a game and taking the next one', async () => {
    const order: string[] = [];
    const onRecord = (id: string): void => {
      order.push(`writes ${id}`);
      setImmediate(() => order.push('others'));
    };
    const { deps } = fakeCourse({ total: 2, onRecord });
    const take = (): QueuedGame | null => {
      const game = deps.take();
      if (game !== null) order.push(`takes ${game.record.id}`);
      return game;
    };
    await lastValueFrom(updateCourse({ ...everything, concurrency: 1 }, { ...deps, take }));
    expect(order).toEqual(['takes 1', 'writes 1', 'others', 'takes 2', 'writes 2', 'others']);
  });

  it('errors when an error concerns more than one game, and leaves the rest in the queue', async () => {
    const full = new ArchiveError('The disk is full.');
    const course = fakeCourse({
      total: 50,
      onRecord: (id) => {
        if (id === '4') throw full;
      },
    });
    await expect(run(course)).rejects.toBe(full);
    expect(course.recorded).not.toContain('4');
    expect(course.failed).toEqual([]);
    expect(course.waiting.length).toBeGreaterThan(40);
  });
});
