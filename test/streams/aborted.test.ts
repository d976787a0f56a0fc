import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { aborted } from '../../src/streams/aborted.js';
import { marbles } from '../marbles.js';

const REASON = new Error('Ctrl-C');

describe('aborted', () => {
  it('emits the reason when the signal is aborted, and not before', () => {
    const ending = new AbortController();
    marbles(({ cold, expectObservable }) => {
      cold('---x').subscribe(() => {
        ending.abort(REASON);
      });
      expectObservable(aborted(ending.signal)).toBe('---r', { r: REASON });
    });
  });

  it('emits at once to late subscribers', () => {
    const ending = new AbortController();
    const stop$ = aborted(ending.signal);
    ending.abort(REASON);
    marbles(({ expectObservable }) => {
      expectObservable(stop$).toBe('(r|)', { r: REASON });
    });
  });

  it('adds one listener however many subscribe, and removes it when all have unsubscribed', () => {
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    const stop$ = aborted(signal);
    expect(listeners()).toBe(0);
    const subscribed = Array.from({ length: 20 }, () => stop$.subscribe());
    expect(listeners()).toBe(1);
    for (const one of subscribed) one.unsubscribe();
    expect(listeners()).toBe(0);
  });
});
