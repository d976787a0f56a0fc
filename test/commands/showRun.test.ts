import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { showRun } from '../../src/commands/showRun.js';
import { ArchiveError } from '../../src/model/errors.js';
import type { EventBody, RunEvent } from '../../src/model/events.js';
import type { LogLevel } from '../../src/sinks/logLevel.js';
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

interface Shown {
  readonly json?: boolean;
  readonly debug?: boolean;
  readonly level?: LogLevel;
  readonly file?: string | null;
  readonly errors?: boolean;
  readonly events?: readonly EventBody[];
}

/** Shows events, and tells what came of it. */
async function show({
  json = false,
  debug = false,
  level = 'info',
  file = null,
  errors = true,
  events = EVENTS,
}: Shown) {
  const { host, out, err } = fakeHost({ cwd });
  const run = { command: 'scrape', place: '/roms', dryRun: false, json, debug, level, lines: file } as const;
  const seen: RunEvent[] = [];
  const watch = (event: RunEvent): number => seen.push(event);
  let named: string | null = null;
  const shown = showRun(
    { ...run, errors: errors ? join(cwd, 'errors.log') : null, watch },
    host,
    ({ report, errorLog }) => {
      expect(errorLog()).toBeNull();
      for (const event of events) report(event);
      named = errorLog();
      return Promise.resolve(1);
    },
  );
  const [ended] = await Promise.allSettled([shown]);
  const failure: unknown = ended.status === 'rejected' ? ended.reason : null;
  const code = ended.status === 'fulfilled' ? ended.value : null;
  return { out: out(), err: err(), errorLog: named, failure, code, seen };
}

const inFolder = (name: string): string => readFileSync(join(cwd, name), 'utf8');

describe('showRun', () => {
  it('prints lines for people, warnings to the other stream, and names the failures in a file', async () => {
    const { out, err, errorLog } = await show({});
    expect(out).toContain('Scraping Nintendo');
    expect(out).toContain('✗ [1/1] b.nes - It cannot be read.');
    expect(err).toContain('Careful.');
    expect(errorLog).toBe(join(cwd, 'errors.log'));
    expect(inFolder('errors.log')).toMatch(/^20[0-9T:.-]+Z nes\/b\.nes: It cannot be read\.\n$/);
    expect(readdirSync(cwd)).toEqual(['errors.log']);
  });

  it('gives the exit code of the work, and every event to whoever watches', async () => {
    const { code, seen } = await show({});
    expect(code).toBe(1);
    expect(seen).toMatchObject([{ type: 'run.started', command: 'scrape' }, ...EVENTS]);
  });

  it('shows what was reported before the work fails, and fails as it does', async () => {
    const { host, out } = fakeHost({ cwd });
    const run = { command: 'update', place: cwd, dryRun: true, json: false, debug: false, level: 'info' } as const;
    const failing = showRun({ ...run, lines: null, errors: null }, host, ({ report }) => {
      report({ type: 'game.queued', id: '1', name: 'A hack' });
      return Promise.reject(new ArchiveError('The disk is full.'));
    });
    await expect(failing).rejects.toThrow('The disk is full.');
    expect(out()).toContain('Queued 1: A hack');
  });

  it('makes no file where nothing fails', async () => {
    expect(await show({ events: EVENTS.slice(0, 3) })).toMatchObject({ errorLog: null, failure: null });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each<[LogLevel, boolean, boolean]>([
    ['error', false, false],
    ['warning', true, false],
    ['info', true, true],
    ['debug', true, true],
  ])('prints as much as is asked for: %s', async (level, warned, told) => {
    const { out, err } = await show({ level });
    expect(out).toContain('b.nes');
    expect(out.includes('a.nes')).toBe(told);
    expect(/^(?!rhtools:).*Careful\./m.test(err)).toBe(warned);
    expect(err.includes('rhtools:system.started')).toBe(level === 'debug');
  });

  it('prints every field of every event for those who debug', async () => {
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

  it('keeps the lines in a file as well', async () => {
    writeFileSync(join(cwd, 'scrape.log'), 'before\n');
    await show({ file: join(cwd, 'scrape.log'), level: 'warning', json: true });
    const log = inFolder('scrape.log');
    expect(log).toMatch(/^before\n.*Careful\.\n/);
    expect(log).toContain('b.nes');
    expect(log).not.toContain('a.nes');
  });

  it('writes no file unless it is told to', async () => {
    const { errorLog, out } = await show({ errors: false });
    expect(errorLog).toBeNull();
    expect(out).toContain('b.nes');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each<[string, Shown]>([
    ['errors.log', {}],
    ['scrape.log', { file: 'scrape.log' }],
  ])('shows everything else when %s cannot be written, and then says so', async (name, { file = null }) => {
    mkdirSync(join(cwd, name));
    const { failure, out } = await show({ file: file === null ? null : join(cwd, file) });
    expect(failure).toBeInstanceOf(ArchiveError);
    expect(String(failure)).toContain(join(cwd, name));
    expect(out).toContain('✗ [1/1] b.nes');
    expect(existsSync(join(cwd, 'errors.log'))).toBe(true);
  });

  it('says when the folder of the log cannot be made', async () => {
    writeFileSync(join(cwd, 'logs'), 'a file');
    const { failure, out } = await show({ file: join(cwd, 'logs', 'scrape.log') });
    expect(failure).toBeInstanceOf(ArchiveError);
    expect(out).toContain('✗ [1/1] b.nes');
  });
});
