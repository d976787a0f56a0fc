import { type MonoTypeOperatorFunction, asyncScheduler, type SchedulerLike, tap } from 'rxjs';
import { RateLimitedError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import { NOTICE_MS, WAIT_REASONS } from './waitReasons.js';

export interface HonorRetryAfterDeps {
  readonly report: Report;
  readonly scheduler?: SchedulerLike;
}

/**
 * Postpones all requests to the same host when one fails with a {@link RateLimitedError} that says for how long. The error
 * itself passes through, as everything else does.
 *
 * ```
 * request:           --#
 * honorRetryAfter:   --#      postpone(until) is called before the error is emitted
 * ```
 *
 * A wait of more than a second is reported as `waiting`.
 *
 * @param host - as the events name it
 * @param postpone - blocks requests to the host until then, ms since 1970
 */
export function honorRetryAfter<T>(
  host: string,
  postpone: (untilMs: number) => void,
  { report, scheduler = asyncScheduler }: HonorRetryAfterDeps,
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
