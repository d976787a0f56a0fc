import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { SiteRequest } from '../../src/demo/site.js';
import type { Fault } from '../../src/demo/siteFault.js';
import { archiveDigest } from './archiveDigest.js';
import { eventsOfType } from './events.js';
import { afterUnbrokenRun } from './killed.js';
import { testBuild } from './testBuild.js';
import { type Workplace, goldenWorkplace, zipRequests } from './workplace.js';

const GAMES = ['41021', '41077', '41084'];

const cli = testBuild();
let unbroken: string;

beforeAll(async () => {
  unbroken = await afterUnbrokenRun(cli, GAMES, archiveDigest);
});

/** A place with a site that plays a fault for files until it is healed, and other values in its configuration. */
async function troubledPlace(
  fault: () => Fault,
  { smwc = {}, processing = {} }: { readonly smwc?: object; readonly processing?: object } = {},
): Promise<Workplace & Awaited<ReturnType<typeof goldenWorkplace>> & { readonly heal: () => void }> {
  let healed = false;
  const place = await goldenWorkplace(GAMES, {
    faults: ({ url }: SiteRequest) => (healed || url.pathname === '/ajax.php' ? null : fault()),
  });
  const config = z
    .looseObject({ smwc: z.looseObject({}) })
    .parse(JSON.parse(readFileSync(join(place.folder, 'updategames.config.json'), 'utf8')));
  place.writeConfig({ ...config, smwc: { ...config.smwc, ...smwc }, processing });
  return {
    ...place,
    heal: () => {
      healed = true;
      place.writeConfig(config);
    },
  };
}

/** A promise, and the function that resolves it. */
function opening(): { readonly promise: Promise<unknown>; readonly resolve: () => void } {
  const gate = new EventEmitter();
  return { promise: once(gate, 'open'), resolve: () => void gate.emit('open') };
}

const queueRow = z.object({ status: z.string(), retry_count: z.int() });
const queue = (place: Workplace): readonly z.infer<typeof queueRow>[] =>
  place.rows(queueRow, 'SELECT status, retry_count FROM game_fetch_queue ORDER BY status');
const runStatus = (place: Workplace): readonly string[] =>
  place
    .rows(z.object({ status: z.string() }), "SELECT status FROM update_status WHERE operation_type = 'game_update'")
    .map(({ status }) => status);
const PENDING = { status: 'pending', retry_count: 0 };
const FINISHING = 'romflow: Finishing what is in progress; interrupt again to stop at once.\n';

const HUNG_UP = 'romflow: The terminal is gone; finishing what is in progress.\n';

// Windows has no signals that another process could send.
const signalled = describe.skipIf(process.platform === 'win32');

signalled.each([
  ['SIGINT', 130, FINISHING],
  ['SIGTERM', 130, FINISHING],
  ['SIGHUP', 129, HUNG_UP],
] as const)('%s', (signal, exitCode, notice) => {
  test('lets the game in progress finish, sums up, and the next run resumes', async () => {
    const held = opening();
    const place = await troubledPlace(() => ({ kind: 'hold', until: held.promise }), {
      processing: { maxConcurrent: 1 },
    });
    const run = place.startUpdate(['--json'], { cli });
    await expect.poll(() => zipRequests(place.site).length, { timeout: 30_000 }).toBe(1);
    run.signal(signal);
    await run.said(notice);
    held.resolve();

    const { code, out, err } = await run.ended;
    expect({ code, err }).toEqual({ code: exitCode, err: notice });
    expect(eventsOfType(out, 'summary')).toMatchObject([{ outcome: 'paused', recorded: 1, failed: 0, waiting: 2 }]);
    expect(runStatus(place)).toEqual(['paused']);
    expect(queue(place)).toEqual([{ status: 'completed', retry_count: 0 }, PENDING, PENDING]);
    expect(zipRequests(place.site)).toHaveLength(1);

    place.heal();
    expect(await place.update([], { cli })).toMatchObject({ code: 0, err: '' });
    expect(zipRequests(place.site)).toHaveLength(GAMES.length);
    expect(archiveDigest(place.archive)).toBe(unbroken);
  });

  test.each([
    ['its turn at the site', { smwc: { downloadDelay: 600_000 } }, (): Fault => ({ kind: 'hangup' }), 'Waiting '],
    [
      'the end of a rate limit',
      {},
      (): Fault => ({ kind: 'answer', status: 429, headers: { 'Retry-After': '3600' } }),
      'asks clients to wait 3600 s',
    ],
  ])('ends a game that waits for %s as if it had not been begun', async (_, settings, fault, word) => {
    const place = await troubledPlace(fault, settings);
    const run = place.startUpdate([], { cli });
    await run.said(word);
    run.signal(signal);
    const { code, out, err } = await run.ended;
    expect({ code, err }).toEqual({ code: exitCode, err: notice });
    expect(out).toMatch(/update: paused/);
    expect(out).toMatch(/Left in the queue: +3\n/);
    expect(queue(place)).toEqual([PENDING, PENDING, PENDING]);
    expect(runStatus(place)).toEqual(['paused']);

    place.heal();
    // With another state folder: in this one, the site's wait of an hour would still be obeyed.
    const env = { XDG_STATE_HOME: join(place.folder, 'elsewhere') };
    expect(await place.update([], { cli, env })).toMatchObject({ code: 0, err: '' });
    expect(archiveDigest(place.archive)).toBe(unbroken);
  });
});

signalled.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('stops at once the second time, which is no worse than a kill', async () => {
    const place = await troubledPlace(() => ({ kind: 'silence' }));
    const run = place.startUpdate([], { cli });
    await expect.poll(() => zipRequests(place.site).length, { timeout: 30_000 }).toBe(1);
    run.signal(signal);
    await run.said(FINISHING);
    run.signal(signal);
    expect(await run.ended).toMatchObject({ code: null, err: FINISHING });
    expect(runStatus(place)).toEqual(['in_progress']);

    place.heal();
    expect(await place.update([], { cli })).toMatchObject({ code: 0, err: '' });
    expect(runStatus(place)).toEqual(['paused', 'completed']);
    expect(archiveDigest(place.archive)).toBe(unbroken);
  });
});

signalled('a terminal that is gone', () => {
  test('may be sent twice, as shells and the system do: work in progress finishes all the same', async () => {
    const held = opening();
    const place = await troubledPlace(() => ({ kind: 'hold', until: held.promise }), {
      processing: { maxConcurrent: 1 },
    });
    const run = place.startUpdate([], { cli });
    await expect.poll(() => zipRequests(place.site).length, { timeout: 30_000 }).toBe(1);
    run.signal('SIGHUP');
    await run.said(HUNG_UP);
    run.signal('SIGHUP');
    // The reader of its output has gone as well.
    run.closeStdout();
    held.resolve();
    expect(await run.ended).toMatchObject({ code: 129, err: HUNG_UP });
    expect(queue(place)).toEqual([{ status: 'completed', retry_count: 0 }, PENDING, PENDING]);
    expect(runStatus(place)).toEqual(['paused']);
  });
});

describe('two at once', () => {
  test('the second one says who holds the archive, and touches nothing', async () => {
    const held = opening();
    const place = await troubledPlace(() => ({ kind: 'hold', until: held.promise }));
    const first = place.startUpdate([], { cli });
    await expect.poll(() => zipRequests(place.site).length, { timeout: 30_000 }).toBe(1);
    const before = { rows: place.rowCounts(), requests: place.site.requests.length };

    for (const flags of [[], ['--game-ids=41077'], ['--retry-failed']]) {
      const second = await place.update(flags, { cli });
      expect(second.code).toBe(2);
      expect(second.err).toMatch(
        new RegExp(`^romflow: Process ${String(first.pid)} on .+ has been working on this archive.*\n$`),
      );
      expect(second.err).toContain(place.rhdata);
    }
    expect({ rows: place.rowCounts(), requests: place.site.requests.length }).toEqual(before);

    held.resolve();
    expect(await first.ended).toMatchObject({ code: 0, err: '' });
    expect(archiveDigest(place.archive)).toBe(unbroken);
  });

  test('a lock that a killed process has left is taken over', async () => {
    const place = await troubledPlace(() => ({ kind: 'silence' }));
    const first = place.startUpdate([], { cli });
    await expect.poll(() => zipRequests(place.site).length, { timeout: 30_000 }).toBe(1);
    first.signal('SIGKILL');
    await first.ended;
    place.heal();
    expect(await place.update([], { cli })).toMatchObject({ code: 0, err: '' });
    expect(archiveDigest(place.archive)).toBe(unbroken);
  });
});
