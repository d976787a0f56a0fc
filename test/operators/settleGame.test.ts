import { mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ArchiveError, RateLimitedError, TransientHttpError, ZipError } from '../../src/model/errors.js';
import { type SettleGameDeps, settleGame } from '../../src/operators/settleGame.js';
import { marbles, reports } from '../marbles.js';
import { queuedGame } from '../samples.js';

describe('settleGame', () => {
  it('turns the failure of one game into a row and an event, and the others continue', () => {
    const { events, report } = reports();
    const noted: unknown[] = [];
    const failed: SettleGameDeps['failed'] = (game, reason, final) => {
      noted.push([game.queueId, reason, final]);
      return { tries: 3, final, waits: game.queueId === 'queue-2' };
    };
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const good = cold('     ----g|');
      const bad = cold('       --#', undefined, new ZipError('It is no ZIP.'));
      const passing = cold('    -#', undefined, new TransientHttpError('The site is silent.'));
      const patience = cold('   -#', undefined, new RateLimitedError('The site asks for patience.', 429, null));
      const source = cold('   abcd|', { a: good, b: bad, c: passing, d: patience });
      const expected = '      ----g|';

      const result$ = source.pipe(
        mergeMap((work, index) => work.pipe(settleGame(queuedGame(String(index)), { failed, report }))),
      );

      expectObservable(result$).toBe(expected);
      expectSubscriptions(good.subscriptions).toBe('^----!');
      expectSubscriptions(bad.subscriptions).toBe(' -^-!');
    });
    expect(noted).toEqual([
      ['queue-1', 'It is no ZIP.', true],
      ['queue-2', 'The site is silent.', false],
      ['queue-3', 'The site asks for patience.', false],
    ]);
    expect(events).toMatchObject([
      { type: 'game.failed', id: '1', reason: 'It is no ZIP.', tries: 3, final: true },
      { type: 'game.failed', id: '2', final: false },
      { type: 'game.queued', id: '2', name: 'Hack 2' },
      { type: 'game.failed', id: '3', final: false },
    ]);
  });

  it.each([new ArchiveError('The disk is full.'), new TypeError('a bug')])('lets %s end the run', (error) => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      const failed = (): never => {
        throw new Error('must not be asked');
      };
      expectObservable(cold('--#', undefined, error).pipe(settleGame(queuedGame('1'), { failed, report }))).toBe(
        '--#',
        undefined,
        error,
      );
    });
    expect(events).toEqual([]);
  });
});
