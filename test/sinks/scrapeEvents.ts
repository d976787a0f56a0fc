import type { EventBody } from '../../src/model/events.js';

const counts = { total: 4, scraped: 1, skipped: 1, unmatched: 1, failed: 0, left: 1, planned: 0, media: 2 };
const rom = { system: 'nes', rom: './sub/Alpha Quest (USA).nes' };

/** What a scrape and a publish tell, an event of each type. */
export const SCRAPE_EVENTS: readonly EventBody[] = [
  { type: 'scrape.started', mode: 'new games and missing media', systems: 2, dryRun: false },
  { type: 'account', threads: 4, perMinute: 300, requestsToday: 112, maxPerDay: 20_000 },
  { type: 'system.started', system: 'nes', fullname: 'Nintendo Entertainment System', roms: 4 },
  { type: 'system.skipped', system: 'mugen', reason: 'ScreenScraper has no id for it.', failed: false },
  { type: 'rom.stage', ...rom, stage: 'hashing' },
  { type: 'rom.identified', ...rom, game: '7', name: 'Alpha Quest', by: 'hash', cached: false },
  {
    type: 'media.stored',
    ...rom,
    kind: 'covers',
    file: 'nes/covers/sub/Alpha Quest (USA).png',
    bytes: 9,
    reused: false,
  },
  { type: 'media.failed', ...rom, kind: 'videos', reason: 'The site has no such medium.' },
  {
    type: 'media.retired',
    ...rom,
    kind: 'fanart',
    file: 'nes/fanart/sub/Alpha Quest (USA).jpg',
    to: 'CLEANUP/nes/fanart/sub/Alpha Quest (USA).jpg',
  },
  { type: 'rom.done', ...rom, index: 1, total: 4, outcome: 'scraped', media: 2, detail: null },
  { type: 'gamelist.missing', system: 'nes', entries: 3, present: 2, paths: ['./Beta.zip'], pruned: false },
  {
    type: 'gamelist.written',
    system: 'nes',
    file: '/g/nes/gamelist.xml',
    ...{ entries: 3, added: 1, changed: 0, removed: 0, backup: null, unchanged: false },
  },
  { type: 'system.ended', system: 'nes', fullname: 'Nintendo Entertainment System', ...counts, elapsedMs: 154_000 },
  {
    type: 'scrape.summary',
    outcome: 'quota',
    dryRun: false,
    systems: 1,
    ...counts,
    requests: 5,
    mediaFailed: 1,
    gamelistsFailed: 1,
    failures: [{ system: 'nes', rom: './BadROM.nes', reason: 'No game info found from API' }],
    errorLog: '/g/errors.log',
    elapsedMs: 1_692_000,
  },
  {
    type: 'rom.published',
    id: '36840',
    name: 'Cookie Kingdom',
    file: 'Cookie Kingdom.sfc',
    outcome: 'written',
    reason: null,
  },
  {
    type: 'publish.summary',
    ...{ outcome: 'complete', dryRun: false, hacks: 2, written: 1, unchanged: 1, skipped: 0, failed: 0, media: 1 },
    elapsedMs: 12,
  },
];
