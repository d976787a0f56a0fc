import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Site, SiteRequest } from '../../src/demo/site.js';
import type { Fault } from '../../src/demo/siteFault.js';
import { eventsOfType } from './events.js';
import { startRedis, whyNoRedis } from './redisServer.js';
import { type Workplace, golden, siteFor, workplace } from './workplace.js';

const METADATA_GAP_MS = 400;
const DOWNLOAD_GAP_MS = 250;
/** How long the site takes to answer: a gap measured from the start of a request would be that much shorter. */
const ANSWER_MS = 150;
/** A gate's clock is read in whole milliseconds. */
const SLACK_MS = 1;
const PATIENCE_S = 10;

interface Shared {
  readonly site: Site;
  readonly places: readonly [Workplace, Workplace];
  /** The state folder that both share. */
  readonly env: { readonly XDG_STATE_HOME: string };
}

const noRedis = whyNoRedis();
if (noRedis !== null) console.warn(`What needs a Redis is not tested: ${noRedis}`);

/** A site and two archives of the same user. */
async function sharedSite(faults: (request: SiteRequest) => Fault | null): Promise<Shared> {
  const { games, base } = golden('41077', '41084');
  const site = await siteFor({ games, perPage: 1, faults });
  const place = (): Workplace => {
    const made = workplace(site.origin, base);
    const config = z
      .looseObject({ smwc: z.looseObject({}) })
      .parse(JSON.parse(readFileSync(join(made.folder, 'updategames.config.json'), 'utf8')));
    const delays = { requestDelay: METADATA_GAP_MS - 100, extraDelay: 100, downloadDelay: DOWNLOAD_GAP_MS };
    made.writeConfig({ ...config, smwc: { ...config.smwc, ...delays } });
    return made;
  };
  const places = [place(), place()] as const;
  return { site, places, env: { XDG_STATE_HOME: join(places[0].folder, 'state') } };
}

/** For every request but the first: how long after the end of the previous one it came, and how long it should have been. */
const gaps = (site: Site): readonly { readonly url: string; readonly gap: number; readonly least: number }[] =>
  site.requests.slice(1).map(({ url, at }, index) => ({
    url,
    gap: at - (site.requests[index]?.endedAt ?? Infinity),
    least: url.startsWith('/ajax.php') ? METADATA_GAP_MS : DOWNLOAD_GAP_MS,
  }));

function expectManners(site: Site): void {
  expect(site.mostAtOnce()).toBe(1);
  expect(gaps(site).filter(({ gap, least }) => gap < least - SLACK_MS)).toEqual([]);
}

const slow = (): Fault => ({ kind: 'hold', until: sleep(ANSWER_MS) });

test('the gap counts from the end of the last request, in two processes at once as in one', async () => {
  const { site, places, env } = await sharedSite(slow);
  const runs = await Promise.all(places.map((place) => place.update(['--json'], { env })));
  expect(runs).toMatchObject([
    { code: 0, err: '' },
    { code: 0, err: '' },
  ]);
  // Two pages and two files each.
  expect(site.requests).toHaveLength(8);
  expectManners(site);
});

test.skipIf(noRedis !== null)(
  'the gap holds on two machines that share a Redis, each with a gate of its own',
  async () => {
    const redis = await startRedis();
    const { site, places } = await sharedSite(slow);
    const flags = ['--json', `--redis=${redis.address}`];
    const runs = await Promise.all(places.map((place) => place.update(flags)));
    expect(runs).toMatchObject([
      { code: 0, err: '' },
      { code: 0, err: '' },
    ]);
    expect(site.requests).toHaveLength(8);
    expectManners(site);
  },
);

test('the gap holds from run to run, from archive to archive, and in a dry run', async () => {
  const { site, places, env } = await sharedSite(slow);
  const [first, second] = places;
  expect(await first.update(['--limit=1'], { env })).toMatchObject({ code: 0 });
  expect(await first.update(['--dry-run'], { env })).toMatchObject({ code: 0 });
  expect(await second.update(['--dry-run', '--no-process-new'], { env })).toMatchObject({ code: 0 });
  expect(await second.update(['--game-ids=41084'], { env })).toMatchObject({ code: 0 });
  expect(site.requests.length).toBeGreaterThanOrEqual(7);
  expectManners(site);
});

test.each([
  ['of a page', (request: SiteRequest): boolean => request.url.pathname === '/ajax.php'],
  ['of a file', (request: SiteRequest): boolean => request.url.pathname !== '/ajax.php'],
])(
  'a longer wait that the site demands for a request %s is obeyed after the run as well, by any archive',
  async (_, isLimited) => {
    let limited = 0;
    const { site, places, env } = await sharedSite((request) => {
      if (limited > 0 || !isLimited(request)) return null;
      limited = site.requests.length;
      return { kind: 'answer', status: 429, headers: { 'Retry-After': String(PATIENCE_S) } };
    });
    const [first, second] = places;
    const killed = first.startUpdate(['--json'], { env });
    await killed.said('"reason":"the site asked clients to wait"');
    killed.signal('SIGKILL');
    const { out } = await killed.ended;
    const [waiting] = eventsOfType(out, 'waiting').filter(({ reason }) => reason === 'the site asked clients to wait');
    expect(waiting?.host).toBe(site.origin.replace('http://', ''));
    const until = Date.parse(waiting?.until ?? '');
    expect(Math.abs(until - Date.parse(waiting?.t ?? '') - PATIENCE_S * 1000)).toBeLessThan(1000);

    const next = await second.update(['--json', '--dry-run', '--no-process-new'], { env });
    expect(next).toMatchObject({ code: 0, err: '' });
    const [asked, after] = site.requests.slice(limited - 1);
    expect((after?.at ?? 0) - (asked?.endedAt ?? Infinity)).toBeGreaterThanOrEqual(PATIENCE_S * 1000 - SLACK_MS);
    const [obeyed] = eventsOfType(next.out, 'waiting');
    expect(obeyed?.reason).toBe('the site asked clients to wait');
    expect(Math.abs(Date.parse(obeyed?.until ?? '') - until)).toBeLessThan(100);
    expectManners(site);
  },
);
