import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editedGamelist } from '../../src/demo/esDeGamelist.js';
import type { ScreenScraperOptions } from '../../src/demo/screenScraper/server.js';
import { seededRandom } from '../../src/demo/seededRandom.js';
import { TEMPORARY_SUFFIX } from '../../src/files/atomicFile.js';
import { parseGamelist } from '../../src/formats/gamelist/parseGamelist.js';
import { type ScrapeOutcome, askedTwice, backups, keptAnswers, questions, scrapeOutcome } from './scrapeOutcome.js';
import { QUESTIONS, type ScrapePlace, filesBelow, scrapePlace } from './scrapePlace.js';
import { testBuild } from './testBuild.js';

const RANDOM_KILLS = 60;
const SEED = 20261204;
/** As many at a time as the smallest machine has cores. */
const LANES = 2;
/** Two ROMs are in hand where there is one thread, and each has two media. */
const IN_HAND = 4;
/** An unknown ROM is a failed item. */
const DONE = [0, 1];
/** So that there is something to be killed in. */
const UNHURRIED: ScreenScraperOptions = { latencyMs: { call: 15, medium: 15 } };

let build: ReturnType<typeof testBuild>;
let unbroken: {
  readonly outcome: ScrapeOutcome;
  readonly gamelists: Readonly<Record<'nes' | 'snes', string | null>>;
  readonly moments: readonly string[];
  readonly tookMs: number;
};

beforeAll(async () => {
  build = testBuild();
  const place = await scrapePlace(UNHURRIED);
  const log = join(place.folder, 'moments.log');
  const begun = Date.now();
  const ended = await place.scrape(['--threads=1'], { cli: build.cli, env: { ROMFLOW_FAILPOINT_LOG: log } });
  expect(ended, 'the unbroken run').toMatchObject({ code: 1 });
  unbroken = {
    outcome: scrapeOutcome(place),
    gamelists: { nes: place.listed('nes'), snes: place.listed('snes') },
    moments: readFileSync(log, 'utf8').trim().split('\n'),
    tookMs: Date.now() - begun,
  };
  expect(questions(place)).toHaveLength(QUESTIONS.games + QUESTIONS.media);
  expect(askedTwice(questions(place))).toEqual([]);
  await place.remove();
});
afterAll(() => {
  rmSync(build.folder, { recursive: true, force: true });
});

/** Each gamelist is whole: as it was, or as it shall become. */
function assertGamelists(place: ScrapePlace, what: string): void {
  const before = { nes: null, snes: editedGamelist() };
  for (const system of ['nes', 'snes'] as const) {
    const listed = place.listed(system);
    expect([before[system], unbroken.gamelists[system]], `${what}: ${system}`).toContain(listed);
    if (listed === null) continue;
    const source = { file: place.gamelist(system), systemPath: join(place.folder, 'ROMs', system) };
    expect(parseGamelist(Buffer.from(listed), source).entries.length).toBeGreaterThan(0);
  }
}

/** Nothing that was kept has been asked for since. */
function assertNoneAgain(place: ScrapePlace, from: number, kept: ReadonlySet<string>, what: string): void {
  const again = questions(place, from).filter(({ url }) => kept.has(url));
  expect(
    again.map(({ url }) => url),
    `${what}: asked again`,
  ).toEqual([]);
}

const leftOver = (place: ScrapePlace): readonly string[] =>
  [...filesBelow(place.folder).keys()].filter((path) => path.endsWith(TEMPORARY_SUFFIX));

/** Runs until the run is over, and holds what came of it against the unbroken run. */
async function assertResumes(place: ScrapePlace, what: string): Promise<void> {
  const kept = keptAnswers(place);
  const asked = place.site.requests.length;
  const ended = await place.scrape(['--threads=1'], { cli: build.cli });
  expect(DONE, `${what}: ${ended.err}`).toContain(ended.code);
  assertNoneAgain(place, asked, kept, what);
  expect(scrapeOutcome(place), what).toEqual(unbroken.outcome);
  // As it was before the first of all runs: no run writes it twice.
  expect(backups(place), what).toEqual([editedGamelist()]);
  expect(leftOver(place), what).toEqual([]);
  expect(place.site.violations, what).toEqual([]);
}

/** Works on what is handed out, in so many lanes at a time. */
async function inLanes(work: () => Promise<boolean>): Promise<void> {
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (await work());
    }),
  );
}

/** Between the end of one write and the beginning of the next nothing is written: being killed there is the same. */
const leavesSomethingNew = (moment: string, index: number, all: readonly string[]): boolean =>
  !(moment.startsWith('before ') && all[index - 1]?.startsWith('after ') === true);

describe('a scrape that is killed', () => {
  test('comes to the same end after every moment before and after a write', { timeout: 600_000 }, async () => {
    expect(new Set(unbroken.moments.map((moment) => moment.replace(/#.*/, '')))).toEqual(
      new Set([
        ...['before', 'after'].flatMap((when) =>
          ['file', 'statement', 'commit', 'script'].map((what) => `${when} ${what}`),
        ),
        'before rename',
      ]),
    );
    const moments = unbroken.moments.filter(leavesSomethingNew);
    await inLanes(async () => {
      const moment = moments.shift();
      if (moment === undefined) return false;
      const place = await scrapePlace();
      const ended = await place.scrape(['--threads=1'], { cli: build.cli, env: { ROMFLOW_FAILPOINT: moment } });
      expect(ended, moment).toMatchObject({ code: null });
      assertGamelists(place, moment);
      await assertResumes(place, moment);
      const calls = questions(place);
      expect(askedTwice(calls).length, moment).toBeLessThanOrEqual(IN_HAND);
      expect(new Set(calls.map(({ url }) => url)).size, moment).toBe(QUESTIONS.games + QUESTIONS.media);
      await place.remove();
      return true;
    });
  });

  test(
    `comes to the same end after ${RANDOM_KILLS} kills at random times (seed ${SEED})`,
    { timeout: 600_000 },
    async () => {
      const random = seededRandom(SEED);
      let left = RANDOM_KILLS;
      await inLanes(async () => {
        if (left <= 0) return false;
        const place = await scrapePlace(UNHURRIED);
        // One place is killed in again and again, until a run gets through or the kills are used up.
        for (let through = false; !through && left > 0;) {
          const what = `seed ${SEED}, ${left} kills left`;
          const kept = keptAnswers(place);
          const asked = place.site.requests.length;
          const run = place.startScrape(['--threads=1'], { cli: build.cli });
          const timer = setTimeout(run.signal, random(unbroken.tookMs), 'SIGKILL');
          const { code, err } = await run.ended;
          clearTimeout(timer);
          through = code !== null;
          if (through) expect(DONE, `${what}: ${err}`).toContain(code);
          else left -= 1;
          assertNoneAgain(place, asked, kept, what);
          assertGamelists(place, what);
        }
        await assertResumes(place, `seed ${SEED}, ${left} kills left`);
        await place.remove();
        return true;
      });
    },
  );
});
