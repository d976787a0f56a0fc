import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demoRom } from '../../src/demo/demoRom.js';
import { demoMedium } from '../../src/demo/screenScraper/demoMedia.js';
import { type EsDePlace, type EsDePlaceOptions, callCounts, esDePlace, romsAsked } from './esDePlace.js';
import { eventsOfType } from './events.js';
import { details, endings, summary } from './scrapeEvents.js';
import { filesBelow } from './treeState.js';

const POND = 'nes/Pond Patrol (USA).nes';
const KITE = 'nes/Kite Fighters (USA).nes';
const POND_ROM = 'Pond Patrol (USA).nes';
const POND_COVER = 'nes/covers/Pond Patrol (USA).png';
/** Two games with four and five media. */
const TWO = { only: ['nes/Pond', 'nes/Kite'] } as const;

type Run = (...flags: readonly string[]) => Promise<{
  readonly code: number | null;
  readonly out: string;
  /** The ROMs and media that were requested. */
  readonly asked: readonly string[];
}>;

/** A place where everything has been scraped once. */
async function scrapedPlace(options: EsDePlaceOptions = TWO): Promise<EsDePlace & { readonly run: Run }> {
  const place = await esDePlace(options);
  expect(await place.scrape()).toMatchObject({ code: 0, err: '' });
  const run: Run = async (...flags) => {
    const before = place.site.calls().length;
    const { code, out, err } = await place.scrape(['--json', ...flags]);
    expect(err).toBe('');
    const calls = place.site.calls().slice(before);
    const asked = calls.flatMap(({ call, query }) =>
      call === 'ssuserInfos' ? [] : [query.get('romnom') ?? query.get('media') ?? call],
    );
    return { code, out, asked: asked.sort() };
  };
  return { ...place, run };
}

const edit = (path: string, change: (text: string) => string): void => {
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
};

test('a deleted field comes back in every mode that makes requests, and nothing else in the entry changes', async () => {
  const place = await scrapedPlace();
  const named = readFileSync(place.gamelist('nes'), 'utf8').replace('<name>Pond Patrol</name>', '<name>My pond</name>');
  const lacking = [
    named.replace('\t\t<desc>Keep the pond clean.</desc>\n', ''),
    named.replace('<desc>Keep the pond clean.</desc>', '<desc/>'),
  ];
  for (const flags of [[], ['--skip-scraped'], ['--mode', 'new_only'], ['--mode', 'changed']]) {
    for (const without of flags.length === 0 ? lacking : lacking.slice(0, 1)) {
      writeFileSync(place.gamelist('nes'), without);
      const { code, out, asked } = await place.run(...flags);
      // From the stored answer.
      expect({ flags, code, asked }).toEqual({ flags, code: 0, asked: [] });
      expect(endings(out)).toEqual({ [KITE]: 'skipped', [POND]: 'scraped' });
      expect(readFileSync(place.gamelist('nes'), 'utf8')).toBe(named);
    }
  }
});

test('a deleted entry comes back', async () => {
  const place = await scrapedPlace();
  const whole = readFileSync(place.gamelist('nes'), 'utf8');
  edit(place.gamelist('nes'), (text) => text.replace(/\t<game id="9101"[^]*?<\/game>\n/, ''));
  const { out, asked } = await place.run('--mode', 'new_only');
  expect(endings(out)).toEqual({ [KITE]: 'skipped', [POND]: 'scraped' });
  expect(asked).toEqual([]);
  expect(readFileSync(place.gamelist('nes'), 'utf8')).toBe(whole);
});

test('deleted media are fetched again, and the entry stays as the user left it', async () => {
  const place = await scrapedPlace();
  const cover = readFileSync(place.mediumPath(POND_COVER));
  rmSync(place.mediumPath(POND_COVER));
  edit(place.gamelist('nes'), (text) => text.replace('<name>Pond Patrol</name>', '<name>My pond</name>'));
  const mine = readFileSync(place.gamelist('nes'), 'utf8');

  const onlyNew = await place.run('--mode', 'new_only');
  expect(onlyNew).toMatchObject({ code: 0, asked: [] });
  expect(endings(onlyNew.out)[POND]).toBe('skipped');

  const missing = await place.run('--skip-scraped');
  expect(missing).toMatchObject({ code: 0, asked: ['box-2D(eu)'] });
  expect(endings(missing.out)).toEqual({ [KITE]: 'skipped', [POND]: 'scraped' });
  expect(summary(missing.out)).toMatchObject({ media: 1, scraped: 1, skipped: 1 });
  expect(readFileSync(place.mediumPath(POND_COVER))).toEqual(cover);
  expect(readFileSync(place.gamelist('nes'), 'utf8')).toBe(mine);
  expect(await place.run()).toMatchObject({ code: 0, asked: [] });
});

describe('--update', () => {
  test('requests every game again, but fetches only media that differ on the site', async () => {
    const place = await scrapedPlace();
    const better = demoMedium('9101', { type: 'box-2D', region: 'eu' }, 2);
    place.site.setMedium('9101', better);
    const others = filesBelow(place.tree.media).filter((file) => file !== POND_COVER);
    const times = others.map((file) => statSync(place.mediumPath(file)).mtimeMs);

    expect(await place.run()).toMatchObject({ code: 0, asked: [] });
    const { code, out, asked } = await place.run('--update');
    expect(code).toBe(0);
    expect(asked).toEqual(['Kite Fighters (USA).nes', POND_ROM, 'box-2D(eu)']);
    expect(endings(out)).toEqual({ [KITE]: 'scraped', [POND]: 'scraped' });
    const stored = eventsOfType(out, 'media.stored');
    expect(stored.filter(({ reused }) => !reused).map(({ file }) => file)).toEqual([POND_COVER]);
    expect(
      stored
        .filter(({ reused }) => reused)
        .map(({ file }) => file)
        .sort(),
    ).toEqual(others);
    expect(readFileSync(place.mediumPath(POND_COVER))).toEqual(better.content);
    expect(others.map((file) => statSync(place.mediumPath(file)).mtimeMs)).toEqual(times);
    // What romflow fetched itself is replaced without a copy.
    expect(filesBelow(place.tree.media).filter((file) => file.startsWith('CLEANUP/'))).toEqual([]);
  });

  test('moves aside media that the site no longer has, but not the last medium of a game', async () => {
    const place = await scrapedPlace({ only: ['nes/Pond'], config: { scraping: { media_types: ['covers', 'ss'] } } });
    const shot = 'nes/screenshots/Pond Patrol (USA).png';
    const bytes = readFileSync(place.mediumPath(shot));
    place.site.removeMedium('9101', { type: 'ss', region: 'wor' });

    const { code, out } = await place.run('--update');
    expect(code).toBe(0);
    expect(eventsOfType(out, 'media.retired')).toMatchObject([
      { kind: 'screenshots', file: shot, to: `CLEANUP/${shot}` },
    ]);
    expect(filesBelow(place.tree.media)).toEqual([`CLEANUP/${shot}`, POND_COVER]);
    expect(readFileSync(place.mediumPath(`CLEANUP/${shot}`))).toEqual(bytes);

    place.site.removeMedium('9101', { type: 'box-2D', region: 'eu' });
    expect((await place.run('--update')).code).toBe(0);
    expect(filesBelow(place.tree.media)).toEqual([`CLEANUP/${shot}`, POND_COVER]);
    expect(await place.run()).toMatchObject({ code: 0, asked: [] });
  });

  test('moves aside what the user had put in the place of a medium, which stays there without it', async () => {
    const place = await esDePlace({ only: ['nes/Pond'], config: { scraping: { media_types: ['covers', 'ss'] } } });
    const mine = demoMedium('mine', { type: 'box-2D', region: null }).content;
    const run = (...flags: readonly string[]) => place.scrape(['--json', ...flags]);
    rmSync(place.gamelist('nes'), { force: true });
    writeBelow(place.mediumPath(POND_COVER), mine);

    expect((await run()).code).toBe(0);
    expect(readFileSync(place.mediumPath(POND_COVER))).toEqual(mine);
    const { code, out } = await run('--update');
    expect(code).toBe(0);
    expect(eventsOfType(out, 'media.retired')).toMatchObject([{ file: POND_COVER, to: `CLEANUP/${POND_COVER}` }]);
    expect(readFileSync(place.mediumPath(`CLEANUP/${POND_COVER}`))).toEqual(mine);
    expect(readFileSync(place.mediumPath(POND_COVER))).not.toEqual(mine);
  });
});

test('a ROM with new content is requested again in modes that look at it; a new modification time is not a change', async () => {
  const place = await scrapedPlace();
  const become = (name: string): void => {
    writeFileSync(place.romPath('nes', POND_ROM), demoRom(name));
  };
  for (const [flags, name, game] of [
    [['--mode', 'changed'], 'Orbit Otter II (Europe).nes', '9102'],
    [['--update'], 'Copper Canyon Chronicles (USA).nes', '9103'],
  ] as const) {
    become(name);
    expect(await place.run()).toMatchObject({ code: 0, asked: [] });
    const { code, out } = await place.run(...flags);
    expect(code).toBe(0);
    expect(endings(out)[POND]).toBe('scraped');
    const identified = eventsOfType(out, 'rom.identified').find(({ rom }) => rom === `./${POND_ROM}`);
    expect(identified).toMatchObject({ game, by: 'hash', cached: false });
  }
  utimesSync(place.romPath('nes', POND_ROM), new Date(0), new Date(1000));
  const { out, asked } = await place.run('--mode', 'changed');
  expect(asked).toEqual([]);
  expect(endings(out)).toEqual({ [KITE]: 'skipped', [POND]: 'skipped' });
});

test('--mode force requests everything again each time, and --mode skip requests nothing', async () => {
  const place = await scrapedPlace();
  for (const time of [1, 2]) {
    const { code, asked, out } = await place.run('--mode', 'force');
    expect(code, `time ${time}`).toBe(0);
    expect(asked).toEqual(['Kite Fighters (USA).nes', POND_ROM]);
    expect(summary(out)).toMatchObject({ scraped: 2, media: 0 });
  }
  rmSync(place.gamelist('nes'));
  const skip = await place.run('--mode', 'skip');
  expect(skip).toMatchObject({ code: 0, asked: [] });
  expect(Object.values(details(skip.out))).toEqual(Array(2).fill('mode skip asks for nothing'));
  expect(existsSync(place.gamelist('nes'))).toBe(false);
});

test('what the site lacks, does not know, or takes for something other than a game is not requested again', async () => {
  const place = await esDePlace({ only: ['nes/Homemade', 'snes/Bare', 'snes/Controller'] });
  expect((await place.scrape()).code).toBe(1);
  place.site.replace({ ...must(place.site.games.find(({ id }) => id === '9005')), developer: null });
  expect((await place.scrape(['--mode', 'force'])).code).toBe(1);
  const asked = place.site.requests.length;
  const { code, out } = await place.scrape(['--json']);
  expect(code).toBe(0);
  expect(new Set(Object.values(endings(out)))).toEqual(new Set(['skipped']));
  expect(place.site.requests).toHaveLength(asked);
});

test('a game rejected for its name is reconsidered when the settings become less strict', async () => {
  const place = await esDePlace({ only: ['nes/Kite'], config: { scraping: { name_verification: 'strict' } } });
  place.site.replace({
    ...must(place.site.games.find(({ id }) => id === '9105')),
    names: [{ region: 'us', text: 'Dragon Kites' }],
  });
  expect((await place.scrape()).code).toBe(1);
  expect((await place.scrape()).code).toBe(0);
  const asked = place.site.requests.length;
  place.configure({ scraping: { name_verification: 'disabled' } });
  const { code, out } = await place.scrape(['--json']);
  expect(code).toBe(0);
  expect(endings(out)).toEqual({ [KITE]: 'scraped' });
  expect(romsAsked(place.site)).toEqual(['Kite Fighters (USA).nes']);
  // Only the media.
  expect(place.site.requests.length - asked).toBe(1 + summary(out).media);
});

test('--systems takes one system, several, or other notations for them; --threads takes fewer than the account allows', async () => {
  const place = await esDePlace({ only: ['nes/Pond', 'psx/Night', 'snes/Bare'], latencyMs: { call: 5, medium: 50 } });
  const ran = async (...flags: readonly string[]): Promise<readonly string[]> => {
    const { code, out } = await place.scrape(['--json', ...flags]);
    expect(code).toBe(0);
    return eventsOfType(out, 'system.ended').map(({ system }) => system);
  };
  expect(await ran('--systems', 'PSX', '--threads', '1')).toEqual(['psx']);
  expect(place.site.mostAtOnce()).toBe(1);
  expect(await ran('--systems', 'snes', 'nes', '--threads', '3')).toEqual(['nes', 'snes']);
  expect(place.site.mostAtOnce()).toBe(3);
  expect(await ran('--systems=nes,psx')).toEqual(['nes', 'psx']);
  expect(callCounts(place.site)).toMatchObject({ jeuInfos: 3 });
  expect(place.site.violations).toEqual([]);
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the made-up site lacks a game');
  return value;
}

function writeBelow(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
