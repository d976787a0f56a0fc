import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type Database from 'better-sqlite3';
import type { HostGate, Turn } from '../model/hostGate.js';
import { askGate, noteInGate, openGateFile } from './gateFile.js';
import { HOST_COLUMNS, hostRow, hostState, MAX_RETRY_AFTER_MS } from './gateHost.js';
import { nextOpening } from './gateRule.js';

/** With shorter gaps, a busy process would be taken for a dead one. */
const MIN_HOLD_MS = 2000;
const MAX_SILENCE_MS = 3000;

/**
 * Paces this user's requests on this machine: one at a time to a host, and a gap after the end of the last one, whichever
 * process made it. Asking and being granted are one transaction.
 */
export interface Gate extends HostGate {
  /** @throws ArchiveError - the gate's file cannot be used */
  readonly take: (host: string, options: { readonly gapMs: number }) => Turn;
  readonly close: () => void;
}

export interface GateDeps {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called when pacing state could not be stored; the request itself goes on. */
  readonly warn: (message: string) => void;
}

/**
 * Opens the gate's file, creating it and its folder if they are missing. A damaged file is moved aside with a warning.
 *
 * @throws ArchiveError - the file cannot be opened or written
 */
export function openGate(file: string, { now, warn }: GateDeps): Gate {
  const db = openGateFile(file, warn);
  const machine = hostname();
  const statements = prepare(db);

  const take = db.transaction((host: string, gapMs: number): Turn => {
    const at = now();
    // A clock that was set back must not block for longer than the gap, or than what was left of a postponement: times in
    // the future are moved back for good.
    statements.clamp.run({ host, at, latest: at + MAX_RETRY_AFTER_MS });
    const state = hostState(hostRow.optional().parse(statements.read.get(host)), at);
    const { atMs, reason } = nextOpening(state, gapMs, at);
    if (atMs > at) return { granted: false, waitMs: atMs - at, reason };
    const holdMs = Math.max(gapMs, MIN_HOLD_MS);
    const lease = { host, id: randomUUID(), renewMs: Math.min(holdMs / 4, MAX_SILENCE_MS) };
    statements.hold.run({ host, at, id: lease.id, machine, pid: process.pid, holdMs });
    return { granted: true, lease };
  });

  const note = (write: () => unknown): void => {
    noteInGate(file, warn, write);
  };

  return {
    take: (host, { gapMs }) => askGate(file, () => take.immediate(host, gapMs)),
    renew: ({ host, id }) => {
      note(() => statements.renew.run({ host, id, at: now() }));
    },
    release: ({ host, id }) => {
      note(() => statements.release.run({ host, id, at: now() }));
    },
    postpone: (host, untilMs) => {
      note(() => statements.postpone.run({ host, until: Math.min(untilMs, now() + MAX_RETRY_AFTER_MS) }));
    },
    close: () => {
      db.close();
    },
  };
}

function prepare(db: Database.Database) {
  return {
    read: db.prepare(`SELECT ${HOST_COLUMNS} FROM gate WHERE host = ?`),
    clamp: db.prepare(
      `UPDATE gate SET last_ms = min(last_ms, @at),
         not_before_ms = min(not_before_ms - max(0, last_ms - @at), @latest)
       WHERE host = @host AND (last_ms > @at OR not_before_ms > @latest)`,
    ),
    hold: db.prepare(
      `INSERT INTO gate (host, last_ms, holder, machine, pid, hold_ms) VALUES (@host, @at, @id, @machine, @pid, @holdMs)
       ON CONFLICT (host) DO UPDATE SET last_ms = @at, holder = @id, machine = @machine, pid = @pid, hold_ms = @holdMs`,
    ),
    renew: db.prepare('UPDATE gate SET last_ms = @at WHERE host = @host AND holder = @id'),
    // The end counts even when the lease has passed to another process in the meantime (a laptop that slept).
    release: db.prepare('UPDATE gate SET last_ms = @at, holder = nullif(holder, @id) WHERE host = @host'),
    postpone: db.prepare(
      `INSERT INTO gate (host, not_before_ms) VALUES (@host, @until)
       ON CONFLICT (host) DO UPDATE SET not_before_ms = max(not_before_ms, @until)`,
    ),
  };
}
