import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RunEnd, type Summary, runNotice } from '../../src/formats/runNotice.js';
import { eventBody } from '../../src/model/events.js';

const failures = Array.from({ length: 9 }, (_, index) => ({ id: `${index}`, name: 'A', reason: 'why' }));
const update: Summary = {
  type: 'summary',
  command: 'update',
  outcome: 'complete',
  dryRun: false,
  elapsedMs: 5,
  pages: 1,
  records: 3,
  skipped: 0,
  queued: 3,
  fetched: 3,
  recorded: 2,
  unchanged: 0,
  failed: 9,
  waiting: 1,
  failures,
};
const counts = { total: 4, scraped: 1, skipped: 0, unmatched: 1, failed: 0, left: 2, planned: 0, media: 2 };
const scrape: Summary = {
  type: 'scrape.summary',
  outcome: 'quota',
  dryRun: false,
  systems: 1,
  ...counts,
  requests: 5,
  mediaFailed: 2,
  gamelistsFailed: 1,
  failures: [],
  errorLog: null,
  elapsedMs: 5,
};
const publish: Summary = {
  type: 'publish.summary',
  outcome: 'paused',
  dryRun: false,
  hacks: 2,
  written: 1,
  unchanged: 1,
  skipped: 0,
  failed: 0,
  media: 1,
  elapsedMs: 12,
};

const end = (parts: Partial<RunEnd>): RunEnd => ({
  command: 'update',
  summary: update,
  error: null,
  failures: [],
  failed: 0,
  ...parts,
});

describe('runNotice', () => {
  it.each<[string, Summary | null, string]>([
    ['update', update, 'romflow update: complete (2 recorded, 9 failed, 1 waiting)'],
    [
      'scrape',
      scrape,
      'romflow scrape: quota (1 scraped, 1 unknown, 2 not looked up, 2 media, 2 media failed, 1 gamelist failed)',
    ],
    ['publish', publish, 'romflow publish: paused (1 written, 1 unchanged)'],
    ['publish', null, 'romflow publish: failed'],
  ])('says in one line how %s ended', (command, summary, line) => {
    const { content, text } = runNotice(end({ command, summary }));
    expect([content, text]).toEqual([line, line]);
  });

  it('names the first failures and counts the others', () => {
    const lines = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}: why`);
    expect(
      runNotice(end({ failures: lines, failed: 12 }))
        .content.split('\n')
        .slice(1),
    ).toEqual([...lines.map((line) => `✗ ${line}`), '✗ and 7 more']);
    expect(runNotice(end({ failures: [...lines, 'f: why'], failed: 6 })).content).toMatch(/e: why\n✗ and 1 more$/);
    expect(runNotice(end({ failures: lines, failed: 5 })).content).toMatch(/e: why$/);
  });

  it('says what ended the run', () => {
    const { content, romflow } = runNotice(end({ summary: null, error: 'The disk is full.' }));
    expect(content).toBe('romflow update: failed\nThe disk is full.');
    expect(romflow).toEqual({ command: 'update', outcome: 'failed', error: 'The disk is full.', summary: null });
  });

  it('gives programs the summary event, without a long list', () => {
    const { romflow } = runNotice(end({}));
    expect(eventBody.parse(romflow.summary)).toEqual({ ...update, failures: failures.slice(0, 5) });
    expect(runNotice(end({ summary: scrape })).romflow.summary).toEqual(scrape);
  });

  it('mentions nobody because of a name from the network', () => {
    const failed = { failures: ['1 <!channel> & <@U123|me>: @everyone <https://x|y>'], failed: 1 };
    const { content, text, allowed_mentions } = runNotice(end(failed));
    expect(allowed_mentions).toEqual({ parse: [] });
    expect(text).toContain('1 &lt;!channel&gt; &amp; &lt;@U123|me&gt;: @everyone &lt;https://x|y&gt;');
    expect(content).toContain('1 <!channel> & <@U123|me>: @everyone');
  });

  it('is short, has as many lines as it says, and no control sequences, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 500 }), { maxLength: 8 }), (names) => {
        const { content, text } = runNotice(end({ failures: names, failed: names.length }));
        expect(content.length).toBeLessThanOrEqual(2000);
        expect(content.split('\n').length).toBeLessThanOrEqual(2 + Math.min(names.length, 5));
        expect(content).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
        expect(() => encodeURIComponent(content)).not.toThrow();
        expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        expect(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')).toBe(content);
      }),
      { numRuns: 40 },
    );
  });
});
