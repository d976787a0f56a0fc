import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { FetchedPage, NewGamesPage, SeenGame } from '../../src/model/catalog.js';
import { enqueue } from '../../src/operators/enqueue.js';
import { marbles, reports } from '../marbles.js';
import { catalogPage, gameRecord } from '../samples.js';

const page = (number: number, ...ids: string[]): NewGamesPage => ({
  ...catalogPage(number, ids),
  seen: ids.map((id) => ({ record: gameRecord(id), change: null })),
  games: ids.map((id) => gameRecord(id)),
});

describe('enqueue', () => {
  it('emits a page once its games are in the queue, and counts only those that were not there before', () => {
    const inQueue = new Set(['2']);
    const add = (seen: readonly SeenGame[]): Set<string> => {
      const added = new Set(seen.map(({ record }) => record.id).filter((id) => !inQueue.has(id)));
      added.forEach((id) => inQueue.add(id));
      return added;
    };
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--p---q--|', { p: page(1, '1', '2'), q: page(2, '1') });
      const sub = '        ^--------!';
      const expected = '   --x---y--|';

      expectObservable(
        source.pipe(
          enqueue({ enqueue: add, report }),
          map(({ added }) => added),
        ),
      ).toBe(expected, { x: 1, y: 0 });
      expectSubscriptions(source.subscriptions).toBe(sub);
    });
    expect(events).toEqual([
      { type: 'game.queued', id: '1', name: 'Hack 1' },
      { type: 'page', page: 1, lastPage: null, records: 2, fresh: 1, cached: false },
      // It is still waiting, or has failed for good: the site reports nothing new about it.
      { type: 'page', page: 2, lastPage: null, records: 1, fresh: 0, cached: false },
    ]);
  });

  it('stores a page with its games, and enqueues nothing from a page that was stored before', () => {
    const kept: unknown[] = [];
    const { events, report } = reports();
    const keep = (seen: readonly SeenGame[], { text }: FetchedPage): Set<string> => {
      const ids = seen.map(({ record }) => record.id);
      kept.push([text, ids]);
      return new Set(ids);
    };
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      // What it says of its games may be older than what has been learned about them since.
      const source = cold('-p-q|', { p: { ...page(1, '1', '2'), fetched: null }, q: page(2, '3') });
      const result$ = source.pipe(
        enqueue({ enqueue: keep, report }),
        map(({ added }) => added),
      );
      expectObservable(result$).toBe('-x-y|', { x: 0, y: 1 });
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
    expect(kept).toEqual([['{}', ['3']]]);
    expect(events).toEqual([
      { type: 'page', page: 1, lastPage: null, records: 2, fresh: 2, cached: true },
      { type: 'game.queued', id: '3', name: 'Hack 3' },
      { type: 'page', page: 2, lastPage: null, records: 1, fresh: 1, cached: false },
    ]);
  });

  it('announces a game that is enqueued again although the archive has it as it is', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--(p|)', { p: { ...page(1, '1'), games: [] } });
      const result$ = source.pipe(
        enqueue({ enqueue: () => new Set(['1']), report }),
        map(({ added }) => added),
      );
      expectObservable(result$).toBe('--(n|)', { n: 1 });
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
    expect(events[0]).toEqual({ type: 'game.queued', id: '1', name: 'Hack 1' });
  });

  it('announces nothing that could not be written', () => {
    const { events, report } = reports();
    const full = new Error('the disk is full');
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--p---|', { p: page(1, '1') });
      const result$ = source.pipe(
        enqueue({
          enqueue: () => {
            throw full;
          },
          report,
        }),
      );
      expectObservable(result$).toBe('--#', undefined, full);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
    expect(events).toEqual([]);
  });
});
