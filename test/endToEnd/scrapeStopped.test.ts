import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { editedGamelist } from '../../src/demo/esDeGamelist.js';
import { demoMedium } from '../../src/demo/screenScraper/demoMedia.js';
import { type ScreenScraperFault, refuse } from '../../src/demo/screenScraper/faults.js';
import type { ScreenScraperOptions, ScreenScraperRequest } from '../../src/demo/screenScraper/server.js';
import { eventsOfType } from './events.js';
import { startRelay } from './relay.js';
import { type ScrapeOutcome, askedTwice, keptAnswers, questions, scrapeOutcome } from './scrapeOutcome.js';
import { PEPIN_ROM, QUESTIONS, type ScrapePlace, scrapePlace } from './scrapePlace.js';

const ALL = QUESTIONS.games + QUESTIONS.media;
const FINISHING = 'romflow: Finishing what is in progress; interrupt again to stop at once.\n';

let unbroken: ScrapeOutcome;

beforeAll(async () => {
  const place = await scrapePlace();
  expect(await place.scrape()).toMatchObject({ code: 1 });
  expect(questions(place)).toHaveLength(ALL);
  unbroken = scrapeOutcome(place);
  await place.remove();
});

/** A place that is removed after the test, with a site that plays a fault until it is healed. */
async function troubledPlace(
  fault: (request: ScreenScraperRequest) => ScreenScraperFault | null,
  options: ScreenScraperOptions = {},
): Promise<ScrapePlace & { readonly heal: () => void }> {
  let healed = false;
  const place = await scrapePlace({ ...options, faults: (request) => (healed ? null : fault(request)) });
  onTestFinished(place.remove);
  return {
    ...place,
    heal: () => {
      healed = true;
    },
  };
}

/** A promise, and the function that resolves it. */
function opening(): { readonly promise: Promise<unknown>; readonly resolve: () => void } {
  const gate = new EventEmitter();
  return { promise: once(gate, 'open'), resolve: () => void gate.emit('open') };
}

const asksFor = ({ call, url }: ScreenScraperRequest, rom: string): boolean =>
  call === 'jeuInfos' && url.searchParams.get('romnom')?.startsWith(rom) === true;

/** The answer about one ROM is held back; meanwhile, the other ROM of its system is done. */
async function heldPlace(options: ScreenScraperOptions = {}) {
  const held = opening();
  const hold: ScreenScraperFault = { kind: 'hold', until: held.promise };
  const place = await troubledPlace((request) => (asksFor(request, 'Pépin') ? hold : null), options);
  return { ...place, release: held.resolve };
}

/** Once this is printed, Lantern Harbor is done. */
const LANTERN_DONE = '"type":"rom.done","system":"snes","rom":"./Lantern Harbor (USA).sfc"';

const LANTERN = '9001';
const PEPIN = '9002';
const POND = '9101';
/** The regions of their covers. */
const COVER_REGIONS: Readonly<Record<string, readonly string[]>> = {
  [LANTERN]: ['us', 'eu', 'jp'],
  [PEPIN]: ['fr', 'eu'],
  [POND]: ['eu'],
};

/** URLs of the media that were requested for a game. */
const mediaOf = (place: ScrapePlace, game: string, from = 0): readonly string[] =>
  questions(place, from).flatMap(({ query, url }) => (query.get('jeuid') === game ? [url] : []));

/** The ROMs that were requested. */
const romsOf = (place: ScrapePlace, from = 0): readonly string[] =>
  questions(place, from).flatMap(({ query }) => query.get('romnom') ?? []);

const romOf = (url: string): string | null => new URL(url, 'http://localhost').searchParams.get('romnom');

/** Expects the next run to complete without requesting anything again. */
async function expectGoesOn(place: ScrapePlace): Promise<void> {
  expect((await place.scrape()).code).toBe(0);
  expect(askedTwice(questions(place))).toEqual([]);
  expect(questions(place)).toHaveLength(ALL);
  expect(scrapeOutcome(place)).toEqual(unbroken);
  expect(place.site.violations).toEqual([]);
}

// Windows has no signals that another process could send.
describe.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('lets work in progress finish, writes what is done, sums up, and the next run resumes', async () => {
    const place = await heldPlace();
    const run = place.startScrape(['--json']);
    await run.said(LANTERN_DONE);
    run.signal(signal);
    await run.said(FINISHING);
    place.release();

    const { code, out, err } = await run.ended;
    expect({ code, err }).toEqual({ code: 130, err: FINISHING });
    expect(eventsOfType(out, 'scrape.summary')).toMatchObject([
      { outcome: 'paused', total: 5, scraped: 2, skipped: 1, unmatched: 1, failed: 0, left: 1, gamelistsFailed: 0 },
    ]);
    expect(eventsOfType(out, 'gamelist.written')).toMatchObject([
      { system: 'nes', added: 1 },
      { system: 'snes', added: 0, changed: 1 },
    ]);
    expect(place.listed('snes')).toContain('<developer>Studio Kelp</developer>');
    // The answer in flight is kept, but nothing is begun with it.
    expect(mediaOf(place, PEPIN)).toEqual([]);
    await expectGoesOn(place);
  });

  test('stops at once the second time, which is no worse than a kill', async () => {
    const place = await heldPlace();
    const run = place.startScrape(['--json']);
    await run.said(LANTERN_DONE);
    run.signal(signal);
    await run.said(FINISHING);
    run.signal(signal);
    expect(await run.ended).toMatchObject({ code: null, err: FINISHING });
    expect(place.listed('snes')).toBe(editedGamelist());
    place.release();
    expect((await place.scrape()).code).toBe(0);
    expect(askedTwice(questions(place)).map(romOf)).toEqual([PEPIN_ROM]);
    expect(scrapeOutcome(place)).toEqual(unbroken);
  });
});

describe.skipIf(process.platform === 'win32')('a signal to a waiting scrape', () => {
  test('does not wait for a site that is gone: the ROM is left', async () => {
    const place = await troubledPlace(() => ({ kind: 'hangup' }));
    place.configure({ groups: { api: { max_retries: 1, retry_backoff_seconds: 3600 } } });
    await expectNothingBegun(place, '"type":"retry"');
  });

  test('does not wait for the end of a rate limit: the ROM is left', async () => {
    const place = await troubledPlace(() => refuse(429, '3600'));
    await expectNothingBegun(place, 'too many requests');
  });

  /** Expects every ROM of the current system to be left, and the next run to start as if there had been none. */
  async function expectNothingBegun(place: Awaited<ReturnType<typeof troubledPlace>>, word: string) {
    const run = place.startScrape(['--json']);
    await run.said(word);
    run.signal('SIGINT');
    const { code, out, err } = await run.ended;
    expect({ code, err }).toEqual({ code: 130, err: FINISHING });
    expect(eventsOfType(out, 'scrape.summary')).toMatchObject([
      { outcome: 'paused', total: 2, scraped: 0, skipped: 0, unmatched: 0, failed: 0, left: 2 },
    ]);
    expect(place.listed('nes')).toBeNull();
    place.heal();
    // With another state folder: in this one, the site's wait of an hour would still be obeyed.
    place.configure({});
    const env = { XDG_STATE_HOME: join(place.folder, 'elsewhere') };
    expect((await place.scrape([], { env })).code).toBe(1);
    expect(scrapeOutcome(place)).toEqual(unbroken);
  }
});

describe.each([
  { flags: ['--mode', 'force'], roms: 4 },
  // ROMs that were recently unknown are neither requested nor compared.
  { flags: ['--update'], roms: 3 },
])('$flags', ({ flags, roms }) => {
  /** Uploads better covers for all games. */
  function newCovers(place: ScrapePlace): void {
    for (const game of [LANTERN, PEPIN, POND]) {
      for (const region of COVER_REGIONS[game] ?? []) {
        place.site.setMedium(game, demoMedium(`better ${game}`, { type: 'box-2D', region }, 2));
      }
    }
  }

  let asWhole: ScrapeOutcome;
  beforeAll(async () => {
    const place = await scrapePlace();
    await place.scrape();
    newCovers(place);
    await place.scrape(flags);
    asWhole = scrapeOutcome(place);
    expect(asWhole.files).not.toEqual(unbroken.files);
    await place.remove();
  });

  test.each(['SIGKILL', ...(process.platform === 'win32' ? [] : (['SIGINT'] as const))] as const)(
    'resumes after %s halfway without asking for the first half again',
    async (signal) => {
      const held = opening();
      let from = Infinity;
      const place = await troubledPlace((request) =>
        place.site.requests.length > from && asksFor(request, 'Pépin') ? { kind: 'hold', until: held.promise } : null,
      );
      await place.scrape();
      newCovers(place);
      from = place.site.requests.length;
      const run = place.startScrape([...flags, '--json']);
      await run.said(LANTERN_DONE);
      run.signal(signal);
      if (signal === 'SIGINT') await run.said(FINISHING);
      held.resolve();
      expect((await run.ended).code).toBe(signal === 'SIGINT' ? 130 : null);
      expect(romsOf(place, from)).toHaveLength(roms);
      expect(mediaOf(place, PEPIN, from)).toEqual([]);
      place.heal();

      const second = place.site.requests.length;
      const resumed = await place.scrape([...flags, '--json']);
      expect(resumed.code).toBe(0);
      expect(romsOf(place, second)).toEqual(signal === 'SIGINT' ? [] : [PEPIN_ROM]);
      expect(questions(place, second).filter(({ call }) => call === 'mediaJeu')).toHaveLength(1);
      expect(mediaOf(place, PEPIN, second)).toHaveLength(1);
      expect(scrapeOutcome(place)).toEqual(asWhole);

      const third = place.site.requests.length;
      await place.scrape(flags);
      expect(romsOf(place, third)).toHaveLength(roms);
      expect(questions(place, third)).toHaveLength(roms);
    },
  );
});

describe('a site that goes away halfway', () => {
  test.each(['hangup', 'reset'] as const)('%s: the ROM fails, and is all that the next run requests', async (kind) => {
    const place = await troubledPlace((request) => (asksFor(request, 'Lantern') ? { kind } : null));
    const { code, out } = await place.scrape(['--json']);
    expect(code).toBe(1);
    const [summary] = eventsOfType(out, 'scrape.summary');
    expect(summary).toMatchObject({ outcome: 'complete', scraped: 2, skipped: 1, unmatched: 1, failed: 1, left: 0 });
    const failure = summary?.failures.find(({ rom }) => rom === './Lantern Harbor (USA).sfc');
    expect(failure?.reason).toMatch(/^[A-Z].*\.$/);
    expect(romsOf(place).filter((rom) => rom.startsWith('Lantern'))).toHaveLength(2);

    place.heal();
    const from = place.site.requests.length;
    expect((await place.scrape()).code).toBe(0);
    expect(romsOf(place, from)).toEqual(['Lantern Harbor (USA).sfc']);
    expect(questions(place, from)).toHaveLength(1 + 2);
    expect(scrapeOutcome(place)).toEqual(unbroken);
  });

  test.each(['cut', 'reset'] as const)('%s: a medium fails, and is all that the next run requests', async (kind) => {
    const isCover = ({ url }: ScreenScraperRequest): boolean =>
      url.searchParams.get('jeuid') === PEPIN && url.searchParams.get('media')?.startsWith('box-2D') === true;
    const place = await troubledPlace((request) => (isCover(request) ? { kind } : null));
    const { code, out } = await place.scrape(['--json']);
    expect(code).toBe(1);
    expect(eventsOfType(out, 'media.failed')).toMatchObject([{ system: 'snes', kind: 'covers' }]);
    expect(eventsOfType(out, 'scrape.summary')).toMatchObject([{ scraped: 3, failed: 0, media: 5 }]);
    // One try and one retry, no more.
    expect(mediaOf(place, PEPIN)).toHaveLength(2 + 1);

    place.heal();
    const from = place.site.requests.length;
    expect((await place.scrape()).code).toBe(0);
    expect(questions(place, from)).toHaveLength(1);
    expect(scrapeOutcome(place)).toEqual(unbroken);
  });

  test.each([1, 3, 7])(
    'refuses connections after %i answers: what is there is kept, and the rest is requested later',
    async (answers) => {
      const relay = await startRelay(() => place.site.origin);
      onTestFinished(relay.close);
      let gone = false;
      const place = await troubledPlace(
        () => {
          if (place.site.requests.length > answers && !gone) {
            gone = true;
            void relay.close();
          }
          return gone ? { kind: 'hangup' } : null;
        },
        { mediaOrigin: () => relay.origin },
      );
      place.configure({ origin: relay.origin });
      const { code, out } = await place.scrape(['--json']);
      expect(code).toBe(1);
      const [summary] = eventsOfType(out, 'scrape.summary');
      expect(summary).toMatchObject({ outcome: 'complete', total: 5, left: 0 });
      for (const { reason } of summary?.failures ?? []) expect(reason).toMatch(/^[A-Z]/);
      const kept = keptAnswers(place);
      expect(kept.size).toBeLessThan(ALL);

      place.heal();
      await relay.reopen();
      const from = place.site.requests.length;
      await place.scrape();
      expect(questions(place, from).filter(({ url }) => kept.has(url))).toEqual([]);
      const files = Object.entries(scrapeOutcome(place).files);
      expect(Object.fromEntries(files)).toEqual(unbroken.files);
      expect((await place.scrape()).code).toBe(0);
      expect(askedTwice(questions(place, from))).toEqual([]);
    },
  );
});

test('a reader that closes the pipe ends the run quietly, and the next run resumes', async () => {
  const place = await heldPlace();
  const run = place.startScrape(['--json']);
  await run.said(LANTERN_DONE);
  run.closeStdout();
  place.release();
  expect(await run.ended).toMatchObject({ code: 0, err: '' });
  const kept = keptAnswers(place);
  const from = place.site.requests.length;
  expect((await place.scrape()).code).toBe(0);
  expect(questions(place, from).filter(({ url }) => kept.has(url))).toEqual([]);
  expect(scrapeOutcome(place)).toEqual(unbroken);
});

test('the second of two scrapes at once says who holds the gamelists, and touches nothing', async () => {
  const place = await heldPlace();
  const first = place.startScrape(['--json']);
  await first.said(LANTERN_DONE);
  const before = { outcome: scrapeOutcome(place), asked: place.site.requests.length };
  const second = await place.scrape();
  expect(second.code).toBe(2);
  expect(second.err).toMatch(/^romflow: Process \d+ on .+ has been working on these gamelists.*\n$/);
  expect(second.err).toContain(`Process ${String(first.pid)} `);
  expect({ outcome: scrapeOutcome(place), asked: place.site.requests.length }).toEqual(before);
  place.release();
  expect((await first.ended).code).toBe(1);
  expect(scrapeOutcome(place)).toEqual(unbroken);
});
