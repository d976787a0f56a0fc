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
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** The wait after the first failed try, in milliseconds; it doubles with every further one. */
  readonly baseDelayMs: number;
  /** The longest such wait, in milliseconds. */
  readonly maxDelayMs: number;
  /** What is tried, for the events. */
  readonly what: string;
}

export interface RetryDeps {
  readonly report: Report;
  /** Told of every failed try that counts, the last one included, before the next begins. */
  readonly onFailedTry?: (tries: number, error: TransientHttpError) => void;
  /** Emits when nothing shall be tried again. */
  readonly stop$?: Observable<unknown>;
  /** From 0 up to, not including, 1. */
  readonly random?: () => number;
  readonly scheduler?: SchedulerLike;
}

/**
 * Subscribes anew to a request that failed in passing.
 *
 * ```
 * request:      --x
 * request:          --a|         (second subscription)
 * retryFailed:  --~~--a|         ~ the wait: a random half to whole of baseDelayMs, then twice that …
 * ```
 *
 * - {@link TransientHttpError}: waits and tries again, `attempts` times in all, then fails with the last error.
 * - {@link RateLimitedError}: waits as long as the host asks (or as after a failed try, when it does not say) and tries
 *   again; not counted as a try, but after 20 in a row the error passes on.
 * - Any other error passes on at once.
 *
 * Each wait is reported as `retry`. Unsubscribing cancels the wait; `stop$` ends it, and the stream completes empty.
 */
export function retryFailed<T>(options: RetryOptions, deps: RetryDeps): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      const delay = retryPolicy(options, deps);
      return source.pipe(retry({ delay }));
    });
}

/** Remembers the tries of one subscription. Gives the wait before the next one, or the error that ends them. */
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
