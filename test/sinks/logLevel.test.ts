import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../src/model/events.js';
import { LOG_LEVELS, type LogLevel } from '../../src/model/logLevel.js';
import { isShownAt } from '../../src/sinks/logLevel.js';
import { SAMPLE_EVENTS } from './sampleEvents.js';
import { SCRAPE_EVENTS } from './scrapeEvents.js';

const rom = { system: 'nes', rom: './a.nes' };
const done = (outcome: Extract<EventBody, { type: 'rom.done' }>['outcome']): EventBody => ({
  type: 'rom.done',
  ...rom,
  index: 1,
  total: 1,
  media: 0,
  detail: null,
  outcome,
});
const skipped = (failed: boolean): EventBody => ({ type: 'system.skipped', system: 'nes', reason: 'why', failed });
const stamped = (event: EventBody) => ({ v: 1, t: '2026-01-08T00:00:00.000Z', ...event }) as const;

describe('isShownAt', () => {
  it.each<[string, EventBody, LogLevel]>([
    ['a ROM that failed', done('failed'), 'error'],
    ['a ROM that is not known', done('unmatched'), 'error'],
    ['a ROM that was scraped', done('scraped'), 'info'],
    ['a ROM that was skipped', done('skipped'), 'info'],
    ['a ROM that was left', done('left'), 'info'],
    ['a ROM in a dry run', done('planned'), 'info'],
    ['a system that failed', skipped(true), 'error'],
    ['a system with nothing to do', skipped(false), 'warning'],
    ['a warning', { type: 'warning', message: 'careful' }, 'warning'],
    ['a retry', { type: 'retry', what: 'it', attempt: 1, of: 3, delayMs: 1, reason: 'why' }, 'warning'],
    ['a medium that cannot be had', { type: 'media.failed', ...rom, kind: 'covers', reason: 'why' }, 'warning'],
    [
      'entries without a file',
      { type: 'gamelist.missing', system: 'nes', entries: 1, present: 0, paths: ['./a'], pruned: false },
      'warning',
    ],
    ['a game that failed', { type: 'game.failed', id: '1', name: 'A', reason: 'why', tries: 1, final: true }, 'error'],
    ['a catalog that was not read', { type: 'crawl.ended', outcome: 'failed', reason: 'why' }, 'error'],
    ['a catalog that was', { type: 'crawl.ended', outcome: 'complete', reason: null }, 'info'],
    ['a record that makes no sense', { type: 'record.skipped', id: null, page: 1, reason: 'why' }, 'warning'],
    ['a file that is none', { type: 'file.skipped', file: 'a', failed: true, reason: 'why' }, 'error'],
    ['a file that is passed over', { type: 'file.skipped', file: 'a', failed: false, reason: 'why' }, 'info'],
    [
      'a medium that was stored',
      { type: 'media.stored', ...rom, kind: 'covers', file: 'a', bytes: 1, reused: false },
      'verbose',
    ],
    ['the beginning of a system', { type: 'system.started', system: 'nes', fullname: 'NES', roms: 1 }, 'info'],
  ])('shows %s', (_, event, least) => {
    const shown = LOG_LEVELS.filter((level) => isShownAt(level, stamped(event)));
    expect(shown).toEqual(LOG_LEVELS.slice(LOG_LEVELS.indexOf(least)));
  });

  it('shows everything from verbose on, and at info everything but the intermediate steps', () => {
    const shownAt = (level: LogLevel) =>
      new Set(SCRAPE_EVENTS.filter((event) => isShownAt(level, stamped(event))).map(({ type }) => type));
    const all = new Set(SCRAPE_EVENTS.map(({ type }) => type));
    expect([shownAt('verbose'), shownAt('debug')]).toEqual([all, all]);
    const told = shownAt('info');
    expect([...all].filter((type) => !told.has(type))).toEqual(['rom.identified', 'media.stored']);
  });

  it('shows only failures, warnings and the summary when quiet', () => {
    const shown = [...SAMPLE_EVENTS, ...SCRAPE_EVENTS.map(stamped)].filter((event) => isShownAt('quiet', event));
    expect(new Set(shown.map(({ type }) => type))).toEqual(
      new Set([
        ...['warning', 'retry', 'record.skipped', 'game.failed', 'media.failed', 'gamelist.missing', 'system.skipped'],
        ...['summary', 'scrape.summary', 'publish.summary'],
      ]),
    );
  });
});
