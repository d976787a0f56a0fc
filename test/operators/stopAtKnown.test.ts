import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { EnqueuedPage } from '../../src/model/catalog.js';
import { stopAtKnown } from '../../src/operators/stopAtKnown.js';
import { marbles } from '../marbles.js';
import { catalogPage } from '../samples.js';

const page = (number: number, known: boolean, added: number, cached = false): EnqueuedPage => ({
  ...catalogPage(number, [known], cached ? { fetched: null } : {}),
  seen: [],
  games: [],
  added,
});
const isKnown = ({ records }: EnqueuedPage): boolean => records.includes(true);

describe('stopAtKnown', () => {
  it('completes after the first page with nothing new, and requests no more', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-d|', {
        a: page(1, false, 2),
        b: page(2, true, 1),
        c: page(3, false, 0),
        d: page(4, false, 0),
      });
      const sub = '        ^----!';
      const expected = '   -a-b-(c|)';
      const result$ = source.pipe(
        stopAtKnown(isKnown),
        map(({ page: number, settled }) => [number, settled]),
      );
      expectObservable(result$).toBe(expected, { a: [1, false], b: [2, false], c: [3, true] });
      expectSubscriptions(source.subscriptions).toBe(sub);
    });
  });

  it.each([
    ['nothing on them was ever known', page(1, false, 0), page(2, false, 0)],
    ['they are read from an interrupted crawl', page(1, true, 0, true), page(2, true, 0, true)],
    ['something is new on each', page(1, true, 1), page(2, true, 1)],
  ])('lets every page through when %s', (_, a, b) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b|', { a, b });
      expectObservable(
        source.pipe(
          stopAtKnown(isKnown),
          map(({ settled }) => settled),
        ),
      ).toBe('-f-f|', { f: false });
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  it('continues where an interrupted crawl stopped, until nothing is new', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('abc|', { a: page(1, true, 0, true), b: page(2, false, 1), c: page(3, false, 0) });
      const numbers$ = source.pipe(
        stopAtKnown(isKnown),
        map(({ page: number }) => String(number)),
      );
      expectObservable(numbers$).toBe('12(3|)');
    });
  });

  it('starts from scratch on every subscription, and lets errors through', () => {
    marbles(({ cold, expectObservable }) => {
      const result$ = cold('a#', { a: page(1, true, 1) }).pipe(
        stopAtKnown(isKnown),
        map(({ added }) => added),
      );
      expectObservable(result$).toBe('a#', { a: 1 });
      expectObservable(result$).toBe('a#', { a: 1 });
    });
    expect.assertions(2);
  });
});
