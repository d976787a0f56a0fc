/** How often a request that waits for others to end asks again, in milliseconds. */
const LOOK_AGAIN_MS = 100;

/** How many requests an account may make. */
export interface AccountLimits {
  /** At a time; at least 1. */
  readonly threads: number;
  /** Begun within a minute; null: unlimited. */
  readonly perMinute: number | null;
}

/** Why a request has to wait: the site's own wish (Retry-After), requests in flight, or those of the last minute. */
export type AccountWait = 'asked' | 'threads' | 'minute';

/** What the gate knows of an account. Times are ms since 1970, `-Infinity` where there is none. */
export interface AccountState {
  /** Requests in flight. */
  readonly live: number;
  /** The earliest time that the site itself asked for. */
  readonly notBeforeMs: number;
  /** When the `perMinute`th latest request began. */
  readonly fullSinceMs: number;
}

export interface AccountOpening {
  /** When to ask (again), ms since 1970; not after `now` means at once. */
  readonly atMs: number;
  readonly reason: AccountWait;
}

/**
 * When the next request of an account may begin: not before the time that the site asked for, not while `threads` requests
 * are in flight, and not before the `perMinute`th latest one is a minute old.
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
