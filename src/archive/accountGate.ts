import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Turn } from '../model/hostGate.js';
import { type AccountLimits, type AccountState, type AccountWait, nextAccountOpening } from './accountRule.js';
import type { GateDeps } from './gate.js';
import { askGate, noteInGate, openGateFile } from './gateFile.js';
import { MAX_RETRY_AFTER_MS } from './gateHost.js';
import { processAlive } from './processAlive.js';

const RENEW_MS = 3000;
/** A request silent for this long is over: its process was killed, on another machine, or its pid is now another process's. */
const MAX_SILENCE_MS = 20_000;
/** A minute, plus what a request may take to reach the site, which counts it on arrival. */
const MINUTE_MS = 61_000;

/** The right to make one request with an account. Renewed while the request is in flight, released when it has ended. */
export interface AccountLease {
  readonly id: string;
  /** How often to renew it, in milliseconds. */
  readonly renewMs: number;
}

/**
 * Enforces the limits of accounts (keyed as by `accountKey`), whichever process makes the requests. Asking and being
 * granted are one transaction.
 */
export interface AccountGate {
  /**
   * Asks for the right to make a request. A run that does not yet know its per-minute limit is bound by the one that the
   * last run was told.
   *
   * @throws ArchiveError - the gate's file cannot be used
   */
  readonly take: (account: string, limits: AccountLimits) => Turn<AccountLease, AccountWait>;
  /** Heartbeat of a request in flight. */
  readonly renew: (lease: AccountLease) => void;
  /** Notes that the request has ended. */
  readonly release: (lease: AccountLease) => void;
  /** Postpones requests until then (ms since 1970), as the site asked, in later runs as well; by a day from now at most. */
  readonly postpone: (account: string, untilMs: number) => void;
  readonly close: () => void;
}

/**
 * Opens the gate's file, as `openGate` does, for requests with an account.
 *
 * @throws ArchiveError - the file cannot be opened or written
 */
export function openAccountGate(file: string, { now, warn }: GateDeps): AccountGate {
  const db = openGateFile(file, warn);
  // There may be many requests a second: pacing state lost in a power cut matters less than waiting for the disk.
  db.pragma('synchronous = OFF');
  const machine = hostname();
  const statements = prepare(db);

  const take = db.transaction((account: string, asked: AccountLimits): Turn<AccountLease, AccountWait> => {
    const at = now();
    const limits = { ...asked, perMinute: toldPerMinute(account, asked) };
    // A clock that was set back must not block for longer than a minute, or than what was left of a postponement.
    statements.clampWish.run({ account, at, latest: at + MAX_RETRY_AFTER_MS });
    statements.clampBegun.run({ account, at });
    statements.clampSeen.run({ account, at });
    for (const { id, pid } of underWay.parse(statements.ofMachine.all({ account, machine }))) {
      if (!processAlive(pid)) statements.release.run({ id });
    }
    statements.endSilent.run({ account, before: at - MAX_SILENCE_MS });
    statements.prune.run({ account, before: at - MINUTE_MS });
    const { atMs, reason } = nextAccountOpening(stateOf(account, limits), limits, { now: at, minuteMs: MINUTE_MS });
    if (atMs > at) return { granted: false, waitMs: atMs - at, reason };
    const lease = { id: randomUUID(), renewMs: RENEW_MS };
    statements.begin.run({ id: lease.id, account, at, machine, pid: process.pid });
    return { granted: true, lease };
  });

  function toldPerMinute(account: string, { perMinute }: AccountLimits): number | null {
    if (perMinute === null) return limitRow.optional().parse(statements.limit.get({ account }))?.per_minute ?? null;
    statements.keepLimit.run({ account, perMinute });
    return perMinute;
  }

  function stateOf(account: string, { perMinute }: AccountLimits): AccountState {
    const { live } = liveRow.parse(statements.live.get({ account }));
    const wish = wishRow.optional().parse(statements.wish.get({ account }));
    // The request that must be a minute old before one more is allowed.
    const offset = perMinute === null ? null : Math.max(0, perMinute - 1);
    const full = offset === null ? undefined : begunRow.optional().parse(statements.begun.get({ account, offset }));
    return { live, notBeforeMs: wish?.not_before_ms ?? -Infinity, fullSinceMs: full?.begun_ms ?? -Infinity };
  }

  const note = (write: () => unknown): void => {
    noteInGate(file, warn, write);
  };

  return {
    take: (account, limits) => askGate(file, () => take.immediate(account, limits)),
    renew: ({ id }) => {
      note(() => statements.renew.run({ id, at: now() }));
    },
    release: ({ id }) => {
      note(() => statements.release.run({ id }));
    },
    postpone: (account, untilMs) => {
      note(() => statements.postpone.run({ account, until: Math.min(untilMs, now() + MAX_RETRY_AFTER_MS) }));
    },
    close: () => {
      db.close();
    },
  };
}

const underWay = z.array(z.object({ id: z.string(), pid: z.number() }));
const liveRow = z.object({ live: z.number() });
const wishRow = z.object({ not_before_ms: z.number() });
const limitRow = z.object({ per_minute: z.number() });
const begunRow = z.object({ begun_ms: z.number() });

function prepare(db: Database.Database) {
  return {
    clampBegun: db.prepare('UPDATE account_request SET begun_ms = @at WHERE account = @account AND begun_ms > @at'),
    clampSeen: db.prepare('UPDATE account_request SET seen_ms = @at WHERE account = @account AND seen_ms > @at'),
    // The latest heartbeat tells by how much the clock was set back.
    clampWish: db.prepare(
      `UPDATE account_wish SET not_before_ms = min(@latest, not_before_ms - max(0, coalesce(
         (SELECT max(max(begun_ms, coalesce(seen_ms, 0))) FROM account_request WHERE account = @account) - @at, 0)))
       WHERE account = @account AND not_before_ms > @at`,
    ),
    ofMachine: db.prepare(
      'SELECT id, pid FROM account_request WHERE account = @account AND machine = @machine AND seen_ms IS NOT NULL',
    ),
    endSilent: db.prepare('UPDATE account_request SET seen_ms = NULL WHERE account = @account AND seen_ms <= @before'),
    prune: db.prepare(
      'DELETE FROM account_request WHERE account = @account AND seen_ms IS NULL AND begun_ms <= @before',
    ),
    live: db.prepare('SELECT count(*) AS live FROM account_request WHERE account = @account AND seen_ms IS NOT NULL'),
    wish: db.prepare('SELECT not_before_ms FROM account_wish WHERE account = @account'),
    limit: db.prepare('SELECT per_minute FROM account_limit WHERE account = @account'),
    keepLimit: db.prepare(
      `INSERT INTO account_limit (account, per_minute) VALUES (@account, @perMinute)
       ON CONFLICT (account) DO UPDATE SET per_minute = excluded.per_minute WHERE per_minute <> excluded.per_minute`,
    ),
    begun: db.prepare(
      'SELECT begun_ms FROM account_request WHERE account = @account ORDER BY begun_ms DESC LIMIT 1 OFFSET @offset',
    ),
    begin: db.prepare(
      `INSERT INTO account_request (id, account, begun_ms, seen_ms, machine, pid)
       VALUES (@id, @account, @at, @at, @machine, @pid)`,
    ),
    renew: db.prepare('UPDATE account_request SET seen_ms = @at WHERE id = @id AND seen_ms IS NOT NULL'),
    release: db.prepare('UPDATE account_request SET seen_ms = NULL WHERE id = @id'),
    postpone: db.prepare(
      `INSERT INTO account_wish (account, not_before_ms) VALUES (@account, @until)
       ON CONFLICT (account) DO UPDATE SET not_before_ms = max(not_before_ms, @until)`,
    ),
  };
}
