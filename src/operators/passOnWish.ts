import { type MonoTypeOperatorFunction, asyncScheduler, type SchedulerLike, tap } from 'rxjs';
import { RateLimitedError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import { NOTICE_MS, WAIT_REASONS } from './waitReasons.js';

export interface PassOnWishDeps {
  readonly report: Report;
  readonly scheduler?: SchedulerLike;
}

/**
 * Tells everybody who asks the same host when a request is answered with a wish for patience: a {@link RateLimitedError} that
 * says for how long. It passes on, as all else does.
 *
 * ```
 * request:      --#
 * passOnWish:   --#      postpone(until) before anybody hears of the error
 * ```
 *
 * A wish of more than a second is reported as `waiting`.
 *
 * @param host - as the events name it
 * @param postpone - lets nobody make a request until then, ms since 1970
 */
export function passOnWish<T>(
  host: string,
  postpone: (untilMs: number) => void,
  { report, scheduler = asyncScheduler }: PassOnWishDeps,
): MonoTypeOperatorFunction<T> {
  return tap({
    error: (error: unknown) => {
      if (!(error instanceof RateLimitedError) || error.retryAfterMs === null) return;
      const untilMs = scheduler.now() + error.retryAfterMs;
      postpone(untilMs);
      if (error.retryAfterMs <= NOTICE_MS) return;
      report({ type: 'waiting', host, until: new Date(untilMs).toISOString(), reason: WAIT_REASONS.asked });
    },
  });
}
