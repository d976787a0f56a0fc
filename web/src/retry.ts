import { useState } from 'preact/hooks';
import { retried } from '../../src/dashboard/api/failures.js';
import { post } from './api.js';
import { sentenceOf } from './loaded.js';

/** How to retry games, and the result. */
export interface Retry {
  /** @param path - below `/api/` */
  readonly retry: (path: string) => void;
  /** Null: no retry has finished yet. */
  readonly said: { readonly tone: 'done' | 'failure'; readonly text: string } | null;
}

/**
 * Puts games that failed back into the queue.
 *
 * @param what - the words for a number of games: `3 games`
 * @param done - called when they are queued
 */
export function useRetry(what: (games: number) => string, done: () => void): Retry {
  const [said, setSaid] = useState<Retry['said']>(null);
  const retry = (path: string): void => {
    post(retried, path)
      .then(({ retried: games }) => {
        setSaid({
          tone: 'done',
          text: `${what(games)} will be retried by the run in progress, or else by the next one.`,
        });
        done();
      })
      .catch((error: unknown) => {
        setSaid({ tone: 'failure', text: sentenceOf(error) });
      });
  };
  return { retry, said };
}
