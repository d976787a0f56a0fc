import type { SiteAnswer } from '../siteFault.js';
import type { AccountFacts } from './account.js';
import { refusal } from './refusal.js';

const MINUTE_MS = 60_000;
/** A client that abandons a request may be back before the server sees the old connection close. */
const GRACE_MS = 50;

/** How a request ended. */
export type End = 'answered' | 'given up';

/** Whether a request is admitted; `leave` must be called at its end, and may be called again. */
export type Entry =
  | { readonly admitted: true; readonly leave: (end: End) => void }
  | { readonly admitted: false; readonly answer: SiteAnswer };

/** Admits no more requests at once, and no more per minute, than the account allows. */
export interface Admission {
  /** One sentence for each request over a limit; of its URL, only the path is included. */
  readonly violations: readonly string[];
  readonly enter: (path: string) => Promise<Entry>;
}

/**
 * @param limits - called for each request
 * @param now - milliseconds; only differences matter
 */
export function admission(
  limits: () => Pick<AccountFacts, 'maxthreads' | 'maxrequestspermin'>,
  now: () => number,
): Admission {
  const violations: string[] = [];
  let inside = 0;
  let entered: number[] = [];
  const waiting = new Set<() => void>();

  function refused(count: number, limit: number, when: string, path: string, text?: string): Entry {
    violations.push(`${path}: ${count} requests ${when}, and ${limit} are allowed`);
    return { admitted: false, answer: refusal(429, text) };
  }

  /** Takes a free place, or that of a client that soon gives up. One that is answered yields none: the two did overlap. */
  function place(most: number): Promise<boolean> {
    if (inside < most) {
      inside++;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const settle = (got: boolean): void => {
        clearTimeout(timer);
        waiting.delete(take);
        resolve(got);
      };
      const take = (): void => {
        settle(true);
      };
      const timer = setTimeout(settle, GRACE_MS, false);
      waiting.add(take);
    });
  }

  function leave(end: End): void {
    const [next] = waiting;
    if (end === 'given up' && next !== undefined) next();
    else inside--;
  }

  return {
    violations,
    enter: async (path) => {
      const { maxthreads, maxrequestspermin } = limits();
      const time = now();
      entered = entered.filter((at) => at > time - MINUTE_MS);
      if (entered.length >= maxrequestspermin) {
        const text = 'Le nombre de threads par minute autorisé pour le membre est atteint';
        return refused(entered.length + 1, maxrequestspermin, 'within a minute', path, text);
      }
      if (!(await place(maxthreads))) return refused(maxthreads + 1, maxthreads, 'at once', path);
      entered.push(time);
      let left = false;
      return {
        admitted: true,
        leave: (end) => {
          if (!left) leave(end);
          left = true;
        },
      };
    },
  };
}
