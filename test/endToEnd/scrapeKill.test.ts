import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { editedGamelist } from '../../src/demo/esDeGamelist.js';
import { seededRandom } from '../../src/demo/seededRandom.js';
import { TEMPORARY_SUFFIX } from '../../src/files/atomicFile.js';
import { parseGamelist } from '../../src/formats/gamelist/parseGamelist.js';
import { inLanes, leavesSomethingNew } from './moments.js';
import { type ScrapeOutcome, askedTwice, backups, keptAnswers, questions, scrapeOutcome } from './scrapeOutcome.js';
import { PEPIN_ROM, QUESTIONS, type ScrapePlace, filesBelow, scrapePlace } from './scrapePlace.js';
import { testBuild } from './testBuild.js';

const RANDOM_KILLS = 60;
const SEED = 20261204;
/** Two ROMs are in progress where there is one thread, and each has two media. */
const IN_HAND = 4;
/** An unknown ROM is a failed item. */
const DONE = [0, 1];

/** A place in which the program is killed. */
interface Scene {
  readonly make: () => Promise<ScrapePlace>;
  /** Requests that a run makes. */
  readonly asked: number;
  /** What an uninterrupted run ends with there. */
  readonly outcome: ScrapeOutcome;
  readonly gamelists: Readonly<Record<'nes' | 'snes', string | null>>;
  readonly moments: readonly string[];
  readonly tookMs: number;
}

const cli = testBuild();
/** One ROM of each kind, so that there are no more moments than necessary. */
let small: Scene;
/** Slow enough that there is time for a kill. */
let slow: Scene;

beforeAll(async () => {
  small = await scene(() => scrapePlace({}, [PEPIN_ROM]));
  slow = await scene(() => scrapePlace({ latencyMs: { call: 15, medium: 15 } }));
  expect([small.asked, slow.asked]).toEqual([3 + 4, QUESTIONS.games + QUESTIONS.media]);
});

async function scene(make: () => Promise<ScrapePlace>): Promise<Scene> {
  const place = await make();
  const log = join(place.folder, 'moments.log');
  const begun = Date.now();
  const ended = await place.scrape(['--threads=1'], { cli, env: { ROMFLOW_FAILPOINT_LOG: log } });
  const tookMs = Date.now() - begun;
  expect(ended, 'the unbroken run').toMatchObject({ code: 1 });
  expect(askedTwice(questions(place))).toEqual([]);
  const unbroken = {
    make,
    asked: questions(place).length,
    outcome: scrapeOutcome(place),
    gamelists: { nes: place.listed('nes'), snes: place.listed('snes') },
    moments: readFileSync(log, 'utf8').trim().split('\n'),
    tookMs,
  };
  await place.remove();
  return unbroken;
}

/** Each gamelist is whole: as it was before, or as it should be afterwards. */
function assertGamelists(place: ScrapePlace, { gamelists }: Scene, what: string): void {
  const before = { nes: null, snes: editedGamelist() };
  for (const system of ['nes', 'snes'] as const) {
    const listed = place.listed(system);
    expect([before[system], gamelists[system]], `${what}: ${system}`).toContain(listed);
    if (listed === null) continue;
    const source = { file: place.gamelist(system), systemPath: join(place.folder, 'ROMs', system) };
    expect(parseGamelist(Buffer.from(listed), source).entries.length).toBeGreaterThan(0);
  }
}

/** Nothing that was already stored has been requested since. */
function assertNoneAgain(place: ScrapePlace, from: number, kept: ReadonlySet<string>, what: string): void {
  const again = questions(place, from).filter(({ url }) => kept.has(url));
  expect(
    again.map(({ url }) => url),
    `${what}: asked again`,
  ).toEqual([]);
}

const leftOver = (place: ScrapePlace): readonly string[] =>
  [...filesBelow(place.folder).keys()].filter((path) => path.endsWith(TEMPORARY_SUFFIX));

/** A run that completed has ended like the uninterrupted one. */
function assertWhole(place: ScrapePlace, { asked, outcome }: Scene, what: string): void {
  expect(scrapeOutcome(place), what).toEqual(outcome);
  // As it was before the very first run: no run writes it twice.
  expect(backups(place), what).toEqual([editedGamelist()]);
  expect(leftOver(place), what).toEqual([]);
  expect(new Set(questions(place).map(({ url }) => url)).size, what).toBe(asked);
  expect(place.site.violations, what).toEqual([]);
}

describe('a scrape that is killed', () => {
  test('ends with the same outcome after a kill before or after any write', { timeout: 600_000 }, async () => {
    expect(new Set(small.moments.map((moment) => moment.replace(/#.*/, '')))).toEqual(
      new Set([
        ...['before', 'after'].flatMap((when) =>
          ['file', 'statement', 'commit', 'script'].map((what) => `${when} ${what}`),
        ),
        'before rename',
      ]),
    );
    const moments = small.moments.filter(leavesSomethingNew);
    await inLanes(async () => {
      const moment = moments.shift();
      if (moment === undefined) return false;
      const place = await small.make();
      const env = { ROMFLOW_FAILPOINT: moment };
      expect(await place.scrape(['--threads=1'], { cli, env }), moment).toMatchObject({ code: null });
      assertGamelists(place, small, moment);

      const kept = keptAnswers(place);
      const from = place.site.requests.length;
      const ended = await place.scrape(['--threads=1'], { cli });
      expect(DONE, `${moment}: ${ended.err}`).toContain(ended.code);
      assertNoneAgain(place, from, kept, moment);
      expect(askedTwice(questions(place)).length, moment).toBeLessThanOrEqual(IN_HAND);
      assertWhole(place, small, moment);
      await place.remove();
      return true;
    });
  });

  test(
    `ends with the same outcome after ${RANDOM_KILLS} kills at random times (seed ${SEED})`,
    { timeout: 600_000 },
    async () => {
      const random = seededRandom(SEED);
      let left = RANDOM_KILLS;
      await inLanes(async () => {
        if (left <= 0) return false;
        const place = await slow.make();
        // A single place is killed again and again, until a run completes.
        for (let through = false; !through;) {
          const what = `seed ${SEED}, ${left} kills left`;
          const kept = keptAnswers(place);
          const from = place.site.requests.length;
          const run = place.startScrape(['--threads=1'], { cli });
          const timer = left > 0 ? setTimeout(run.signal, random(slow.tookMs), 'SIGKILL') : undefined;
          const { code, err } = await run.ended;
          clearTimeout(timer);
          through = code !== null;
          if (through) expect(DONE, `${what}: ${err}`).toContain(code);
          else left -= 1;
          assertNoneAgain(place, from, kept, what);
          assertGamelists(place, slow, what);
        }
        assertWhole(place, slow, `seed ${SEED}, ${left} kills left`);
        await place.remove();
        return true;
      });
    },
  );
});
