import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { showScrape } from '../../src/commands/showScrape.js';
import { ArchiveError } from '../../src/model/errors.js';
import type { EventBody } from '../../src/model/events.js';
import type { LogLevel } from '../../src/sinks/logLevel.js';
import { eventStream } from '../../src/streams/eventStream.js';
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
  readonly dryRun?: boolean;
  readonly events?: readonly EventBody[];
}

/** Shows events, and tells what came of it. */
async function show({
  json = false,
  debug = false,
  level = 'info',
  file = null,
  dryRun = false,
  events = EVENTS,
}: Shown) {
  const { host, out, err } = fakeHost({ cwd });
  const { report, events$, end } = eventStream(() => new Date('2026-01-08T10:00:00Z'));
  const settings = {
    ...{ json, debug, logging: { level, file } },
    runtime: { dry_run: dryRun, enable_cache: true },
  };
  const shown = showScrape(settings, events$, host);
  expect(shown.errorLog()).toBeNull();
  for (const event of events) report(event);
  const errorLog = shown.errorLog();
  end();
  const failure = await shown.ended.then(
    () => null,
    (error: unknown) => error,
  );
  return { out: out(), err: err(), errorLog, failure };
}

const inFolder = (name: string): string => readFileSync(join(cwd, name), 'utf8');

describe('showScrape', () => {
  it('prints lines for people, warnings to the other stream, and names the failures in a file', async () => {
    const { out, err, errorLog } = await show({});
    expect(out).toContain('Scraping Nintendo');
    expect(out).toContain('✗ [1/1] b.nes - It cannot be read.');
    expect(err).toContain('Careful.');
    expect(errorLog).toBe(join(cwd, 'errors.log'));
    expect(inFolder('errors.log')).toBe('2026-01-08T10:00:00.000Z nes/b.nes: It cannot be read.\n');
    expect(readdirSync(cwd)).toEqual(['errors.log']);
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
    expect((await show({ debug: true, level: 'error' })).err.match(/^rhtools:/gm)).toHaveLength(EVENTS.length);
  });

  it.each<LogLevel>(['error', 'info'])('prints every event as JSON, at any level: %s', async (level) => {
    const { out, err } = await show({ json: true, level });
    const types = out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(types).toMatchObject(EVENTS);
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

  it('writes no file in a dry run', async () => {
    const { errorLog, out } = await show({ dryRun: true, file: join(cwd, 'scrape.log') });
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
