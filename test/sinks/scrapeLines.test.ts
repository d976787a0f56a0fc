import { describe, expect, it } from 'vitest';
import { EVENT_VERSION } from '../../src/model/eventVersion.js';
import type { EventBody } from '../../src/model/events.js';
import { eventLines } from '../../src/sinks/eventLines.js';
import { SCRAPE_EVENTS } from './scrapeEvents.js';

const at = { v: EVENT_VERSION, t: '2026-01-02T03:04:05.678Z' } as const;
const lines = (event: EventBody): readonly string[] => eventLines({ ...at, ...event });
const done = (outcome: 'scraped' | 'skipped' | 'unmatched' | 'failed' | 'left' | 'planned', detail: string | null) =>
  lines({ type: 'rom.done', system: 'nes', rom: './Test.nes', index: 4, total: 15, outcome, media: 0, detail });

describe('the lines of a scrape', () => {
  it('begin with the folder of the ROMs', () => {
    const rule = '='.repeat(50);
    expect(lines({ type: 'run.started', command: 'scrape', archive: '/roms', dryRun: true })).toEqual([
      ...[rule, '  romflow scrape', rule],
      '  ROMs: /roms',
    ]);
  });

  it('match the specification', () => {
    const heavy = '='.repeat(60);
    const light = '-'.repeat(60);
    expect(SCRAPE_EVENTS.flatMap(lines)).toEqual([
      ...['Mode: new games and missing media', 'Systems: 2', heavy],
      'ScreenScraper: 4 requests at a time, 300 a minute, 112 of 20000 made today',
      ...['', heavy, 'Scraping Nintendo Entertainment System', 'Total ROMs: 4', heavy, ''],
      '  ⚠ mugen skipped: ScreenScraper has no id for it.',
      // These two are for those who want the intermediate steps.
      '  ○ sub/Alpha Quest (USA).nes: identified as Alpha Quest by hash',
      '  ○ sub/Alpha Quest (USA).nes: nes/covers/sub/Alpha Quest (USA).png (9 B)',
      '  ⚠ sub/Alpha Quest (USA).nes: videos: The site does not have this medium.',
      '  ○ sub/Alpha Quest (USA).nes: fanart moved aside to CLEANUP/nes/fanart/sub/Alpha Quest (USA).jpg',
      '  ✓ [1/4] sub/Alpha Quest (USA).nes - 2 media files',
      '  ⚠ nes: 1 of 3 entries have no file (kept; --prune removes them, or --prune --yes if there are many):',
      '      ./Beta.zip',
      '  ✓ /g/nes/gamelist.xml: 3 entries (1 added, 0 changed, 0 removed)',
      ...['', light, 'System Complete: Nintendo Entertainment System'],
      '  Total:     4',
      '  Succeeded: 1',
      '  Failed:    1',
      '  Unknown:   1',
      '  Skipped:   1',
      '  Left:      1',
      '  Time:      2m 34s',
      light,
      ...['', heavy, 'Final Summary (stopped by the quota or the service; run again later)', heavy],
      'Systems processed: 1',
      'Total ROMs:        4',
      '  Succeeded:       1',
      '  Failed:          1',
      '  Unknown:         1',
      '  Skipped:         1',
      '  Left:            1',
      'Media files:       2',
      'Media failed:      1',
      'Gamelists failed:  1',
      'Requests:          5',
      'Total time:        28m 12s',
      heavy,
      '  ✗ nes: BadROM.nes: No game info found from API',
      ...['', 'Error log written to: /g/errors.log'],
      '  ✓ 36840 Cookie Kingdom: Cookie Kingdom.sfc written',
      ...['', heavy, 'Publish: complete', heavy],
      'Hacks:     2',
      'Written:   1',
      'Unchanged: 1',
      'Skipped:   0',
      'Failed:    0',
      'Media:     1',
      'Time:      12ms',
      heavy,
    ]);
  });

  it('name the entries that are to be removed, which a dry run does not', () => {
    const counts = { entries: 3, present: 2 };
    expect(lines({ type: 'gamelist.missing', system: 'nes', ...counts, paths: ['./Beta.zip'], pruned: true })).toEqual([
      '  ⚠ nes: 1 of 3 entries have no file (to be removed from the gamelist):',
      '      ./Beta.zip',
    ]);
  });

  it('count what would be done in a dry run', () => {
    const counts = { total: 5, scraped: 0, skipped: 1, unmatched: 0, failed: 0, left: 0, planned: 4, media: 0 };
    const ended = lines({ type: 'system.ended', system: 'nes', fullname: 'NES', ...counts, elapsedMs: 5 });
    expect(ended.slice(3, -2)).toEqual([
      '  Total:     5',
      '  Succeeded: 0',
      '  Failed:    0',
      '  Skipped:   1',
      '  Planned:   4',
    ]);
  });

  const rom = { system: 'nes', rom: './Test.nes' } as const;
  const published = { type: 'rom.published', id: '3', name: 'C', file: 'C.sfc', reason: null } as const;
  it.each<[EventBody, string]>([
    [
      { type: 'account', threads: 1, perMinute: null, requestsToday: null, maxPerDay: 20_000 },
      'ScreenScraper: 1 request at a time',
    ],
    [
      { type: 'account', threads: 2, perMinute: null, requestsToday: 5, maxPerDay: null },
      'ScreenScraper: 2 requests at a time, 5 made today',
    ],
    [
      { type: 'rom.identified', ...rom, game: '7', name: 'Test', by: 'search', cached: true },
      '  ○ Test.nes: identified as Test by search (cached)',
    ],
    [
      { type: 'media.stored', ...rom, kind: 'covers', file: 'a.png', bytes: 9, reused: true },
      '  ○ Test.nes: a.png (already there)',
    ],
    [{ ...published, outcome: 'renamed' }, '  ✓ 3 C: C.sfc renamed'],
    [{ ...published, outcome: 'unchanged' }, '  ○ 3 C: C.sfc unchanged'],
    [
      { ...published, file: '', outcome: 'failed', reason: 'its blob is broken' },
      '  ✗ 3 C: failed: its blob is broken',
    ],
  ])('%j in words', (event, line) => {
    expect(lines(event)).toEqual([line]);
  });

  it('end without mentioning what did not happen', () => {
    const last = SCRAPE_EVENTS.flatMap((event) =>
      event.type === 'scrape.summary'
        ? [lines({ ...event, outcome: 'complete', mediaFailed: 0, gamelistsFailed: 0, failures: [], errorLog: null })]
        : event.type === 'publish.summary'
          ? [lines({ ...event, dryRun: true })]
          : [],
    );
    expect(last[0]).toContain('Final Summary');
    expect(last[0]?.join('\n')).not.toMatch(/Media failed|Gamelists failed|Error log/);
    expect(last[1]).toContain('Publish: complete (dry run)');
  });

  it.each([
    [false, '  ✓ /g/gamelist.xml: 1 entry (1 added, 0 changed, 0 removed)'],
    [true, '  ○ /g/gamelist.xml: unchanged (1 entry)'],
  ])('use the singular for one entry, unchanged: %s', (unchanged, line) => {
    const counts = { entries: 1, added: 1, changed: 0, removed: 0 };
    const event = { system: 'nes', file: '/g/gamelist.xml', ...counts, backup: null, unchanged };
    expect(lines({ type: 'gamelist.written', ...event })).toEqual([line]);
  });

  it.each([
    ['scraped', null, '  ✓ [4/15] Test.nes - 0 media files'],
    ['skipped', null, '  ○ [4/15] Test.nes'],
    ['unmatched', 'No game info found from API', '  ✗ [4/15] Test.nes - No game info found from API'],
    ['failed', 'It cannot be read.', '  ✗ [4/15] Test.nes - It cannot be read.'],
    ['left', 'not looked up', '  ○ [4/15] Test.nes - not looked up'],
    ['planned', 'would be scraped', '  ○ [4/15] Test.nes - would be scraped'],
  ] as const)('show a ROM that is %s', (outcome, detail, line) => {
    expect(done(outcome, detail)).toEqual([line]);
  });
});
