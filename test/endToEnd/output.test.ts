import { describe, expect, test } from 'vitest';
import { runEvent, type RunEvent } from '../../src/model/events.js';
import { goldenWorkplace, zipRequests } from './workplace.js';

/** Parses each line as an event with exactly the fields of its schema. */
const eventsOf = (ndjson: string): readonly RunEvent[] => {
  expect(ndjson.endsWith('\n')).toBe(true);
  return ndjson
    .slice(0, -1)
    .split('\n')
    .map((line) => {
      const json: unknown = JSON.parse(line);
      const event = runEvent.parse(json);
      expect(json).toEqual(event);
      expect(line).toMatch(/^\{"v":1,"t":"[^"]+","type":"/);
      return event;
    });
};

test('--json prints events and nothing else, with the summary last', async () => {
  const place = await goldenWorkplace(['41042', '41049', '41056']);
  const { code, out, err } = await place.update(['--json']);
  expect(code).toBe(1);
  expect(err).toBe('');
  const events = eventsOf(out);
  expect(events[0]).toMatchObject({ type: 'run.started', command: 'update', archive: place.archive, dryRun: false });
  const summary = events.at(-1);
  expect(summary).toMatchObject({
    type: 'summary',
    outcome: 'complete',
    pages: 1,
    records: 3,
    queued: 3,
    fetched: 3,
    recorded: 1,
    failed: 2,
    waiting: 0,
  });
  expect(summary?.type === 'summary' && summary.failures).toContainEqual({
    id: '41056',
    name: 'No Patch At All',
    reason: 'There is no patch (.bps or .ips) in its ZIP.',
  });
  expect(new Set(events.map(({ type }) => type))).toEqual(
    new Set([
      ...['base.read', 'run.planned', 'game.stage'],
      ...[
        'run.started',
        'crawl.started',
        'page',
        'crawl.ended',
        'game.queued',
        'game.started',
        'game.downloaded',
        'patch.tested',
      ],
      ...['blob.sealed', 'game.recorded', 'game.failed', 'summary'],
    ]),
  );
  const story = events.flatMap((event) =>
    'id' in event && event.id === '41042' && event.type !== 'game.stage' ? [event.type] : [],
  );
  expect(story).toEqual([
    ...['game.queued', 'game.started', 'game.downloaded', 'patch.tested', 'patch.tested'],
    ...['blob.sealed', 'game.recorded'],
  ]);

  const failed = await place.update(['--json', '--game-ids=49999']);
  expect(failed).toMatchObject({ code: 1, err: '' });
  expect(eventsOf(failed.out).at(-1)).toMatchObject({ type: 'summary', failed: 1 });
});

test('prints plain lines to a pipe, without terminal sequences; debug lines go to stderr', async () => {
  const place = await goldenWorkplace(['41056']);
  const plain = await place.update([], { env: { DEBUG: 'rhtools:*', FORCE_COLOR: '1' } });
  expect(plain.code).toBe(1);
  expect(plain.out).not.toContain('\u001b');
  expect(plain.out).toContain('✗ 41056: No Patch At All: There is no patch (.bps or .ips) in its ZIP.\n');
  const debugLines = plain.err.trimEnd().split('\n');
  expect(debugLines.length).toBeGreaterThan(5);
  for (const line of debugLines) expect(line).toMatch(/^rhtools:[a-z.]+ \d{4}-\d\d-\d\dT[\d:.]+Z \{.*\}$/);
});

describe('a reader that closes the pipe', () => {
  test.each([
    ['plain lines', []],
    ['--json', ['--json']],
  ])('of %s ends the run at once and quietly', async (_, flags) => {
    let closed: () => void = () => undefined;
    const readerGone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    let patient = false;
    const place = await goldenWorkplace(['41042', '41056'], {
      faults: ({ url }) => {
        if (url.pathname === '/ajax.php') return { kind: 'hold', until: readerGone };
        // Waiting for these would take forever.
        return patient ? null : { kind: 'silence' };
      },
    });

    const run = place.startUpdate(flags);
    await run.said('\n');
    run.closeStdout();
    closed();
    expect(await run.ended).toMatchObject({ code: 0, err: '' });

    patient = true;
    const again = await place.update(flags);
    expect(again).toMatchObject({ code: 1, err: '' });
    expect(new Set(zipRequests(place.site)).size).toBe(2);
    expect(await place.assertChain()).toMatchObject({ gameversions: 1 });
  });
});
