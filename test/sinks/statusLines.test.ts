import { expect, test } from 'vitest';
import type { StatusReport } from '../../src/model/status.js';
import { statusLines } from '../../src/sinks/statusLines.js';

const NOW = '2026-01-02T03:04:05.000Z';
const nothing = { files: 0, bytes: 0 };
const report: StatusReport = {
  v: 1,
  t: NOW,
  archive: '/archive',
  holds: { games: 3, versions: 4, patches: 5, blobs: 6, attachments: 7 },
  sizes: {
    databases: { files: 2, bytes: 2_500_000 },
    zips: { files: 1, bytes: 999 },
    patch: nothing,
    rom: nothing,
    blobs: nothing,
  },
  queue: {
    pending: 3,
    downloading: 1,
    processing: 1,
    completed: 9,
    failed: 22,
    waiting: [
      { priority: 200, games: 1 },
      { priority: 100, games: 2 },
    ],
  },
  failures: [
    { id: '1', name: 'One', reason: 'The site is away.', tries: 1, final: false },
    { id: '2', name: 'Two', reason: 'There is no patch.', tries: 3, final: true },
  ],
  lastCrawl: { outcome: 'failed', startedAt: NOW, endedAt: NOW, reason: 'no JSON' },
  lastRun: { outcome: 'in_progress', startedAt: NOW, endedAt: null, reason: null },
  requests: [
    { host: 'a.test:443', nextAllowed: NOW, reason: 'free' },
    { host: 'b.test:443', nextAllowed: '2026-01-02T03:05:10.000Z', reason: 'gap' },
  ],
};

test('prints the state of an archive in words', () => {
  expect(statusLines(report)).toEqual([
    'Archive: /archive',
    '',
    '[Contents]',
    '    Games:        3, in 4 versions',
    '    Patches:      5',
    '    Blobs:        6, and 7 copies in the database',
    '    Databases:    2 files, 2.5 MB',
    '    zips/:        1 file, 999 B',
    '    patch/:       0 files, 0 B',
    '    rom/:         0 files, 0 B',
    '    blobs/:       0 files, 0 B',
    '',
    '[Queue]',
    '    Pending:      3; 1 with priority 200; 2 with priority 100',
    '    In progress:  2',
    '    Done:         9',
    '    Failed:       22',
    '',
    '[Failures] The latest 2 of 22',
    '  ✗ 1: One: The site is away. (1 try, will be retried)',
    '  ✗ 2: Two: There is no patch. (given up)',
    '  ○ romflow update retries the games that are not given up.',
    '  ○ romflow update --game-ids=ID retries one game, romflow update --retry-failed all of them.',
    '',
    '[Runs]',
    '  ✗ Last crawl:   failed, 2026-01-02 03:04:05 UTC: no JSON',
    '  ○ Last run:     in progress, 2026-01-02 03:04:05 UTC',
    '',
    '[Next request]',
    '  ✓ a.test:443: now',
    '  ○ b.test:443: 2026-01-02 03:05:10 UTC, in 1m 5s (the pause after the previous request)',
  ]);
});

test('prints runs that ended well, and failures that are all named', () => {
  const endedAt = '2026-01-03T03:04:05.000Z';
  const lines = statusLines({
    ...report,
    queue: { ...report.queue, failed: 2 },
    lastCrawl: { outcome: 'completed', startedAt: NOW, endedAt, reason: null },
    lastRun: { outcome: 'paused', startedAt: null, endedAt: null, reason: null },
  });
  expect(lines).toContain('[Failures]');
  expect(lines).toContain('  ✓ Last crawl:   completed, 2026-01-03 03:04:05 UTC');
  expect(lines).toContain('  ○ Last run:     paused');
});

test('prints a run that was killed, and what it left unfinished', () => {
  const lines = statusLines({
    ...report,
    lastRun: { outcome: 'interrupted', startedAt: NOW, endedAt: NOW, reason: null },
  });
  expect(lines).toContain('    In progress:  2, left by a run that ended early; the next run takes them up');
  expect(lines).toContain('  ○ Last run:     killed, 2026-01-02 03:04:05 UTC');
});

test('uses the singular for one of each', () => {
  const lines = statusLines({ ...report, holds: { games: 1, versions: 1, patches: 1, blobs: 1, attachments: 1 } });
  expect(lines).toContain('    Games:        1, in 1 version');
  expect(lines).toContain('    Blobs:        1, and 1 copy in the database');
});

test('says that there is no archive yet', () => {
  const idle = { pending: 0, downloading: 0, processing: 0, completed: 0, failed: 0, waiting: [] };
  const lines = statusLines({ ...report, holds: null, queue: idle, failures: [], lastCrawl: null, lastRun: null });
  expect(lines[1]).toBe('  ○ There is no archive here yet; romflow update creates one.');
  expect(lines).toContain('  ○ Last run:     none yet');
  expect(lines.join('\n')).not.toContain('[Failures]');
  expect(lines.join('\n')).not.toContain('In progress');
});
