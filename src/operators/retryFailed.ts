import {
  asyncScheduler,
  defer,
  type MonoTypeOperatorFunction,
  NEVER,
  type Observable,
  retry,
  type SchedulerLike,
  takeUntil,
  throwError,
  timer,
} from 'rxjs';
import { RateLimitedError, TransientHttpError } from '../model/errors.js';
import type { Report } from '../model/events.js';

/** A host that says "later" this often in a row will not say anything else today. */
const MAX_RATE_LIMITS = 20;

export interface RetryOptions {
  /** Total number of attempts, including the first. */
  readonly attempts: number;
  /** The wait after the first failed attempt, in milliseconds; it doubles with each further one. */
  readonly baseDelayMs: number;
  /** The longest such wait, in milliseconds. */
  readonly maxDelayMs: number;
  /** What is being attempted, for the events. */
  readonly what: string;
}

export interface RetryDeps {
  readonly report: Report;
  /** Called after every failed attempt that counts, including the last, before the next begins. */
  readonly onFailedTry?: (tries: number, error: TransientHttpError) => void;
  /** Emits when nothing more is to be retried. */
  readonly stop$?: Observable<unknown>;
  /** From 0 (inclusive) to 1 (exclusive), as `Math.random`. */
  readonly random?: () => number;
  readonly scheduler?: SchedulerLike;
}

/**
 * Retries a request that failed with a transient error, with exponential backoff.
 *
 * ```
 * request:      --x
 * request:          --a|         (second subscription)
 * retryFailed:  --~~--a|         ~ the wait: between half and all of baseDelayMs, at random, then of twice that …
 * ```
 *
 * - {@link TransientHttpError}: waits and retries, up to `attempts` attempts in all, then fails with the last error.
 * - {@link RateLimitedError}: waits as long as the host asks (or as after a failed attempt, when it does not say) and retries;
 *   not counted as an attempt, but after 20 in a row the error passes through.
 * - Any other error passes through at once.
 * - Each wait is reported as `retry`.
 * - Unsubscribing cancels the wait; `stop$` ends it, and the stream completes without a value.
 */
export function retryFailed<T>(options: RetryOptions, deps: RetryDeps): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      const delay = retryPolicy(options, deps);
      return source.pipe(retry({ delay }));
    });
}

/** Counts the attempts of one subscription. Returns the wait before the next, or the error to fail with. */
function retryPolicy(options: RetryOptions, deps: RetryDeps): (error: unknown) => Observable<unknown> {
  const { attempts, baseDelayMs, maxDelayMs, what } = options;
  const { report, onFailedTry, stop$ = NEVER, random = Math.random, scheduler = asyncScheduler } = deps;
  let tries = 0;
  let limitsInARow = 0;

  function backoff(failures: number): number {
    const longest = Math.min(maxDelayMs, baseDelayMs * 2 ** (failures - 1));
    return Math.round(longest * (0.5 + random() / 2));
  }

  function wait(delayMs: number, { message: reason }: Error): Observable<unknown> {
    report({ type: 'retry', what, attempt: tries, of: attempts, delayMs, reason });
    return timer(delayMs, scheduler).pipe(takeUntil(stop$));
  }

  return (error) => {
    if (error instanceof RateLimitedError && limitsInARow < MAX_RATE_LIMITS) {
      limitsInARow += 1;
      return wait(error.retryAfterMs ?? backoff(limitsInARow), error);
    }
    if (error instanceof TransientHttpError) {
      limitsInARow = 0;
      tries += 1;
      onFailedTry?.(tries, error);
      if (tries < attempts) return wait(backoff(tries), error);
    }
    return throwError(() => error);
  };
}
