import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ConfigChanges, type EsDePlace, esDePlace } from './esDePlace.js';
import { eventsOfType } from './events.js';
import { details, endings, summary } from './scrapeEvents.js';
import { treeState } from './treeState.js';

const NO_CREDENTIALS = {
  screenscraper: { user_id: null, user_password: null, devid: null, devpassword: null },
} satisfies ConfigChanges;

/** Expects the program to refuse with these lines, to request nothing and to write nothing. */
async function expectRefused(
  place: EsDePlace,
  flags: readonly string[],
  lines: readonly (string | RegExp)[],
): Promise<void> {
  const before = treeState(place.folder);
  const { code, out, err } = await place.scrape(flags);
  expect(code).toBe(2);
  const said = err.split('\n').slice(0, -1);
  expect(said).toEqual(lines.map((line): unknown => (typeof line === 'string' ? line : expect.stringMatching(line))));
  expect(out).not.toMatch(/Final Summary|scrape\.summary/);
  expect(place.site.requests).toEqual([]);
  expect(treeState(place.folder)).toEqual(before);
}

describe('missing credentials', () => {
  test('are reported in one sentence: which, where to get them, where to put them', async () => {
    const place = await esDePlace({ config: NO_CREDENTIALS });
    await expectRefused(
      place,
      [],
      [
        /^romflow: Cannot ask ScreenScraper without screenscraper\.user_id, .*devpassword \(.*https:\/\/www\.screenscraper\.fr.*\): put them into config\.yaml in the working folder \(or the file that --config names\) or set SCREENSCRAPER_USER, SCREENSCRAPER_PASSWORD, SCREENSCRAPER_DEVID and SCREENSCRAPER_DEVPASSWORD\.$/,
      ],
    );
    place.configure({ screenscraper: { user_id: 'me', user_password: 'x', devid: 'dev' } });
    await expectRefused(
      place,
      ['--json'],
      [
        /without screenscraper\.devpassword \(.*forum.*\): put it into config\.yaml in the working folder \(or the file that --config names\) or set SCREENSCRAPER_DEVPASSWORD\.$/,
      ],
    );
  });

  test('may come from the environment', async () => {
    const place = await esDePlace({ config: NO_CREDENTIALS, only: ['nes/Pond'] });
    const { userId, userPassword, devid, devpassword } = place.site.account;
    const env = {
      SCREENSCRAPER_USER: userId,
      SCREENSCRAPER_PASSWORD: userPassword,
      SCREENSCRAPER_DEVID: devid,
      SCREENSCRAPER_DEVPASSWORD: devpassword,
      SCREENSCRAPER_SOFTNAME: 'mine',
    };
    expect(await place.scrape([], { env })).toMatchObject({ code: 0, err: '' });
    expect(new Set(place.site.calls().map(({ query }) => query.get('softname')))).toEqual(new Set(['mine']));
    // Nothing needs to be requested, so they are not missed.
    expect((await place.scrape(['--mode', 'skip'])).code).toBe(0);
  });
});

describe('--dry-run', () => {
  test('needs no credentials, requests and writes nothing, and says what would be done for each ROM', async () => {
    const place = await esDePlace({ config: { ...NO_CREDENTIALS, logging: { file: 'romflow.log' } } });
    const before = treeState(place.folder);
    const { code, out, err } = await place.scrape(['--dry-run', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(place.site.requests).toEqual([]);
    expect(treeState(place.folder)).toEqual(before);
    const expected = place.tree.expected.map(({ system, path, expect: { outcome } }) => {
      return [`${system}/${path.slice(2)}`, outcome === 'skipped' ? 'skipped' : 'planned'];
    });
    expect(endings(out)).toEqual(Object.fromEntries(expected));
    expect(details(out)['nes/Pond Patrol (USA).nes']).toMatch(/not in the gamelist/);
    expect(details(out)['snes/Lantern Harbor (USA).sfc']).toMatch(/its entry is incomplete/);
    expect(summary(out)).toMatchObject({ dryRun: true, requests: 0, total: 13, scraped: 0, skipped: 1, left: 0 });
    expect(eventsOfType(out, 'gamelist.written')).toEqual([]);

    const plain = await place.scrape(['--dry-run']);
    expect(plain.code).toBe(0);
    expect(plain.out).toMatch(/dry.run/i);
    expect(plain.out).toMatch(/○ \[\d\/5\] Pond Patrol \(USA\)\.nes - .*not in the gamelist/);
    expect(treeState(place.folder)).toEqual(before);
  });

  test('knows what has been done, and leaves that alone as well', async () => {
    const place = await esDePlace({ only: ['nes/Pond', 'nes/Kite'] });
    expect((await place.scrape()).code).toBe(0);
    rmSync(place.mediumPath('nes/covers/Pond Patrol (USA).png'));
    writeFileSync(place.mediumPath('nes/covers/.Pond Patrol (USA).png.romflow-tmp'), 'left by a killed run');
    const asked = place.site.requests.length;
    const before = treeState(place.folder);
    const plans = async (...flags: readonly string[]) => {
      const { code, out } = await place.scrape(['--dry-run', '--json', ...flags]);
      expect(code).toBe(0);
      return Object.values(details(out));
    };
    expect(await plans()).toEqual(
      expect.arrayContaining([expect.stringMatching(/media are missing/), 'already scraped']),
    );
    expect(await plans('--update')).toEqual([expect.stringMatching(/compared/), expect.stringMatching(/compared/)]);
    expect(await plans('--mode', 'force')).toEqual([expect.stringMatching(/force/), expect.stringMatching(/force/)]);
    expect(await plans('--prune', '--yes')).toHaveLength(2);
    expect(place.site.requests).toHaveLength(asked);
    expect(treeState(place.folder)).toEqual(before);
  });
});

test('impossible arguments and settings are refused, all mistakes at once', async () => {
  const place = await esDePlace();
  await expectRefused(
    place,
    ['--systems', 'sness', 'ness', 'nes'],
    [
      'romflow: es_systems.xml has no system named "sness" (did you mean snes, nes, psx?), "ness" (did you mean nes, snes, psx?).',
    ],
  );
  await expectRefused(place, ['--mode', 'everything'], [/^romflow: --mode: must be .*new_only.*"everything"$/]);
  await expectRefused(place, ['--update', '--mode=force'], [/cannot be combined/]);
  await expectRefused(place, ['--threads', '0'], [/^romflow: --threads: /]);
  await expectRefused(place, ['--sistems', 'nes'], [/did you mean --systems\?/]);
  await expectRefused(place, ['--config', 'nothing.yaml'], ['romflow: --config: there is no file nothing.yaml']);

  place.configure({
    scraping: {
      merge_stratgy: 'reset_all',
      preferred_regions: 'us',
      gamelist_integrity_threshold: 2,
      media_types: ['covrs'],
    },
    screenscraper: { base_url: 'http://example.org/api2/' },
    surprise: { on: true },
  });
  const { err, code } = await place.scrape();
  expect(code).toBe(2);
  const mistakes = err.split('\n').slice(0, -1);
  for (const mistake of [
    /scraping\.merge_stratgy: is not a setting; did you mean scraping\.merge_strategy\?/,
    /scraping\.preferred_regions: /,
    /scraping\.gamelist_integrity_threshold: /,
    /scraping\.media_types: .*covers/,
    /screenscraper\.base_url: .*https/,
    /surprise: is not a setting/,
  ]) {
    expect(
      mistakes.filter((line) => mistake.test(line)),
      String(mistake),
    ).toHaveLength(1);
  }
  expect(mistakes).toHaveLength(6);
  expect(err).not.toContain(place.site.account.userPassword);
});

test('an invalid list of systems is fatal; an invalid entry in it is skipped', async () => {
  const place = await esDePlace({ only: ['nes/Pond'], config: { scraping: { media_types: [] } } });
  const list = readFileSync(place.tree.esSystems, 'utf8');
  writeFileSync(place.tree.esSystems, list.replace('<fullname>Sony PlayStation</fullname>', ''));
  const { code, err } = await place.scrape();
  expect(code).toBe(0);
  expect(err).toMatch(/^ {2}⚠ .*es_systems\.xml: .*psx.*fullname/);

  const asked = place.site.requests.length;
  for (const broken of [list.replace('</systemList>', ''), list.replaceAll('systemList', 'systems'), '']) {
    writeFileSync(place.tree.esSystems, broken);
    const refused = await place.scrape();
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/^romflow: .*es_systems/);
    expect(refused.err).not.toMatch(/\.js:\d/);
  }
  rmSync(place.tree.esSystems);
  expect((await place.scrape()).err).toMatch(/^romflow: paths\.es_systems: there is no file/);
  expect(place.site.requests).toHaveLength(asked);
});
