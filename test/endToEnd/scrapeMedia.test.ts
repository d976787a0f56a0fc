import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { demoRom } from '../../src/demo/demoRom.js';
import { serveOnLoopback } from '../../src/demo/loopback.js';
import {
  type ScreenScraperFault,
  lineAs200,
  noMedia,
  otherBytes,
  redirect,
  refuse,
  webPage,
  wrongByte,
  wrongContentType,
  wrongHashes,
} from '../../src/demo/screenScraper/faults.js';
import { gameMedium } from '../../src/demo/screenScraper/game.js';
import { stripedPng } from '../../src/demo/screenScraper/png.js';
import type { ScreenScraperRequest } from '../../src/demo/screenScraper/server.js';
import { type EsDePlace, esDePlace } from './esDePlace.js';
import { eventsOfType } from './events.js';
import { endings, summary } from './scrapeEvents.js';
import { filesBelow } from './treeState.js';

/** Typed, unlike vitest's own matcher. */
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const LANTERN = 'snes/Lantern Harbor (USA).sfc';
const MIB = 1024 * 1024;

/** Media by the beginning of their name on the site: the fault for the first request, the second … and then none. */
type Faults = Readonly<Record<string, readonly ScreenScraperFault[]>>;

function mediaPlace(faults: Faults, config: Readonly<Record<string, object>> = {}): Promise<EsDePlace> {
  return esDePlace({
    only: ['snes/Lantern'],
    config: { api: { request_timeout: 1, retry_backoff_seconds: 0.01, max_retries: 1 }, ...config },
    faults: ({ url, count }: ScreenScraperRequest) => {
      const name = url.searchParams.get('media') ?? '';
      return Object.entries(faults).find(([start]) => name.startsWith(start))?.[1][count - 1] ?? null;
    },
  });
}

const twice = (fault: ScreenScraperFault): readonly ScreenScraperFault[] => [fault, fault];

/** Why media failed, by kind. */
const failures = (out: string): Readonly<Record<string, string>> =>
  Object.fromEntries(eventsOfType(out, 'media.failed').map(({ kind, reason }) => [kind, reason]));

const kinds = (place: EsDePlace): readonly string[] =>
  filesBelow(place.tree.media).map((file) => file.split('/')[1] ?? '');

test('media that are not what they should be are skipped with a warning, and the ROM keeps the others', async () => {
  const place = await mediaPlace({
    'box-2D(': [noMedia()],
    'box-2D-back': twice(wrongByte()),
    'box-3D': twice(webPage()),
    fanart: [{ kind: 'cut' }, { kind: 'reset' }],
    manuel: [
      otherBytes(stripedPng(80, 80, 1), 'application/pdf'),
      otherBytes(Buffer.from('%PDF-1.4 other'), 'application/pdf'),
    ],
    'mixrbv2(us)': [{ kind: 'answer', status: 403, body: '<html><h1>403 Forbidden</h1></html>' }],
    'ss(wor)': twice(otherBytes(Buffer.alloc(32 * MIB + 1, 1))),
    sstitle: twice(otherBytes(Buffer.alloc(0))),
    'support-2D': twice({ kind: 'stall', bytes: 20 }),
    'video-normalized': twice(lineAs200('Erreur inconnue')),
  });
  const tiny = gameMedium({ type: 'wheel-hd', region: 'us' }, 'png', stripedPng(49, 200, 1));
  place.site.setMedium('9001', tiny);
  const { code, out, err } = await place.scrape(['--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(endings(out)).toEqual({ [LANTERN]: 'scraped' });
  expect(summary(out)).toMatchObject({ scraped: 1, media: 0, mediaFailed: 11, failed: 0 });
  expect(filesBelow(place.tree.media)).toEqual([]);
  expect(failures(out)).toEqual({
    covers: matching(/does not have this medium/),
    backcovers: matching(/a different file than it announced/),
    '3dboxes': matching(/has problems \(200\)/),
    fanart: matching(/was lost/),
    manuals: matching(/instead of the \d+ that it announced|a different file/),
    miximages: matching(/refuses to serve/),
    screenshots: matching(/larger than/),
    titlescreens: matching(/empty|has problems/),
    physicalmedia: matching(/no complete answer within/),
    videos: matching(/has problems \(200\)/),
    marquees: matching(/too small: 49 × 200/),
  });
  expect(readFileSync(`${place.folder}/errors.log`, 'utf8').match(/^.*snes\/Lantern Harbor/gm)).toHaveLength(11);
  expect(place.site.violations).toEqual([]);

  // Bad media are not fetched again for a week; those with passing trouble are fetched in the next run.
  const before = place.site.calls().length;
  expect((await place.scrape()).code).toBe(0);
  const again = place.site
    .calls()
    .slice(before)
    .flatMap(({ query }) => query.get('media') ?? []);
  expect(again).toContain('support-2D(us)');
  expect(again).not.toContain('wheel-hd(us)');
  expect(again).not.toContain('box-2D(us)');
  expect(again).not.toContain('mixrbv2(us)');
});

test('media that arrive intact at the second try are taken', async () => {
  const place = await mediaPlace({
    'box-2D(': [wrongByte()],
    'box-2D-back': [{ kind: 'cut', bytes: 100 }],
    'box-3D': [{ kind: 'hangup' }],
    fanart: [refuse(500)],
    manuel: [refuse(429)],
    mixrbv2: [{ kind: 'long' }],
    'ss(wor)': [refuse(401)],
    sstitle: [refuse(430)],
    'support-2D': [webPage()],
    'video-normalized': [{ kind: 'reset' }],
    // ES-DE goes by the content, and so do we.
    'wheel-hd': [wrongContentType('text/html')],
  });
  const { code, out } = await place.scrape(['--json']);
  expect(code).toBe(0);
  expect(failures(out)).toEqual({});
  expect(kinds(place)).toHaveLength(11);
  expect(place.site.violations).toEqual([]);
});

test('media that do not match their hashes are rejected, unless validation is disabled', async () => {
  const options = { scraping: { media_types: ['covers', 'ss'] } };
  const place = await esDePlace({
    only: ['snes/Lantern'],
    config: options,
    faults: ({ call }) => (call === 'jeuInfos' ? wrongHashes() : null),
  });
  const { code, out } = await place.scrape(['--json']);
  expect(code).toBe(0);
  expect(Object.keys(failures(out)).sort()).toEqual(['covers', 'screenshots']);
  expect(filesBelow(place.tree.media)).toEqual([]);

  place.configure({ media: { validation_mode: 'disabled' } });
  expect((await place.scrape(['--mode', 'force'])).code).toBe(0);
  expect(kinds(place)).toEqual(['covers', 'screenshots']);
});

test('a quota that ends during the media leaves the ROM for the next run, which fetches no medium twice', async () => {
  const place = await mediaPlace({ 'support-2D': [refuse(423)] });
  const first = await place.scrape(['--json', '--threads', '1']);
  expect(first.code).toBe(3);
  expect(endings(first.out)).toEqual({ [LANTERN]: 'left' });
  const second = await place.scrape(['--json']);
  expect(second.code).toBe(0);
  expect(endings(second.out)).toEqual({ [LANTERN]: 'scraped' });
  const asked = place.site.calls().map(({ call, query }) => query.get('media') ?? call);
  const more = asked.filter((name, index) => asked.indexOf(name) !== index);
  expect(more).toEqual(['ssuserInfos', 'support-2D(us)']);
});

describe('off the site', () => {
  let other: { readonly origin: string; readonly heard: string[] };
  beforeEach(async () => {
    const heard: string[] = [];
    const server = await serveOnLoopback((request, response) => {
      heard.push(`${request.url ?? ''} ${JSON.stringify(request.headers)}`);
      response.end(stripedPng(96, 84, 1));
    });
    onTestFinished(server.close);
    other = { origin: server.origin, heard };
  });

  test('no redirect is followed', async () => {
    const elsewhere = (): ScreenScraperFault => redirect(`${other.origin}/api2/mediaJeu.php?media=x`);
    const byName = (): ScreenScraperFault => redirect(other.origin.replace('127.0.0.1', 'localhost'));
    const place = await mediaPlace({
      'box-2D(': twice(elsewhere()),
      'ss(wor)': twice(byName()),
      fanart: twice(redirect('ftp://127.0.0.1/')),
    });
    const { code, out } = await place.scrape(['--json']);
    expect(code).toBe(0);
    expect(failures(out)).toEqual({
      covers: matching(/not followed/),
      screenshots: matching(/not followed/),
      fanart: matching(/not followed/),
    });
    expect(other.heard).toEqual([]);
  });

  test('neither the account nor a ROM is requested', async () => {
    const place = await esDePlace({
      only: ['nes/Pond'],
      faults: ({ call, count }) => (call !== 'ssuserInfos' || count < 5 ? redirect(`${other.origin}/api2/`) : null),
    });
    expect((await place.scrape()).code).toBe(1);
    expect(other.heard).toEqual([]);
  });

  test('no medium is fetched, wherever the site says it is', async () => {
    const place = await esDePlace({ only: ['snes/Lantern'], mediaOrigin: () => other.origin });
    const { code, out } = await place.scrape(['--json']);
    expect(code).toBe(0);
    expect(endings(out)).toEqual({ [LANTERN]: 'scraped' });
    expect(Object.keys(failures(out))).toHaveLength(11);
    expect(failures(out).covers).toMatch(/not fetched from the address that the site gives/);
    expect(other.heard).toEqual([]);
  });

  test('but redirects on the site are followed, with the same parameters', async () => {
    const place: EsDePlace = await esDePlace({
      only: ['snes/Lantern'],
      config: { scraping: { media_types: ['covers'] } },
      faults: ({ call, url }) => {
        const moved = new URL(url);
        moved.searchParams.set('media', 'box-2D(eu)');
        return call === 'mediaJeu' && url.searchParams.get('media') === 'box-2D(us)' ? redirect(moved.href) : null;
      },
    });
    const { out } = await place.scrape(['--json']);
    // It came from there, and is not the file that was announced.
    expect(failures(out).covers).toMatch(/announced/);
    expect(place.site.calls('mediaJeu').map(({ query }) => query.get('media'))).toContain('box-2D(eu)');
    expect(place.site.violations).toEqual([]);
  });
});

describe('two ROMs of the same name', () => {
  const second = 'Lantern Harbor (USA).smc';
  const asked = (place: EsDePlace): readonly string[] =>
    place.site.calls('mediaJeu').map(({ query }) => `${query.get('jeuid') ?? ''} ${query.get('media') ?? ''}`);
  const newPlace = (content: string): Promise<EsDePlace> =>
    esDePlace({
      only: ['snes/Lantern'],
      latencyMs: { medium: 50 },
      config: { scraping: { media_types: ['covers'] } },
    }).then((place) => {
      writeFileSync(place.romPath('snes', second), demoRom(content));
      return place;
    });

  test('share the media of one game, which are fetched once', async () => {
    const place = await newPlace('Lantern Harbor (USA).sfc');
    const { code, out } = await place.scrape(['--json']);
    expect([code, ...Object.values(endings(out))]).toEqual([0, 'scraped', 'scraped']);
    expect(asked(place)).toEqual(['9001 box-2D(us)']);
  });

  test('do not replace each other’s media when they are different games', async () => {
    const place = await newPlace('Mega Marmot (Japan).sfc');
    expect(await place.scrape()).toMatchObject({ code: 0 });
    // From the second run on at the latest, the media are those of the first ROM.
    await place.scrape(['--update']);
    const [media, requests] = [filesBelow(place.tree.media), asked(place)];
    expect(await place.scrape(['--update'])).toMatchObject({ code: 0 });
    expect(filesBelow(place.tree.media)).toEqual(media);
    expect(asked(place)).toEqual(requests);
  });
});
