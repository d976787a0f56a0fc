import { PassThrough, Writable } from 'node:stream';
import { from, of } from 'rxjs';
import { expect, test } from 'vitest';
import type { EventBody, RunEvent } from '../../src/model/events.js';
import { plainLog } from '../../src/sinks/plainLog.js';
import { written } from '../written.js';
import { SAMPLE_EVENTS } from './sampleEvents.js';
import { SCRAPE_EVENTS } from './scrapeEvents.js';

async function print(events: readonly RunEvent[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  await plainLog(from(events), stdout, stderr);
  return { out: written(stdout), err: written(stderr) };
}

test('prints a run in words', async () => {
  const { out, err } = await print(SAMPLE_EVENTS);
  expect(out.split('\n')).toEqual([
    '==================================================',
    '  romflow update',
    '==================================================',
    '  Archive: /smw',
    '  Base ROM: /smw/smw.sfc',
    '  ○ Waiting 1m 10s for www.smwcentral.net: the site’s pace',
    '',
    '[Catalog] Reading the catalog of SMW Central...',
    '  ○ Starting a routine crawl: the last full one was 3 days ago',
    '  ✓ Page 1/12: 50 records, 2 new or changed',
    '  ○ Queued 12: Hack A',
    '  ○ Queued 13: Hack B',
    '  ✓ Page 2: 3 records, 0 new or changed (from the interrupted crawl)',
    '  ✓ Catalog read',
    '',
    '[Games] Downloading, patching, sealing and recording...',
    'Processing game 12: Hack A',
    '  ○ download of 12: try 1 of 3 failed (no answer), retrying in 2.5s',
    '  ✓ 12: downloaded to zips/12.zip (346 kB)',
    '  ✓ 12: a.bps applied',
    '  ○ 12: b.ips does nothing',
    '  ✗ 12: c.bps does not apply: it is broken',
    '  ✓ 12: a.bps sealed as pblob_12_0123456789',
    '  ✓ 12: Hack A recorded as version 1 (1 of 3 patches applied)',
    'Processing game 13: Hack B',
    '  ○ 13: using zips/13.zip (10 B)',
    '  ✗ 13: Hack B failed (try 1, will be retried): not a ZIP',
    '  ✗ 13: Hack B failed: not a ZIP',
    '  ○ 14: Hack C unchanged since version 2',
    '  ○ 15: Hack D skipped for now; the next run takes it up',
    '  ○ Paused: nothing new is started',
    '  ○ Resumed',
    '',
    '==================================================',
    '  update: complete',
    '==================================================',
    '  Pages read:         2',
    '  Records:            53',
    '  Records skipped:    1',
    '  New games:          2',
    '  ZIPs fetched:       2',
    '  Recorded:           1',
    '  Unchanged:          1',
    '  Failed:             3',
    '  Left in the queue:  0',
    '  Time:               3h 25m',
    '  ✗ 13: Hack B: not a ZIP',
    '  ✗ and 2 more',
    '',
  ]);
  expect(err.split('\n')).toEqual([
    '  ✗ Record 9 on page 1 skipped: it has no name',
    '  ⚠ the base ROM has a copier header',
    '',
  ]);
});

test('warnings of a scrape are not part of its result', async () => {
  const { out, err } = await print(SCRAPE_EVENTS.map((event) => ({ v: 1, t: '2026-01-02T03:04:05.000Z', ...event })));
  expect(err.split('\n')).toEqual([
    '  ⚠ mugen skipped: ScreenScraper has no id for it.',
    '  ⚠ sub/Alpha Quest (USA).nes: videos: The site does not have this medium.',
    '  ⚠ nes: 1 of 3 entries have no file (kept; --prune removes them, or --prune --yes if there are many):',
    '      ./Beta.zip',
    '',
  ]);
  expect(out).not.toContain('⚠');
});

test('a dry run says so at the beginning and at the end', async () => {
  const dry = SAMPLE_EVENTS.map((event) => ('dryRun' in event ? { ...event, dryRun: true } : event));
  const { out } = await print(dry);
  expect(out).toContain('  ○ Dry run: the archive stays as it is\n');
  expect(out).toContain('  update: complete (dry run)\n');
});

test('a host that asks for a delay does not count as a failed try', async () => {
  const asked = { attempt: 0, of: 3, delayMs: 60_000, reason: 'too many requests' };
  const { out } = await print([
    { v: 1, t: '2026-01-02T03:04:05.000Z', type: 'retry', what: 'download of 12', ...asked },
  ]);
  expect(out).toBe('  ○ download of 12: asked to wait (too many requests), retrying in 1m\n');
});

test.each<[EventBody, string]>([
  [{ type: 'crawl.started', mode: 'full', why: 'so', resumed: true }, '  ○ Resuming a full crawl: so'],
  [{ type: 'crawl.ended', outcome: 'failed', reason: 'no answer' }, '  ✗ Catalog not read to the end: no answer'],
  [
    { type: 'blob.sealed', id: '12', patch: 'a.bps', blob: 'pblob_12_0123456789', reused: true },
    '  ○ 12: a.bps already sealed as pblob_12_0123456789',
  ],
  [{ type: 'waiting', host: 'h', until: '2026-01-02T03:04:00.000Z', reason: 'so' }, '  ○ Waiting 0ms for h: so'],
  [{ type: 'waiting', host: 'h', until: '2026-01-02T03:05:10.500Z', reason: 'so' }, '  ○ Waiting 1m 5s for h: so'],
])('%j in words', async (event, line) => {
  expect((await print([{ v: 1, t: '2026-01-02T03:04:05.000Z', ...event }])).out).toContain(`${line}\n`);
});

test('prints a record without an id, and a summary that names every failure', async () => {
  const at = { v: 1, t: '2026-01-02T03:04:05.000Z' } as const;
  const { err } = await print([{ ...at, type: 'record.skipped', id: null, page: null, reason: 'no object' }]);
  expect(err).toBe('  ✗ Record without an id skipped: no object\n');
  const { out } = await print(
    SAMPLE_EVENTS.flatMap((event) => (event.type === 'summary' ? [{ ...event, failed: 1 }] : [])),
  );
  expect(out).toMatch(/ {2}✗ 13: Hack B: not a ZIP\n$/);
});

test('a reader that goes away while a line waits for it holds nothing up', async () => {
  const stdout = new Writable({ highWaterMark: 1, write: () => stdout.destroy() });
  const events = Array.from({ length: 3 }, (): RunEvent => {
    return { v: 1, t: '2026-01-02T03:04:05.000Z', type: 'game.queued', id: '1', name: 'Hack' };
  });
  await expect(plainLog(from(events), stdout, new PassThrough())).resolves.toBeUndefined();
});

test('names from the network cannot control the terminal or forge a line', async () => {
  const name = 'Hack\u001b[2J\u001b]0;title\u0007\n  ✓ 99: forged\u009b31m\u202e';
  const { out } = await print([{ v: 1, t: '2026-01-02T03:04:05.000Z', type: 'game.queued', id: '1', name }]);
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(out.trimEnd().split('\n')).toHaveLength(1);
});

test('thousands of lines wait for a slower reader, and none is lost', async () => {
  const lines: string[] = [];
  const stdout = new Writable({
    highWaterMark: 1000,
    write: (chunk: Buffer, _, done) => {
      lines.push(chunk.toString());
      if (lines.length === 1) setImmediate(done);
      else done();
    },
  });
  const queued = Array.from({ length: 20_000 }, (_, index): RunEvent => {
    const name = index === 0 ? 'long'.repeat(500) : 'Hack';
    return { v: 1, t: '2026-01-02T03:04:05.000Z', type: 'game.queued', id: String(index), name };
  });
  await plainLog(from(queued), stdout, new PassThrough());
  expect(lines).toHaveLength(20_000);
  expect(lines.at(-1)).toBe('  ○ Queued 19999: Hack\n');
});

test('an error of the events is propagated', async () => {
  const { throwError, concat } = await import('rxjs');
  const broken$ = concat(
    of(...SAMPLE_EVENTS),
    throwError(() => new Error('broken')),
  );
  await expect(plainLog(broken$, new PassThrough(), new PassThrough())).rejects.toThrow('broken');
});

test('one record is in the singular', async () => {
  const page = { v: 1, t: '2026-01-02T03:04:05.000Z', type: 'page', page: 1, lastPage: 1 } as const;
  const { out } = await print([{ ...page, records: 1, fresh: 1, cached: false }]);
  expect(out).toBe('  ✓ Page 1/1: 1 record, 1 new or changed\n');
});
