import { hostname } from 'node:os';
import { z } from 'zod';
import type { HostState } from './gateRule.js';
import { processAlive } from './processAlive.js';

/** The gate's file, in the user's state folder. */
export const GATE_FILE = 'gate.db';

/** A host's wish (Retry-After) is honored for a day at most. */
export const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** The columns of {@link hostRow}. */
export const HOST_COLUMNS = 'last_ms, not_before_ms, holder, machine, pid, hold_ms';

/** A host as the gate's file stores it. */
export const hostRow = z.object({
  last_ms: z.number(),
  not_before_ms: z.number(),
  holder: z.string().nullable(),
  machine: z.string().nullable(),
  pid: z.number().nullable(),
  hold_ms: z.number(),
});

type HostRow = z.infer<typeof hostRow>;

/**
 * The state of a host at a given time, by its row. A last heartbeat in the future shows that the clock was set back, and by
 * how much: a postponement is moved back with it.
 */
export function hostState(row: HostRow | undefined, at: number): HostState {
  if (row === undefined) return { lastMs: -Infinity, notBeforeMs: -Infinity, held: false };
  const lastMs = Math.min(row.last_ms, at);
  const notBeforeMs = row.not_before_ms - (row.last_ms - lastMs);
  const held = row.holder !== null && at < lastMs + row.hold_ms && !isDead(row);
  return { lastMs, notBeforeMs: Math.min(notBeforeMs, at + MAX_RETRY_AFTER_MS), held };
}

function isDead({ machine, pid }: HostRow): boolean {
  return machine === hostname() && pid !== null && !processAlive(pid);
}
