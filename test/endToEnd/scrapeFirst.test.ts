import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { MEDIA_KINDS, type MediaKind } from '../../src/model/mediaKind.js';
import { callCounts, esDePlace } from './esDePlace.js';
import { eventsOfType } from './events.js';
import { endings, summary, warnings } from './scrapeEvents.js';
import { LANTERN_HARBOR, NEW_NES, NEW_SNES_ENTRIES } from './scrapedLists.js';
import { filesBelow, treeState } from './treeState.js';

/** The run itself is recorded, in SQLite. */
const MEMORY = /romflow-scrape\.db|^state\//;

const extensionOf = (kind: MediaKind): string =>
  new Map<MediaKind, string>([
    ['videos', 'mp4'],
    ['manuals', 'pdf'],
  ]).get(kind) ?? 'png';

test('the first run fetches what the site has; the second requests and writes nothing', async () => {
  const place = await esDePlace();
  const { tree, site } = place;
  const first = await place.scrape(['--json']);

  expect(first).toMatchObject({ code: 1, err: '' });
  const expected = tree.expected.map((rom) => ({ ...rom, name: `${rom.system}/${rom.path.slice(2)}` }));
  expect(endings(first.out)).toEqual(Object.fromEntries(expected.map((rom) => [rom.name, rom.expect.outcome])));
  const scraped = expected.flatMap(({ name, expect: of }) => (of.outcome === 'scraped' ? [{ name, ...of }] : []));
  expect(
    Object.fromEntries(
      eventsOfType(first.out, 'rom.identified').map(({ system, rom, game, by, cached }) => {
        return [`${system}/${rom.slice(2)}`, { game, by, cached }];
      }),
    ),
  ).toEqual(Object.fromEntries(scraped.map(({ name, game, by }) => [name, { game, by, cached: false }])));

  const mediumOf = (system: string, kind: MediaKind, rest: string): string =>
    `${system}/${kind}/${rest.replace(/\.\w+$/, '')}.${extensionOf(kind)}`;
  const media = scraped.flatMap(({ name, game, media: kinds }) => {
    const [system = '', ...rest] = name.split('/');
    return kinds.map((kind) => ({ file: mediumOf(system, kind, rest.join('/')), game, kind }));
  });
  expect(filesBelow(tree.media)).toEqual(media.map(({ file }) => file).sort());
  for (const { file, game, kind } of media) {
    const bytes = readFileSync(place.mediumPath(file));
    const offered = site.games
      .find(({ id }) => id === game)
      ?.media.filter(({ type }) => MEDIA_KINDS[kind].types.includes(type));
    expect(
      offered?.some(({ content }) => content.equals(bytes)),
      file,
    ).toBe(true);
  }

  expect(site.violations).toEqual([]);
  expect(site.mostAtOnce()).toBeLessThanOrEqual(site.account.maxthreads);
  expect(callCounts(site)).toMatchObject({ ssuserInfos: 1, jeuInfos: 12 });
  expect(site.calls().every(({ query }) => query.get('softname') === 'romflow-demo')).toBe(true);
  expect(site.calls().every(({ userAgent }) => userAgent?.startsWith('romflow/') === true)).toBe(true);
  expect(summary(first.out)).toMatchObject({
    outcome: 'complete',
    dryRun: false,
    systems: 3,
    total: 13,
    scraped: 9,
    skipped: 1,
    unmatched: 3,
    failed: 0,
    left: 0,
    media: media.length,
    requests: site.requests.length,
    mediaFailed: 0,
    gamelistsFailed: 0,
  });
  // The unknown system causes one warning, not one for each of its ROMs.
  expect(eventsOfType(first.out, 'system.skipped')).toMatchObject([{ system: tree.unmapped }]);
  expect(warnings(first.out).filter((message) => message.includes('Rocket Groundhog'))).toHaveLength(1);

  const before = treeState(place.folder, MEMORY);
  const asked = site.requests.length;
  const second = await place.scrape(['--json']);
  expect(second).toMatchObject({ code: 0, err: '' });
  expect(site.requests).toHaveLength(asked);
  expect(new Set(Object.values(endings(second.out)))).toEqual(new Set(['skipped']));
  expect(summary(second.out)).toMatchObject({ requests: 0, scraped: 0, skipped: 13, media: 0, errorLog: null });
  expect(eventsOfType(second.out, 'gamelist.written').map(({ unchanged, backup }) => [unchanged, backup])).toEqual([
    [true, null],
    [true, null],
    [true, null],
  ]);
  expect(treeState(place.folder, MEMORY)).toEqual(before);
});

test('media of the best region and type on offer are taken', async () => {
  const place = await esDePlace({ only: ['snes/Lantern', 'snes/Pépin', 'snes/Rocket'] });
  expect((await place.scrape()).code).toBe(0);
  const taken = place.site
    .calls('mediaJeu')
    .concat(place.site.calls('mediaVideoJeu'), place.site.calls('mediaManuelJeu'));
  const named = taken.map(({ query }) => `${query.get('jeuid') ?? ''} ${query.get('media') ?? ''}`).sort();
  expect(named).toEqual([
    '9001 box-2D(us)',
    '9001 box-2D-back(us)',
    '9001 box-3D(us)',
    '9001 fanart',
    '9001 manuel(us)',
    '9001 mixrbv2(us)',
    '9001 ss(wor)',
    '9001 sstitle(wor)',
    '9001 support-2D(us)',
    '9001 video-normalized',
    '9001 wheel-hd(us)',
    // For a French ROM, Europe is preferred to France, which is not among the preferences.
    '9002 box-2D(eu)',
    '9002 ss(wor)',
    '9002 video-normalized',
    '9002 wheel(wor)',
    '9003 box-2D(jp)',
    '9003 ss(wor)',
    '9003 video-normalized',
    '9003 wheel(wor)',
  ]);
});

test('gamelists hold what the site knows, and every byte that the user wrote', async () => {
  const place = await esDePlace({ config: { scraping: { media_types: [] } } });
  const { tree } = place;
  const before = readFileSync(tree.editedGamelist, 'utf8');
  const { code, out } = await place.scrape(['--systems', 'nes', 'snes', '--json']);
  expect(code).toBe(1);

  const { version } = readPackage();
  expect(readFileSync(place.gamelist('nes'), 'utf8')).toBe(NEW_NES(version));
  const after = readFileSync(tree.editedGamelist, 'utf8');
  const filled = before
    .replace('\t\t<rating>1</rating>\r\n', `\t\t<rating>1</rating>\r\n${LANTERN_HARBOR}`)
    .replace('</gameList>', `${NEW_SNES_ENTRIES}</gameList>`);
  expect(after).toBe(filled);
  expect(tree.usersOwn.filter((line) => !after.split('\r\n').includes(line))).toEqual([]);

  const backups = filesBelow(tree.gamelists).filter((file) => file.endsWith('.bak'));
  expect(backups).toEqual([expect.stringMatching(/^snes\/gamelist\.xml\.\d{8}T\d{6}Z\.bak$/)]);
  expect(readFileSync(join(tree.gamelists, backups[0] ?? ''), 'utf8')).toBe(before);
  expect(eventsOfType(out, 'gamelist.written')).toMatchObject([
    { system: 'nes', entries: 3, added: 3, changed: 0, removed: 0, backup: null, unchanged: false },
    { system: 'snes', entries: 6, added: 3, changed: 1, removed: 0, unchanged: false },
  ]);
});

const readPackage = (): { readonly version: string } =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
