import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showRun } from '../../src/commands/showRun.js';
import { serveOnLoopback } from '../../src/demo/loopback.js';
import { ArchiveError, UsageError } from '../../src/model/errors.js';
import { type EventBody, type RunEvent, runEvent } from '../../src/model/events.js';
import type { LogLevel } from '../../src/model/logLevel.js';
import { fakeHost } from './fakeHost.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'romflow-show-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true, maxRetries: 5 });
});

const done = { type: 'rom.done', system: 'nes', rom: './a.nes', index: 1, total: 1, media: 0 } as const;
const EVENTS: readonly EventBody[] = [
  { type: 'system.started', system: 'nes', fullname: 'Nintendo', roms: 2 },
  { type: 'warning', message: 'Careful.' },
  { ...done, outcome: 'scraped', detail: null },
  { ...done, rom: './b.nes', outcome: 'failed', detail: 'It cannot be read.' },
];

const PLANNED = { type: 'run.planned', waiting: 1, most: null, workers: 2, pageGapMs: 0, fileGapMs: 0 } as const;

const SUMMARY: EventBody = {
  type: 'summary',
  command: 'update',
  outcome: 'complete',
  dryRun: false,
  pages: 0,
  records: 0,
  skipped: 0,
  queued: 0,
  fetched: 0,
  recorded: 0,
  unchanged: 0,
  failed: 0,
  failures: [],
  waiting: 0,
  elapsedMs: 1,
};

interface Shown {
  readonly json?: boolean;
  readonly debug?: boolean;
  readonly level?: LogLevel;
  readonly file?: string | null;
  readonly logFile?: string | null;
  readonly errors?: boolean;
  /** Gives the disk time to fail between events. */
  readonly slow?: boolean;
  readonly events?: readonly EventBody[];
}

/** Shows events, and returns the result. */
async function show({
  json = false,
  debug = false,
  level = 'info',
  file = null,
  logFile = null,
  errors = true,
  slow = false,
  events = EVENTS,
}: Shown) {
  const { host, out, err } = fakeHost({ cwd });
  const show = { json, ui: false, debug, level, logFile };
  const lines = file === null ? null : { file, level };
  const run = { command: 'scrape', place: '/roms', dryRun: false, show, lines } as const;
  const seen: RunEvent[] = [];
  const watch = (event: RunEvent): number => seen.push(event);
  let named: string | null = null;
  const shown = showRun(
    { ...run, errors: errors ? join(cwd, 'errors.log') : null, watch },
    host,
    async ({ report, errorLog }) => {
      expect(errorLog()).toBeNull();
      for (const event of events) {
        report(event);
        if (slow) await setTimeout(20);
      }
      named = errorLog();
      return 1;
    },
  );
  const [ended] = await Promise.allSettled([shown]);
  const failure: unknown = ended.status === 'rejected' ? ended.reason : null;
  const code = ended.status === 'fulfilled' ? ended.value : null;
  return { out: out(), err: err(), errorLog: named, failure, code, seen };
}

const inFolder = (name: string): string => readFileSync(join(cwd, name), 'utf8');

describe('showRun', () => {
  it('prints lines for people, warnings to the other stream, and names failures in a file', async () => {
    const { out, err, errorLog } = await show({});
    expect(out).toContain('Scraping Nintendo');
    expect(out).toContain('✗ [1/1] b.nes - It cannot be read.');
    expect(err).toContain('Careful.');
    expect(errorLog).toBe(join(cwd, 'errors.log'));
    expect(inFolder('errors.log')).toMatch(/^20[0-9T:.-]+Z nes\/b\.nes: It cannot be read\.\n$/);
    expect(readdirSync(cwd)).toEqual(['errors.log']);
  });

  it('returns the exit code of the work, and passes every event to the observer', async () => {
    const { code, seen } = await show({});
    expect(code).toBe(1);
    expect(seen).toMatchObject([{ type: 'run.started', command: 'scrape' }, ...EVENTS]);
  });

  it('shows what was reported before the work fails, and fails with the same error', async () => {
    const { host, out } = fakeHost({ cwd });
    const show = { json: false, ui: false, debug: false, level: 'info', logFile: null } as const;
    const run = { command: 'update', place: cwd, dryRun: true, show } as const;
    const failing = showRun(run, host, ({ report }) => {
      report({ type: 'game.queued', id: '1', name: 'A hack' });
      return Promise.reject(new ArchiveError('The disk is full.'));
    });
    await expect(failing).rejects.toThrow('The disk is full.');
    expect(out()).toContain('Queued 1: A hack');
  });

  it('makes no file when nothing fails', async () => {
    expect(await show({ events: EVENTS.slice(0, 3) })).toMatchObject({ errorLog: null, failure: null });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each<[LogLevel, boolean, boolean]>([
    ['error', false, false],
    ['warning', true, false],
    ['info', true, true],
    ['debug', true, true],
  ])('prints what the level asks for: %s', async (level, warned, told) => {
    const { out, err } = await show({ level });
    expect(out).toContain('b.nes');
    expect(out.includes('a.nes')).toBe(told);
    expect(/^(?!rhtools:).*Careful\./m.test(err)).toBe(warned);
    expect(err.includes('rhtools:system.started')).toBe(level === 'debug');
  });

  it('prints every field of every event for debugging', async () => {
    expect((await show({ debug: true, level: 'error' })).err.match(/^rhtools:/gm)).toHaveLength(EVENTS.length + 1);
  });

  it.each<LogLevel>(['error', 'info'])('prints every event as JSON, at any level: %s', async (level) => {
    const { out, err } = await show({ json: true, level });
    const types = out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(types).toMatchObject([
      { type: 'run.started', command: 'scrape', archive: '/roms', dryRun: false },
      ...EVENTS,
    ]);
    expect(err).toBe('');
  });

  it('also writes the lines to a file', async () => {
    writeFileSync(join(cwd, 'scrape.log'), 'before\n');
    await show({ file: join(cwd, 'scrape.log'), level: 'warning', json: true });
    const log = inFolder('scrape.log');
    expect(log).toMatch(/^before\n.*Careful\.\n/);
    expect(log).toContain('b.nes');
    expect(log).not.toContain('a.nes');
  });

  it('writes no errors.log unless asked to', async () => {
    const { errorLog, out } = await show({ errors: false });
    expect(errorLog).toBeNull();
    expect(out).toContain('b.nes');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('shows everything else when errors.log cannot be written, and then says so', async () => {
    mkdirSync(join(cwd, 'errors.log'));
    const { failure, out } = await show({});
    expect(failure).toBeInstanceOf(ArchiveError);
    expect(String(failure)).toContain(join(cwd, 'errors.log'));
    expect(out).toContain('✗ [1/1] b.nes');
  });

  it('appends every event to a file, whatever is shown', async () => {
    const logFile = join(cwd, 'logs', 'run.ndjson');
    const { seen, out } = await show({ logFile, level: 'error' });
    const { seen: again } = await show({ logFile, json: true });
    expect(out).not.toContain('{');
    const lines = inFolder('logs/run.ndjson').trimEnd().split('\n');
    expect(lines.map((line) => runEvent.parse(JSON.parse(line)))).toEqual([...seen, ...again]);
  });

  it.each<[string, Shown, (path: string) => void, RegExp]>([
    ['a folder', { logFile: 'run.log' }, mkdirSync, /^--log-file: Cannot write .*run\.log: a folder is in its place/],
    ['a folder', { file: 'run.log' }, mkdirSync, /^logging\.file: Cannot write .*run\.log: a folder is in its place/],
    [
      'another file',
      { logFile: 'run.log' },
      (path) => {
        writeFileSync(path, 'SQLite format 3');
      },
      /^--log-file: .*run\.log is not a log of events: it does not begin with \{"v":; choose another file\.$/,
    ],
    ['errors.log', { logFile: 'errors.log' }, () => undefined, /^--log-file: .* is already used for other output/],
    [
      'the other log',
      { logFile: 'run.log', file: 'run.log' },
      () => undefined,
      /^--log-file: .* is already used for other/,
    ],
  ])('does not begin when %s is in the place of a log: %o', async (_, { logFile, file }, make, sentence) => {
    const path = (name: string | null | undefined): string | null =>
      typeof name === 'string' ? join(cwd, name) : null;
    make(join(cwd, 'run.log'));
    const { failure, seen, out } = await show({ logFile: path(logFile), file: path(file) });
    expect(failure).toBeInstanceOf(UsageError);
    expect(failure instanceof Error && failure.message).toMatch(sentence);
    expect([out, seen]).toEqual(['', []]);
  });

  it('says so when the folder of a log cannot be made', async () => {
    writeFileSync(join(cwd, 'logs'), 'a file');
    const { failure } = await show({ file: join(cwd, 'logs', 'scrape.log') });
    expect(failure).toBeInstanceOf(UsageError);
  });

  it.skipIf(!existsSync('/dev/full'))('continues, with one warning, when the disk of a log is full', async () => {
    const { code, seen, out, err, failure } = await show({ logFile: '/dev/full', slow: true });
    expect([code, failure]).toEqual([1, null]);
    expect(out).toContain('✗ [1/1] b.nes');
    const warnings = seen.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    expect(warnings.filter((message) => message !== 'Careful.')).toEqual([
      expect.stringMatching(
        /^Cannot write \/dev\/full: the disk is full; .* The rest of this run will be missing from the log\.$/,
      ),
    ]);
    expect(err).toContain('the disk is full');
  });

  it.skipIf(!existsSync('/dev/full'))('says that the log was lost, even when the work has already ended', async () => {
    const { code, err } = await show({ logFile: '/dev/full' });
    expect(code).toBe(1);
    expect(err.match(/the disk is full/g)).toHaveLength(1);
  });

  it.each([
    ['got through', () => Promise.resolve(0), 'complete'],
    ['failed', () => Promise.reject(new ArchiveError('The disk is full.')), 'failed'],
  ])(
    'has finished with its view when it %s and the webhook is notified, as the next run may have started',
    async (_, end, outcome) => {
      const view = join(cwd, 'a.json');
      const left = (): unknown => (existsSync(view) ? JSON.parse(readFileSync(view, 'utf8')) : null);
      let before: unknown = null;
      const { origin, close } = await serveOnLoopback((request, response) => {
        request.resume();
        void vi
          .waitFor(() => {
            expect((before = left())).toMatchObject({ state: 'ended' });
          })
          .finally(() => {
            writeFileSync(view, '"the next run"');
            response.end();
          });
      });
      const { host } = fakeHost({ cwd });
      const show = { json: false, ui: false, debug: false, level: 'info', logFile: null } as const;
      const run = { command: 'update', place: '/archive', dryRun: false, show, view } as const;
      const notify = { webhook: origin, onlyFailures: false };
      await showRun({ ...run, notify }, host, ({ report }) => {
        report(PLANNED);
        if (outcome === 'complete') report(SUMMARY);
        return end();
      }).catch(() => undefined);
      await close();
      expect(before).toMatchObject({ outcome });
      expect(left()).toBe('the next run');
    },
  );

  describe('with a view that cannot be written', () => {
    /** A run whose view's folder cannot be made, as a file is in its place. */
    async function leave(work: () => Promise<number>) {
      writeFileSync(join(cwd, 'runs'), 'a file');
      const { host, err } = fakeHost({ cwd });
      const place = { command: 'update', place: '/archive', dryRun: false } as const;
      const show = { json: false, ui: false, debug: false, level: 'info', logFile: null } as const;
      const run = { ...place, show, view: join(cwd, 'runs', 'a.json') };
      const [ended] = await Promise.allSettled([
        showRun(run, host, async ({ report }) => {
          report(PLANNED);
          // Long enough for a first view to have failed.
          await setTimeout(700);
          return work();
        }),
      ]);
      return { ended, err: err() };
    }

    it('says so once, at the end of a run that completes', async () => {
      const { ended, err } = await leave(() => Promise.resolve(0));
      expect(ended).toEqual({ status: 'fulfilled', value: 0 });
      expect(err).toMatch(/^romflow: The state of this run could not be written for the dashboard: .*runs.*\n$/);
    });

    it('leaves the report to the error that ended the run', async () => {
      const full = new ArchiveError('The disk is full.');
      const { ended, err } = await leave(() => Promise.reject(full));
      expect(ended).toEqual({ status: 'rejected', reason: full });
      expect(err).toBe('');
    });
  });
});
