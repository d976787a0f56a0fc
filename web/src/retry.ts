import { useState } from 'preact/hooks';
import { retried } from '../../src/dashboard/api/failures.js';
import { post } from './api.js';
import { sentenceOf } from './loaded.js';

/** The button by which games are tried again, and what came of it. */
export interface Retry {
  /** @param path - below `/api/` */
  readonly retry: (path: string) => void;
  /** Null: nobody has asked for it yet. */
  readonly said: { readonly tone: 'done' | 'failure'; readonly text: string } | null;
}

/**
 * Puts games that failed back into the queue.
 *
 * @param what - how so many games are called: `3 games`
 * @param done - told when they wait
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
