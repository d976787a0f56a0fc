import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AccountGate, type AccountLease, openAccountGate } from '../../src/archive/accountGate.js';
import { accountKey } from '../../src/archive/accountKey.js';
import type { AccountLimits } from '../../src/archive/accountRule.js';
import { openGate } from '../../src/archive/gate.js';
import { ArchiveError } from '../../src/model/errors.js';
import { newFolder, query } from './archiveFolder.js';

const ACCOUNT = accountKey('api.screenscraper.fr:443', 'mario');
const DAY_MS = 86_400_000;
/** A minute, and a margin for the way to the site. */
const MINUTE_MS = 61_000;
const TWO: AccountLimits = { threads: 2, perMinute: null };

let file: string;
let clock: number;
let warnings: string[];
let opened: { readonly close: () => void }[];

beforeEach(() => {
  file = join(newFolder(), 'state', 'gate.db');
  clock = Date.UTC(2026, 0, 1);
  warnings = [];
  opened = [];
});
afterEach(() => {
  for (const gate of opened) gate.close();
});

/** A gate as another run would open it. */
function gateAt(path = file): AccountGate {
  const gate = openAccountGate(path, { now: () => clock, warn: (message) => warnings.push(message) });
  opened.push(gate);
  return gate;
}

function taken(gate: AccountGate, limits: AccountLimits, account = ACCOUNT): AccountLease {
  const turn = gate.take(account, limits);
  if (!turn.granted) return expect.fail(`not granted: ${turn.reason}, ${turn.waitMs} ms`);
  return turn.lease;
}

describe('threads', () => {
  test('are shared by all runs', () => {
    const [here, there] = [gateAt(), gateAt()];
    const first = taken(here, TWO);
    taken(there, TWO);
    for (const gate of [here, there]) {
      expect(gate.take(ACCOUNT, TWO)).toEqual({ granted: false, waitMs: 100, reason: 'threads' });
    }
    here.release(first);
    taken(there, TWO);
  });

  test('may become fewer or more', () => {
    const gate = gateAt();
    const lease = taken(gate, TWO);
    expect(gate.take(ACCOUNT, { threads: 1, perMinute: null })).toMatchObject({ granted: false, reason: 'threads' });
    gate.release(lease);
    taken(gate, { threads: 0, perMinute: null });
    expect(gate.take(ACCOUNT, { threads: 0, perMinute: null })).toMatchObject({ granted: false });
  });

  test('of a run that shows no sign of life are freed', () => {
    const gate = gateAt();
    const [silent, lively] = [taken(gate, TWO), taken(gate, TWO)];
    for (let ms = 0; ms < 18_000; ms += lively.renewMs) {
      clock += lively.renewMs;
      gate.renew(lively);
      expect(gate.take(ACCOUNT, TWO)).toMatchObject({ granted: false });
    }
    clock += 3000;
    taken(gate, TWO);
    // It finishes late, and takes no one else's slot.
    gate.renew(silent);
    gate.release(silent);
    expect(gate.take(ACCOUNT, TWO)).toMatchObject({ granted: false });
  });

  test('of a dead process are freed at once', async () => {
    const gate = gateAt();
    taken(gate, TWO);
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    await once(child, 'exit');
    const db = new Database(file);
    db.prepare('UPDATE account_request SET pid = ?').run(child.pid);
    db.close();
    const one = { threads: 1, perMinute: null };
    taken(gate, one);
    expect(gate.take(ACCOUNT, one)).toMatchObject({ granted: false });
  });

  test('of another machine are not taken for dead by their process id', () => {
    const gate = gateAt();
    taken(gate, TWO);
    const db = new Database(file);
    db.exec("UPDATE account_request SET machine = 'another', pid = 999999999");
    db.close();
    expect(gate.take(ACCOUNT, { threads: 1, perMinute: null })).toMatchObject({ granted: false });
  });
});

describe('requests a minute', () => {
  const three: AccountLimits = { threads: 9, perMinute: 3 };

  test('count from the start of each request, for all runs', () => {
    const [here, there] = [gateAt(), gateAt()];
    here.release(taken(here, three));
    clock += 1000;
    taken(there, three);
    clock += 1000;
    here.release(taken(here, three));
    expect(there.take(ACCOUNT, three)).toEqual({ granted: false, waitMs: MINUTE_MS - 2000, reason: 'minute' });
    clock += MINUTE_MS - 2001;
    expect(here.take(ACCOUNT, three)).toEqual({ granted: false, waitMs: 1, reason: 'minute' });
    clock += 1;
    taken(here, three);
    expect(here.take(ACCOUNT, three)).toEqual({ granted: false, waitMs: 1000, reason: 'minute' });
  });

  test('are still counted in a later run', () => {
    const gate = gateAt();
    for (let count = 0; count < 3; count++) gate.release(taken(gate, three));
    gate.close();
    opened = [];
    expect(gateAt().take(ACCOUNT, three)).toMatchObject({ granted: false, reason: 'minute' });
  });

  test('keep the last reported limit for a run that does not know it yet', () => {
    const unknown: AccountLimits = { threads: 1, perMinute: null };
    const gate = gateAt();
    gate.release(taken(gate, unknown));
    gate.release(taken(gate, { threads: 9, perMinute: 2 }));
    gate.close();
    opened = [];
    const later = gateAt();
    expect(later.take(ACCOUNT, unknown)).toEqual({ granted: false, waitMs: MINUTE_MS, reason: 'minute' });
    later.release(taken(later, three));
    expect(later.take(ACCOUNT, unknown)).toMatchObject({ granted: false, reason: 'minute' });
    taken(later, unknown, accountKey('api.screenscraper.fr:443', 'luigi'));
  });

  test('include those begun before the limit was lowered', () => {
    const gate = gateAt();
    for (let count = 0; count < 3; count++) {
      gate.release(taken(gate, three));
      clock += 1000;
    }
    const waitMs = MINUTE_MS - 1000;
    expect(gate.take(ACCOUNT, { threads: 9, perMinute: 1 })).toEqual({ granted: false, waitMs, reason: 'minute' });
  });

  test('are forgotten once they no longer count', () => {
    const gate = gateAt();
    for (let count = 0; count < 50; count++) {
      gate.release(taken(gate, { threads: 9, perMinute: null }));
      clock += 10_000;
    }
    expect(query(file, 'SELECT id FROM account_request').length).toBeLessThan(8);
  });
});

describe('a wait demanded by the site', () => {
  test('is obeyed by all runs, and is only ever extended', () => {
    gateAt().postpone(ACCOUNT, clock + 90_000);
    gateAt().postpone(ACCOUNT, clock + 30_000);
    const gate = gateAt();
    expect(gate.take(ACCOUNT, TWO)).toEqual({ granted: false, waitMs: 90_000, reason: 'asked' });
    clock += 90_000;
    taken(gate, TWO);
  });

  test('does not shorten the wait for the minute to pass', () => {
    const gate = gateAt();
    gate.release(taken(gate, { threads: 1, perMinute: 1 }));
    gate.postpone(ACCOUNT, clock + 10);
    const turn = gate.take(ACCOUNT, { threads: 1, perMinute: 1 });
    expect(turn).toEqual({ granted: false, waitMs: MINUTE_MS, reason: 'minute' });
  });

  test('is obeyed for a day at most', () => {
    const gate = gateAt();
    gate.postpone(ACCOUNT, clock + 30 * DAY_MS);
    expect(gate.take(ACCOUNT, TWO)).toMatchObject({ waitMs: DAY_MS });
  });
});

test('another account, or the same at another site, has limits of its own', () => {
  const gate = gateAt();
  const one = { threads: 1, perMinute: 1 };
  taken(gate, one);
  taken(gate, one, accountKey('api.screenscraper.fr:443', 'luigi'));
  taken(gate, one, accountKey('127.0.0.1:8080', 'mario'));
  gate.postpone(accountKey('127.0.0.1:8080', 'peach'), clock + 1000);
  expect(gate.take(ACCOUNT, one)).toMatchObject({ reason: 'minute' });
});

test('the key of an account is the same for the same user, and does not reveal who it is', () => {
  expect(accountKey('a:443', ' Mario ')).toBe(accountKey('a:443', 'mario'));
  expect(ACCOUNT).toMatch(/^api\.screenscraper\.fr:443 [0-9a-f]{16}$/);
  taken(gateAt(), TWO);
  expect(readFileSync(file).includes('mario')).toBe(false);
});

test('after the clock is set back, nobody waits longer than a minute, or than what was left of a demanded wait', () => {
  const gate = gateAt();
  const one = { threads: 1, perMinute: 1 };
  const lease = taken(gate, one);
  gate.postpone(ACCOUNT, clock + 2 * MINUTE_MS);
  gate.release(lease);
  clock -= 30 * DAY_MS;
  expect(gate.take(ACCOUNT, one)).toMatchObject({ reason: 'asked', waitMs: 2 * MINUTE_MS });
  clock += 2 * MINUTE_MS;
  taken(gate, one);
});

test('a wait of which only the end is known lasts a day at most, however far the clock was set back', () => {
  const gate = gateAt();
  gate.postpone(ACCOUNT, clock + 1000);
  clock -= 30 * DAY_MS;
  expect(gate.take(ACCOUNT, TWO)).toMatchObject({ reason: 'asked', waitMs: DAY_MS });
  clock += DAY_MS;
  taken(gate, TWO);
});

/** An action in one of two runs. */
const step = fc.record({
  run: fc.nat({ max: 1 }),
  waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 500 }), fc.integer({ min: 500, max: 40_000 })),
  release: fc.boolean(),
  obey: fc.boolean(),
});

test('two runs never have more requests in flight than threads, nor begin more in any 60 s than the limit per minute allows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(step, { minLength: 20, maxLength: 80 }),
      (threads, perMinute, steps) => {
        const path = join(newFolder(), 'gate.db');
        const runs = [gateAt(path), gateAt(path)];
        const live: { readonly gate: AccountGate; readonly lease: AccountLease }[] = [];
        const begun: number[] = [];
        for (const { run, waitMs, release, obey } of steps) {
          clock += waitMs;
          // Time passes, so live requests are renewed.
          for (const { gate, lease } of live) gate.renew(lease);
          const oldest = release ? live.shift() : undefined;
          oldest?.gate.release(oldest.lease);
          const gate = runs[run] ?? expect.fail('no run');
          let turn = gate.take(ACCOUNT, { threads, perMinute });
          if (!turn.granted && obey && turn.reason === 'minute') {
            clock += turn.waitMs;
            for (const each of live) each.gate.renew(each.lease);
            turn = gate.take(ACCOUNT, { threads, perMinute });
            expect(turn).toSatisfy((now: typeof turn) => now.granted || now.reason === 'threads');
          }
          if (!turn.granted) continue;
          live.push({ gate, lease: turn.lease });
          begun.push(clock);
          expect(live.length).toBeLessThanOrEqual(threads);
          expect(begun.filter((at) => at > clock - 60_000).length).toBeLessThanOrEqual(perMinute);
        }
        for (const gate of runs) gate.close();
        opened = [];
        expect(begun.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 40 },
  );
});

describe('the file', () => {
  test('is the same that holds the hosts’ gates', () => {
    const hosts = openGate(file, { now: () => clock, warn: (message) => expect.fail(message) });
    opened.push(hosts);
    taken(gateAt(), TWO);
    expect(hosts.take('h:1', { gapMs: 0 })).toMatchObject({ granted: true });
    expect(warnings).toEqual([]);
  });

  test('of an older version gets what it lacks, and keeps what it holds', () => {
    openGate(file, { now: () => clock, warn: (message) => expect.fail(message) }).close();
    const old = new Database(file);
    old.exec("DROP TABLE account_request; DROP TABLE account_wish; INSERT INTO gate (host) VALUES ('h:1')");
    old.close();
    taken(gateAt(), TWO);
    expect(query(file, 'SELECT host FROM gate')).toEqual([{ host: 'h:1' }]);
    expect(warnings).toEqual([]);
  });

  test('is moved aside with a warning if its tables have another schema', () => {
    gateAt();
    const other = join(newFolder(), 'gate.db');
    new Database(other).exec('CREATE TABLE account_request (x)').close();
    taken(gateAt(other), TWO);
    expect(warnings).toEqual([expect.stringContaining(`${other}.damaged`)]);
  });

  test('causes only a warning if it fails during a request, but a plain error before one', () => {
    const gate = gateAt();
    const lease = taken(gate, TWO);
    const other = new Database(file);
    other.exec('DROP TABLE account_request; DROP TABLE account_wish');
    other.close();
    gate.renew(lease);
    gate.postpone(ACCOUNT, clock);
    gate.release(lease);
    expect(warnings).toHaveLength(3);
    expect(() => gate.take(ACCOUNT, TWO)).toThrow(ArchiveError);
  });
});
