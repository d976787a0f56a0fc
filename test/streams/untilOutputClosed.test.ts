import { describe, expect, it } from 'vitest';
import { InterruptedError, OutputClosedError } from '../../src/model/errors.js';
import { untilOutputClosed } from '../../src/streams/untilOutputClosed.js';
import { marbles } from '../marbles.js';

describe('untilOutputClosed', () => {
  it('ends the course when the reader is gone', () => {
    const ending = new AbortController();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      cold('------x').subscribe(() => {
        ending.abort(new OutputClosedError('gone'));
      });
      const course$ = cold('--a--b--c--|');
      const subs = '        ^-----!     ';
      const expected = '    --a--b|     ';
      expectObservable(course$.pipe(untilOutputClosed(ending.signal))).toBe(expected);
      expectSubscriptions(course$.subscriptions).toBe(subs);
    });
  });

  it('lets work in progress finish when the user stops the run', () => {
    const ending = new AbortController();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      cold('------x').subscribe(() => {
        ending.abort(new InterruptedError('Ctrl-C'));
      });
      const course$ = cold('--a--b--c--|');
      const subs = '        ^----------!';
      const expected = '    --a--b--c--|';
      expectObservable(course$.pipe(untilOutputClosed(ending.signal))).toBe(expected);
      expectSubscriptions(course$.subscriptions).toBe(subs);
    });
    expect(ending.signal.aborted).toBe(true);
  });

  it('starts nothing when the reader is already gone', () => {
    const ending = new AbortController();
    ending.abort(new OutputClosedError('gone'));
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const course$ = cold('--a--|');
      expectObservable(course$.pipe(untilOutputClosed(ending.signal))).toBe('|');
      expectSubscriptions(course$.subscriptions).toBe([]);
    });
  });
});
