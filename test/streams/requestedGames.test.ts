import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ArchiveError, PermanentHttpError } from '../../src/model/errors.js';
import { requestedGames } from '../../src/streams/requestedGames.js';
import { marbles, reports } from '../marbles.js';

const record = (id: string): unknown => ({ id: Number(id), name: `Hack ${id}` });
const ids = map(({ id }: { id: string }) => id);

describe('requestedGames', () => {
  it('looks up one id after the other, and emits each once it is in the queue', () => {
    const queued: string[] = [];
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('--1|', { 1: record('1') });
      const two = cold('   -2|', { 2: record('2') });
      const subOne = '  ^--!';
      const subTwo = '  ---^-!';
      const expected = '--a-b|';
      const games$ = requestedGames(['1', '2'], {
        fetchRecord: (id) => (id === '1' ? one : two),
        enqueue: (game) => queued.push(game.id),
        report,
      });

      expectObservable(games$.pipe(map(({ id }) => [id, queued.length]))).toBe(expected, { a: ['1', 1], b: ['2', 2] });
      expectSubscriptions(one.subscriptions).toBe(subOne);
      expectSubscriptions(two.subscriptions).toBe(subTwo);
    });
    expect(events.map(({ type }) => type)).toEqual(['game.queued', 'game.queued']);
  });

  it('reports an id that cannot be looked up and continues', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      const gone = new PermanentHttpError('There is no such hack.', 404);
      const games$ = requestedGames(['1', '2', '3'], {
        fetchRecord: (id) =>
          id === '1' ? cold('-#', undefined, gone) : cold('-(r|)', { r: id === '2' ? { error: 'none' } : record(id) }),
        enqueue: () => undefined,
        report,
      });
      expectObservable(games$.pipe(ids)).toBe('---(c|)', { c: '3' });
    });
    expect(events).toMatchObject([
      { type: 'game.failed', id: '1', reason: 'There is no such hack.', final: true },
      // Only a run that is asked for it again looks it up.
      { type: 'game.failed', id: '2', final: true },
      { type: 'game.queued', id: '3' },
    ]);
  });

  it('requests an id only once that is given several times', () => {
    const asked: string[] = [];
    marbles(({ cold, expectObservable }) => {
      const games$ = requestedGames(['1', '2', '1', '1'], {
        fetchRecord: (id) => {
          asked.push(id);
          return cold('-(r|)', { r: record(id) });
        },
        enqueue: () => undefined,
        report: reports().report,
      });
      expectObservable(games$.pipe(ids)).toBe('-a(b|)', { a: '1', b: '2' });
    });
    expect(asked).toEqual(['1', '2']);
  });

  it('errors when the queue cannot be written', () => {
    marbles(({ cold, expectObservable }) => {
      const full = new ArchiveError('The disk is full.');
      const games$ = requestedGames(['1', '2'], {
        fetchRecord: (id) => cold('-(r|)', { r: record(id) }),
        enqueue: () => {
          throw full;
        },
        report: reports().report,
      });
      expectObservable(games$).toBe('-#', undefined, full);
    });
  });

  it('cancels the lookup in progress when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('----1|', { 1: record('1') });
      const games$ = requestedGames(['1'], {
        fetchRecord: () => one,
        enqueue: () => undefined,
        report: reports().report,
      });
      expectObservable(games$, '--!').toBe('---');
      expectSubscriptions(one.subscriptions).toBe('^-!');
    });
  });
});
