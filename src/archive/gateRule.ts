import type { WaitReason } from '../model/hostGate.js';

/** How often a request that waits for another process asks again, in milliseconds. */
const LOOK_AGAIN_MS = 250;

/** What the gate knows of a host. Times are ms since 1970. */
export interface HostState {
  /** End of the last request, or the latest heartbeat of the one in flight. */
  readonly lastMs: number;
  /** The earliest time that the host itself asked for. */
  readonly notBeforeMs: number;
  /** Whether a request is in flight. */
  readonly held: boolean;
}

export interface Opening {
  /** When to ask (again), ms since 1970; not after `now` means at once. */
  readonly atMs: number;
  readonly reason: WaitReason;
}

/**
 * When the next request to a host may start: a gap after the end of the last one, never while one is in flight, never
 * before the time that the host asked for.
 */
export function nextOpening({ lastMs, notBeforeMs, held }: HostState, gapMs: number, now: number): Opening {
  const gapEnds = lastMs + gapMs;
  if (notBeforeMs > Math.max(now, gapEnds)) return { atMs: notBeforeMs, reason: 'asked' };
  // The request in flight ends now at the earliest, so there is no point in asking before its gap could have passed.
  if (held) return { atMs: Math.max(gapEnds, now + LOOK_AGAIN_MS), reason: 'held' };
  return { atMs: gapEnds, reason: 'gap' };
}
