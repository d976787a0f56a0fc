/** How often a request that waits for others to end looks again, in milliseconds. */
const LOOK_AGAIN_MS = 100;

/** How many requests an account may make. */
export interface AccountLimits {
  /** At a time; at least 1. */
  readonly threads: number;
  /** Begun within a minute; null: as many as it likes. */
  readonly perMinute: number | null;
}

/** Why a request has to wait: the site's own wish, requests under way, or those of the last minute. */
export type AccountWait = 'asked' | 'threads' | 'minute';

/** What the gate knows of an account. Times are ms since 1970, and long ago where there is none. */
export interface AccountState {
  /** Requests under way. */
  readonly live: number;
  /** What the site itself asked for. */
  readonly notBeforeMs: number;
  /** When the request began that is the `perMinute`th, counted from the latest. */
  readonly fullSinceMs: number;
}

export interface AccountOpening {
  /** When to ask (again), ms since 1970; not after `now` means at once. */
  readonly atMs: number;
  readonly reason: AccountWait;
}

/**
 * When the next request of an account may begin: not before the site's own wish, not while as many are under way as may be,
 * and not before the oldest of as many as may be within a minute is a minute old.
 */
export function nextAccountOpening(
  { live, notBeforeMs, fullSinceMs }: AccountState,
  { threads }: AccountLimits,
  { now, minuteMs }: { readonly now: number; readonly minuteMs: number },
): AccountOpening {
  const minuteEnds = fullSinceMs + minuteMs;
  if (notBeforeMs > Math.max(now, minuteEnds)) return { atMs: notBeforeMs, reason: 'asked' };
  if (minuteEnds > now) return { atMs: minuteEnds, reason: 'minute' };
  if (live >= Math.max(1, threads)) return { atMs: now + LOOK_AGAIN_MS, reason: 'threads' };
  return { atMs: now, reason: 'threads' };
}
