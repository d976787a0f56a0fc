import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type Database from 'better-sqlite3';
import { askGate, noteInGate, openGateFile } from './gateFile.js';
import { HOST_COLUMNS, hostRow, hostState, LONGEST_WISH_MS } from './gateHost.js';
import { nextOpening, type WaitReason } from './gateRule.js';

/** Shorter gaps would take a busy process for a dead one. */
const SHORTEST_HOLD_MS = 2000;
const LONGEST_SILENCE_MS = 3000;

/** The right to make one request. Renewed while it lasts, released when it has ended. */
export interface Lease {
  readonly host: string;
  readonly id: string;
  /** How often to renew it, in milliseconds. */
  readonly renewMs: number;
}

/** The answer to asking for a turn; when to ask again, in milliseconds, if it is not yet. */
export type Turn<L = Lease, R = WaitReason> =
  | { readonly granted: true; readonly lease: L }
  | { readonly granted: false; readonly waitMs: number; readonly reason: R };

/**
 * The manners towards each host (a key such as `www.smwcentral.net:443`): one request at a time, and a gap after the end of
 * the last one, whatever process made it. Asking and getting are one transaction.
 */
export interface Gate {
  /**
   * Asks for the right to make a request.
   *
   * @throws ArchiveError - the gate's file cannot be used
   */
  readonly take: (host: string, options: { readonly gapMs: number }) => Turn;
  /** Sign of life of a request under way. A holder that dies is waited for no longer than the gap. */
  readonly renew: (lease: Lease) => void;
  /** The request has ended, now. */
  readonly release: (lease: Lease) => void;
  /** The host asks for peace until then (ms since 1970), in later runs as well; a day from now at most. */
  readonly postpone: (host: string, untilMs: number) => void;
  readonly close: () => void;
}

export interface GateDeps {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told when manners could not be kept on file; the request itself goes on. */
  readonly warn: (message: string) => void;
}

/**
 * Opens the gate's file, making it and its folder where they are missing. A damaged file is put aside with a warning.
 *
 * @throws ArchiveError - the file cannot be opened or written
 */
export function openGate(file: string, { now, warn }: GateDeps): Gate {
  const db = openGateFile(file, warn);
  const machine = hostname();
  const statements = prepare(db);

  const take = db.transaction((host: string, gapMs: number): Turn => {
    const at = now();
    // A clock that was put back must not block for longer than the gap, or than what was left of a wish: times to come are
    // brought back for good.
    statements.clamp.run({ host, at, latest: at + LONGEST_WISH_MS });
    const state = hostState(hostRow.optional().parse(statements.read.get(host)), at);
    const { atMs, reason } = nextOpening(state, gapMs, at);
    if (atMs > at) return { granted: false, waitMs: atMs - at, reason };
    const holdMs = Math.max(gapMs, SHORTEST_HOLD_MS);
    const lease = { host, id: randomUUID(), renewMs: Math.min(holdMs / 4, LONGEST_SILENCE_MS) };
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
      note(() => statements.postpone.run({ host, until: Math.min(untilMs, now() + LONGEST_WISH_MS) }));
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
    // The end counts even when the lease has gone to somebody else in the meantime (a laptop that slept).
    release: db.prepare('UPDATE gate SET last_ms = @at, holder = nullif(holder, @id) WHERE host = @host'),
    postpone: db.prepare(
      `INSERT INTO gate (host, not_before_ms) VALUES (@host, @until)
       ON CONFLICT (host) DO UPDATE SET not_before_ms = max(not_before_ms, @until)`,
    ),
  };
}
