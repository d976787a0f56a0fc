import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Gate, openGate } from '../../src/archive/gate.js';
import { askGate } from '../../src/archive/gateFile.js';
import { nextOpening } from '../../src/archive/gateRule.js';
import { readGate } from '../../src/archive/readGate.js';
import { ArchiveError } from '../../src/model/errors.js';
import type { Lease } from '../../src/model/hostGate.js';

const HOST = 'www.smwcentral.net:443';
const PAGE = { gapMs: 70_000 };
const ZIP = { gapMs: 12_000 };
const DAY_MS = 86_400_000;

let folder: string;
let file: string;
let clock: number;
let warnings: string[];
let opened: Gate[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-gate-'));
  file = join(folder, 'state', 'gate.db');
  clock = Date.UTC(2026, 0, 1);
  warnings = [];
  opened = [];
});
afterEach(() => {
  for (const gate of opened) gate.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A gate as another run would open it. */
function gateAt(path = file): Gate {
  const gate = openGate(path, { now: () => clock, warn: (message) => warnings.push(message) });
  opened.push(gate);
  return gate;
}

function taken(gate: Gate, host: string, options: { gapMs: number }): Lease {
  const turn = gate.take(host, options);
  if (!turn.granted) return expect.fail(`not granted: ${turn.reason}, ${turn.waitMs} ms`);
  return turn.lease;
}

describe('one host', () => {
  test('is open at first', () => {
    const gate = gateAt();
    taken(gate, HOST, PAGE);
  });

  test('is closed for the gap after the end of a request, for every run', () => {
    const lease = taken(gateAt(), HOST, PAGE);
    clock += 5000;
    opened[0]?.release(lease);
    const later = gateAt();
    expect(later.take(HOST, PAGE)).toEqual({ granted: false, waitMs: 70_000, reason: 'gap' });
    clock += 69_999;
    expect(later.take(HOST, PAGE)).toEqual({ granted: false, waitMs: 1, reason: 'gap' });
    clock += 1;
    taken(later, HOST, PAGE);
  });

  test('applies each request’s own gap', () => {
    const gate = gateAt();
    gate.release(taken(gate, HOST, PAGE));
    expect(gate.take(HOST, ZIP)).toMatchObject({ waitMs: 12_000 });
    clock += 12_000;
    gate.release(taken(gate, HOST, ZIP));
    expect(gate.take(HOST, PAGE)).toMatchObject({ waitMs: 70_000 });
  });

  test('allows one request at a time, even without a gap', () => {
    const gate = gateAt();
    const lease = taken(gate, HOST, { gapMs: 0 });
    const other = gateAt();
    expect(other.take(HOST, { gapMs: 0 })).toMatchObject({ granted: false, reason: 'held' });
    gate.release(lease);
    taken(other, HOST, { gapMs: 0 });
  });

  test('does not affect other hosts', () => {
    const gate = gateAt();
    taken(gate, 'www.smwcentral.net:443', PAGE);
    taken(gate, 'dl.smwcentral.net:443', ZIP);
    taken(gate, 'www.smwcentral.net:80', ZIP);
  });
});

describe('a request in flight', () => {
  test.each([0, 4000, 12_000])('keeps its turn of %i ms for as long as it is renewed', (gapMs) => {
    const gate = gateAt();
    const lease = taken(gate, HOST, { gapMs });
    expect(lease.renewMs).toBeLessThanOrEqual(3000);
    for (let beats = 0; beats < 100; beats++) {
      // Some renewals may come late.
      clock += beats % 10 === 0 ? 2 * lease.renewMs : lease.renewMs;
      expect(gate.take(HOST, { gapMs: 0 })).toMatchObject({ granted: false, reason: 'held' });
      gate.renew(lease);
    }
  });

  test('holds the gate no longer than the gap once it is silent, but its end still counts', () => {
    const gate = gateAt();
    const silent = taken(gate, HOST, ZIP);
    clock += 11_999;
    expect(gate.take(HOST, ZIP)).toMatchObject({ granted: false, reason: 'held' });
    clock += 1;
    const next = taken(gateAt(), HOST, ZIP);
    clock += 100;
    gate.renew(silent);
    gate.release(silent);
    expect(gate.take(HOST, ZIP)).toMatchObject({ granted: false, reason: 'held' });
    gate.release(next);
    expect(gate.take(HOST, ZIP)).toEqual({ granted: false, waitMs: 12_000, reason: 'gap' });
  });

  test('is kept alive only by its own renewals', () => {
    const gate = gateAt();
    const silent = taken(gate, HOST, ZIP);
    clock += 12_000;
    taken(gate, HOST, ZIP);
    clock += 11_999;
    gate.renew(silent);
    clock += 1;
    taken(gate, HOST, ZIP);
  });
});

describe('a dead process', () => {
  const NO_PROCESS = 2 ** 30;

  test.each([
    ['on this machine is not waited for', hostname(), 'gap'],
    ['on another machine is not known to have', 'another machine', 'held'],
  ])('%s', (_, machine, reason) => {
    const gate = gateAt();
    taken(gate, HOST, ZIP);
    const db = new Database(file);
    db.prepare('UPDATE gate SET machine = ?, pid = ?').run(machine, NO_PROCESS);
    db.close();
    expect(gate.take(HOST, ZIP)).toEqual({ granted: false, waitMs: 12_000, reason });
  });
});

describe('a wait demanded by the host', () => {
  test('is obeyed in later runs, and is only ever extended', () => {
    gateAt().postpone(HOST, clock + 600_000);
    gateAt().postpone(HOST, clock + 300_000);
    const later = gateAt();
    expect(later.take(HOST, ZIP)).toEqual({ granted: false, waitMs: 600_000, reason: 'asked' });
    clock += 600_000;
    taken(later, HOST, ZIP);
  });

  test('does not shorten the gap', () => {
    const gate = gateAt();
    const lease = taken(gate, HOST, PAGE);
    gate.postpone(HOST, clock + 1000);
    gate.release(lease);
    expect(gate.take(HOST, PAGE)).toEqual({ granted: false, waitMs: 70_000, reason: 'gap' });
  });

  test('is obeyed for a day at most', () => {
    const gate = gateAt();
    gate.postpone(HOST, clock + 30 * DAY_MS);
    expect(gate.take(HOST, ZIP)).toMatchObject({ waitMs: DAY_MS });
  });
});

describe('a clock that is set back', () => {
  test('makes nobody wait longer than the gap', () => {
    const gate = gateAt();
    gate.release(taken(gate, HOST, PAGE));
    clock -= 30 * DAY_MS;
    expect(gate.take(HOST, PAGE)).toEqual({ granted: false, waitMs: 70_000, reason: 'gap' });
    clock += 70_000;
    taken(gate, HOST, PAGE);
  });

  test('keeps what was left of a demanded wait', () => {
    const gate = gateAt();
    const lease = taken(gate, HOST, PAGE);
    gate.postpone(HOST, clock + 600_000);
    gate.release(lease);
    clock -= 3_600_000;
    const later = gateAt();
    const gapOf = () => PAGE.gapMs;
    expect(readGate(file, { sites: [], gapOf, at: clock })).toEqual([
      { host: HOST, atMs: clock + 600_000, reason: 'asked' },
    ]);
    expect(later.take(HOST, PAGE)).toEqual({ granted: false, waitMs: 600_000, reason: 'asked' });
    clock += 600_000;
    taken(later, HOST, PAGE);
  });

  test('still lets a dead holder expire', () => {
    const gate = gateAt();
    taken(gate, HOST, ZIP);
    clock -= DAY_MS;
    expect(gate.take(HOST, ZIP)).toEqual({ granted: false, waitMs: 12_000, reason: 'held' });
    clock += 12_000;
    taken(gate, HOST, ZIP);
  });
});

test('the gate never opens before the gap has passed, before a demanded wait ends, or during a request', () => {
  const time = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(time, time, fc.boolean(), time, time, (lastMs, notBeforeMs, held, gapMs, now) => {
      const { atMs } = nextOpening({ lastMs, notBeforeMs, held }, gapMs, now);
      if (atMs > now) expect(atMs).toBeLessThanOrEqual(Math.max(lastMs + gapMs, notBeforeMs, now + 250));
      else expect([held, atMs >= lastMs + gapMs, notBeforeMs <= now]).toEqual([false, true, true]);
    }),
  );
});

describe('the file', () => {
  test.each([
    [
      'that is no database',
      (path: string) => {
        writeFileSync(path, 'no database, but long enough to be one. '.repeat(200));
      },
    ],
    [
      'whose table is of another make',
      (path: string) => {
        new Database(path).exec('CREATE TABLE gate (x)').close();
      },
    ],
  ])('%s is moved aside with a warning', (_, damage) => {
    gateAt();
    const broken = join(folder, 'broken.db');
    damage(broken);
    const before = readFileSync(broken);
    taken(gateAt(broken), HOST, PAGE);
    expect(warnings).toEqual([expect.stringContaining(`${broken}.damaged`)]);
    expect(readFileSync(`${broken}.damaged`)).toEqual(before);
  });

  test('that is damaged stops none of those who find that out at the same moment', async () => {
    const files = Array.from({ length: 200 }, (_, round) => join(folder, `broken-${round}.db`));
    for (const broken of files) writeFileSync(broken, 'no database, but long enough to be one. '.repeat(200));
    const openers = 2;
    const opened = z.object({ failures: z.array(z.string()), warnings: z.int() });
    const workerData = { files, openers, arrived: new Int32Array(new SharedArrayBuffer(4 * files.length)) };
    const execArgv = ['--import', new URL('../tsLoader.mjs', import.meta.url).href];
    const threads = Array.from(
      { length: openers },
      () => new Worker(new URL('gateOpener.ts', import.meta.url), { workerData, execArgv }),
    );
    const ended = await Promise.all(threads.map(async (thread) => opened.parse((await once(thread, 'message'))[0])));
    // Each file is moved once: a second time, it would be the new one.
    expect(ended.flatMap(({ failures }) => failures)).toEqual([]);
    expect(ended.reduce((sum, { warnings: moved }) => sum + moved, 0)).toBe(files.length);
  });

  test('causes a plain error if it cannot be opened', () => {
    writeFileSync(join(folder, 'state'), 'a file where a folder should be');
    expect(() => gateAt()).toThrow(ArchiveError);
    expect(() => gateAt(folder)).toThrow(/^The request gate .* cannot be used \(SQLITE_CANTOPEN/);
  });

  test('says that another program is using it', () => {
    gateAt();
    const other = new Database(file, { timeout: 0 });
    const third = new Database(file, { timeout: 0 });
    other.exec('BEGIN IMMEDIATE');
    expect(() => askGate(file, () => third.exec('BEGIN IMMEDIATE'))).toThrow(
      `The request gate ${file} cannot be used (SQLITE_BUSY): another program is using it; close that program and run again.`,
    );
    for (const db of [other, third]) db.close();
  });

  test.skipIf(process.platform === 'win32').each(['', '-journal'])('is refused if it is a pipe (%j)', (suffix) => {
    mkdirSync(dirname(file));
    execFileSync('mkfifo', [`${file}${suffix}`]);
    expect(() => gateAt()).toThrow(
      new ArchiveError(`Cannot read ${file}${suffix}: it is a device, a pipe or a socket, not a file; move it away.`),
    );
  });

  test('causes only a warning if it fails during a request', () => {
    const gate = gateAt();
    const lease = taken(gate, HOST, PAGE);
    const other = new Database(file);
    other.exec('DROP TABLE gate');
    other.close();
    gate.renew(lease);
    gate.postpone(HOST, clock);
    gate.release(lease);
    expect(warnings).toHaveLength(3);
    expect(() => gate.take(HOST, PAGE)).toThrow(ArchiveError);
  });

  test('is all that is left behind', () => {
    const gate = gateAt();
    gate.release(taken(gate, HOST, PAGE));
    expect(existsSync(`${file}-journal`)).toBe(false);
  });
});

describe('other processes', () => {
  const running: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of running.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
  });

  function start(gapMs: number, rounds: number) {
    const loader = new URL('../tsLoader.mjs', import.meta.url).href;
    const script = fileURLToPath(new URL('gateHolder.ts', import.meta.url));
    const args = ['--import', loader, script, file, String(gapMs), String(rounds)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    running.push(child);
    return child;
  }

  test('take turns, each a gap after the end of the previous request', async () => {
    const gapMs = 40;
    const outputs = await Promise.all(
      [start(gapMs, 6), start(gapMs, 6), start(gapMs, 6)].map((child) => child.stdout.setEncoding('utf8').toArray()),
    );
    const requests = outputs
      .flatMap((output) => output.join('').trim().split('\n'))
      .map((line) => line.split(' ').map(Number))
      .map(([from = NaN, to = NaN]) => ({ from, to }))
      .sort((a, b) => a.from - b.from);
    expect(requests).toHaveLength(18);
    for (const [index, { from }] of requests.slice(1).entries()) {
      expect(from - (requests[index]?.to ?? NaN)).toBeGreaterThanOrEqual(gapMs);
    }
  });

  test('hold the host while they live; once killed, they block it no longer than the gap', async () => {
    const child = start(70_000, 0);
    expect(String(await once(child.stdout, 'data'))).toContain('granted');
    const gate = gateAt();
    clock = Date.now();
    expect(gate.take('host:1', ZIP)).toMatchObject({ granted: false, reason: 'held' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    clock = Date.now();
    expect(gate.take('host:1', ZIP)).toMatchObject({ granted: false, reason: 'gap' });
    clock += 12_000;
    taken(gate, 'host:1', ZIP);
  });
});
