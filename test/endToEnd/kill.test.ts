import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/demo/seededRandom.js';
import { type Site, startSite } from '../../src/demo/site.js';
import { goldenSite } from '../site/goldenSite.js';
import { archiveDigest, archiveState } from './archiveDigest.js';
import { assertChain } from './chain.js';
import { newArchive, runUpdate } from './killed.js';
import { inLanes, leavesSomethingNew } from './moments.js';
import { openReadOnly } from './rows.js';
import { testBuild } from './testBuild.js';
import { z } from 'zod';

/** Two games with the same patch: one seals the blob, the other reuses it. */
const GAMES = new Set(['41063', '41070']);
const RANDOM_KILLS = 200;
const SEED = 20261121;

const { games, base } = goldenSite();
const chosen = games.filter(({ id }) => GAMES.has(id));

const cli = testBuild();
let unbroken: { readonly digest: string; readonly moments: readonly string[]; readonly tookMs: number };

beforeAll(async () => {
  const site = await startSite({ games: chosen });
  const archive = newArchive(site, base, { maxConcurrent: 1 });
  const log = join(archive, 'moments.log');
  const begun = Date.now();
  const ended = await runUpdate(cli, archive, { env: { ROMFLOW_FAILPOINT_LOG: log } });
  const tookMs = Date.now() - begun;
  expect(ended, 'the unbroken run').toMatchObject({ code: 0, signal: null, stderr: '' });
  await assertWhole(archive);
  unbroken = {
    digest: archiveDigest(archive),
    moments: readFileSync(log, 'utf8').trim().split('\n'),
    tookMs,
  };
  rmSync(archive, { recursive: true });
  await site.close();
});

/** Every chain resolves, nothing is in `temp/`, no file is half written. */
async function assertWhole(archive: string): Promise<void> {
  await assertChain(join(archive, 'electron', 'rhdata.db'), join(archive, 'electron', 'patchbin.db'));
  expect(readdirSync(join(archive, 'temp'))).toEqual([]);
  const names = readdirSync(archive, { recursive: true }).map(String);
  expect(names.filter((name) => name.endsWith('.romflow-tmp'))).toEqual([]);
}

/** The ids recorded so far; none before there is a database. */
function recorded(archive: string): ReadonlySet<string> {
  try {
    const db = openReadOnly(join(archive, 'electron', 'rhdata.db'));
    try {
      return new Set(
        db.all(z.object({ gameid: z.string() }), 'SELECT gameid FROM gameversions').map((row) => row.gameid),
      );
    } finally {
      db.close();
    }
  } catch {
    return new Set();
  }
}

const fetchedIds = (site: Site, from: number): readonly string[] =>
  site.requests.slice(from).flatMap(({ url }) => /^\/(\d+)\//.exec(new URL(url, site.origin).pathname)?.[1] ?? []);

/** Runs to the end; what was already recorded is not fetched again, and the archive is that of the uninterrupted run. */
async function assertResumes(site: Site, archive: string, what: string): Promise<void> {
  const before = recorded(archive);
  const asked = site.requests.length;
  const ended = await runUpdate(cli, archive);
  expect(ended, what).toMatchObject({ signal: null, stderr: '' });
  const again = fetchedIds(site, asked).filter((id) => before.has(id));
  expect(again, `${what}: fetched again`).toEqual([]);
  await assertSame(site, archive, what);
}

/** Compares an archive with that of the uninterrupted run. */
async function assertSame(site: Site, archive: string, what: string): Promise<void> {
  await assertWhole(archive);
  if (archiveDigest(archive) !== unbroken.digest) {
    const whole = newArchive(site, base, { maxConcurrent: 1 });
    await runUpdate(cli, whole);
    expect(archiveState(archive), what).toEqual(archiveState(whole));
  }
}

describe('a run that is killed', () => {
  it(
    'ends with the same archive after a kill at any moment before or after a write',
    { timeout: 600_000 },
    async () => {
      const moments = unbroken.moments.filter(leavesSomethingNew);
      expect(new Set(unbroken.moments.map((moment) => moment.replace(/#.*/, '')))).toEqual(
        new Set([
          ...['before', 'after'].flatMap((when) =>
            ['file', 'statement', 'commit', 'script'].map((what) => `${when} ${what}`),
          ),
          'before rename',
          'between commits',
        ]),
      );
      await inLanes(async () => {
        const moment = moments.shift();
        if (moment === undefined) return false;
        const site = await startSite({ games: chosen });
        const archive = newArchive(site, base, { maxConcurrent: 1 });
        const ended = await runUpdate(cli, archive, { env: { ROMFLOW_FAILPOINT: moment } });
        expect(ended, moment).toMatchObject({ signal: 'SIGKILL' });
        await assertResumes(site, archive, moment);
        await site.close();
        rmSync(archive, { recursive: true });
        return true;
      });
    },
  );

  it(`ends with the same archive after ${RANDOM_KILLS} kills at random moments`, { timeout: 600_000 }, async () => {
    const random = seededRandom(SEED);
    let left = RANDOM_KILLS;
    await inLanes(async () => {
      if (left <= 0) return false;
      const site = await startSite({ games: chosen });
      const archive = newArchive(site, base);
      // One archive is killed again and again, until a run completes.
      for (let through = false; !through;) {
        const what = `seed ${SEED}, ${left} kills left`;
        const before = recorded(archive);
        const asked = site.requests.length;
        const ended = await runUpdate(cli, archive, left > 0 ? { killAfterMs: random(unbroken.tookMs) } : {});
        expect(
          fetchedIds(site, asked).filter((id) => before.has(id)),
          `${what}: fetched again`,
        ).toEqual([]);
        through = ended.signal === null;
        if (through) expect(ended.stderr, what).toBe('');
        else left -= 1;
      }
      await assertSame(site, archive, `seed ${SEED}, ${left} kills left`);
      await site.close();
      rmSync(archive, { recursive: true });
      return true;
    });
  });
});
