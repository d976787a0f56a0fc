import { describe, expect, it } from 'vitest';
import { HttpError, ItemError, PermanentHttpError } from '../../src/model/errors.js';
import { catchOnly } from '../../src/operators/catchOnly.js';
import { marbles } from '../marbles.js';

describe('catchOnly', () => {
  it.each([new HttpError('h'), new PermanentHttpError('p')])('switches to the fallback after %s', (error) => {
    const caught: Error[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' --a--#', undefined, error);
      const instead = cold('     -b|');
      const result$ = source.pipe(
        catchOnly(HttpError, (thrown) => {
          caught.push(thrown);
          return instead;
        }),
      );
      expectObservable(result$).toBe('--a---b|');
      expectSubscriptions(source.subscriptions).toBe('^----!');
      expectSubscriptions(instead.subscriptions).toBe('-----^-!');
    });
    expect(caught).toEqual([error]);
  });

  it.each<unknown>([new ItemError('of the class above'), new TypeError('a bug'), 'no error at all'])(
    'lets %s through',
    (error) => {
      marbles(({ cold, expectObservable }) => {
        const result$ = cold('--a--#', undefined, error).pipe(catchOnly(HttpError, () => cold('-b|')));
        expectObservable(result$).toBe('--a--#', undefined, error);
      });
    },
  );

  it('unsubscribes from the fallback', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const instead = cold('   ---b|');
      const result$ = cold('--#', undefined, new HttpError('h')).pipe(catchOnly(HttpError, () => instead));
      expectObservable(result$, '---!').toBe('---');
      expectSubscriptions(instead.subscriptions).toBe('--^!');
    });
  });
});
