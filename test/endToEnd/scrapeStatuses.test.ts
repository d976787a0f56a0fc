import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { demoRom } from '../../src/demo/demoRom.js';
import type { AccountFacts } from '../../src/demo/screenScraper/account.js';
import { demoGame } from '../../src/demo/screenScraper/demoGame.js';
import {
  type ScreenScraperFault,
  lineAs200,
  loginAs200,
  refuse,
  webPage,
} from '../../src/demo/screenScraper/faults.js';
import { gameRom } from '../../src/demo/screenScraper/game.js';
import { type EsDePlace, type EsDePlaceOptions, callCounts, esDePlace, romsAsked } from './esDePlace.js';
import { details, endings, summary, warnings } from './scrapeEvents.js';

const ORBIT = 'nes/Collection/Orbit Otter II (Europe).nes';
const HORROR = 'nes/Homemade Horror (World).nes';
const KITE = 'nes/Kite Fighters (USA).nes';
const POND = 'nes/Pond Patrol (USA).nes';
const THREE = [ORBIT, KITE, POND];

type Said = readonly ScreenScraperFault[];

/** Plays faults for each ROM, or other call, by name: the first time this one, the second time that one … and then none. */
function inTurn(faults: Readonly<Record<string, Said>>): NonNullable<EsDePlaceOptions['faults']> {
  const asked = new Map<string, number>();
  return ({ call, url }) => {
    const name = call === 'jeuInfos' ? (url.searchParams.get('romnom') ?? '') : call;
    const time = asked.get(name) ?? 0;
    asked.set(name, time + 1);
    return Object.entries(faults).find(([rom]) => rom.endsWith(name))?.[1][time] ?? null;
  };
}

/** A place with some ROMs and no media; the ROMs are requested one at a time. */
const faultyPlace = (
  faults: Readonly<Record<string, Said>>,
  { only = THREE, account = {} }: { readonly only?: readonly string[]; readonly account?: Partial<AccountFacts> } = {},
): Promise<EsDePlace> =>
  esDePlace({
    only,
    account: { maxthreads: 1, ...account },
    config: { scraping: { media_types: [] } },
    faults: inTurn(faults),
  });

const trouble: ScreenScraperFault = { kind: 'answer', status: 500, body: 'Erreur interne' };
const again = <T>(times: number, what: T): readonly T[] => Array.from({ length: times }, () => what);

/** What the site answers about a ROM, how the ROM ends, and why. */
const CASES: readonly (readonly [name: string, Said, ReturnType<typeof endings>[string], RegExp | null])[] = [
  ['400', [refuse(400)], 'failed', /malformed/],
  ['404', [refuse(404)], 'unmatched', /^No game info found from API$/],
  ['431', [refuse(431)], 'unmatched', /no more questions about unknown ROMs today/],
  ['401 for a while', again(2, refuse(401)), 'scraped', null],
  ['429 with Retry-After', [refuse(429, '0'), refuse(429, '1')], 'scraped', null],
  ['429 without it, oftener than a failure', again(6, refuse(429)), 'scraped', null],
  ['430 that the account denies', [refuse(430)], 'scraped', null],
  ['500 for a while', again(3, trouble), 'scraped', null],
  ['500 that lasts', again(4, trouble), 'failed', /has problems \(500\)/],
  ['a page', [webPage()], 'scraped', null],
  ['cut answers', [{ kind: 'cut' }, { kind: 'reset' }, { kind: 'hangup' }], 'scraped', null],
  ['words of 404', [lineAs200('Erreur : Rom/Iso/Dossier non trouvée !')], 'unmatched', /^No game info found from API$/],
  ['words of 429', [lineAs200('Le nombre de threads autorisé est atteint')], 'scraped', null],
  ['words of 401', [lineAs200('API fermé pour les non membres')], 'scraped', null],
  ['words of 400', [lineAs200('Champ crc, md5 ou sha1 erroné')], 'failed', /malformed/],
  ['words of 431', [lineAs200('Faite du tri dans vos fichiers roms et repassez demain !')], 'unmatched', /today/],
  ['other words', again(3, lineAs200('Bonjour tout le monde')), 'scraped', null],
  ['the truth', [], 'scraped', null],
];

test('what the site answers about one ROM affects only that ROM', async () => {
  const file = (name: string): string => `${name} (USA).nes`;
  const games = CASES.map(([name], index) =>
    demoGame({
      id: index + 1,
      system: 'nes',
      names: { us: name },
      roms: [gameRom(file(name), demoRom(name), ['us'])],
    }),
  );
  const place = await esDePlace({
    games,
    only: ['nes/'],
    account: { maxthreads: 1 },
    config: { scraping: { media_types: [] } },
    faults: inTurn(Object.fromEntries(CASES.map(([name, faults]) => [file(name), faults]))),
  });
  rmSync(place.romPath('nes', '.'), { recursive: true });
  mkdirSync(place.romPath('nes', '.'));
  for (const [name] of CASES) writeFileSync(place.romPath('nes', file(name)), demoRom(name));

  const { code, out, err } = await place.scrape(['--json']);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(endings(out)).toEqual(Object.fromEntries(CASES.map(([name, , outcome]) => [`nes/${file(name)}`, outcome])));
  const asked = romsAsked(place.site);
  for (const [name, faults, outcome, detail] of CASES) {
    const why = details(out)[`nes/${file(name)}`];
    if (detail === null) expect(why, name).toBeUndefined();
    else expect(why, name).toMatch(detail);
    const tries = asked.filter((one) => one === file(name));
    expect(tries, name).toHaveLength(outcome === 'scraped' ? faults.length + 1 : faults.length);
  }
  expect(summary(out).outcome).toBe('complete');
  expect(place.site.violations).toEqual([]);
});

test('after a 431 the ROM is unmatched, known ones are still found, and the next run asks for it again', async () => {
  const place = await faultyPlace({ [HORROR]: [refuse(431)] }, { only: [HORROR, POND] });
  const { out, code } = await place.scrape(['--json']);
  expect(code).toBe(1);
  expect(endings(out)).toEqual({ [HORROR]: 'unmatched', [POND]: 'scraped' });
  const { out: next } = await place.scrape(['--json']);
  expect(endings(next)).toEqual({ [HORROR]: 'unmatched', [POND]: 'skipped' });
  expect(romsAsked(place.site).filter((name) => HORROR.endsWith(name))).toHaveLength(2);
});

describe('the run ends', () => {
  test.each<[string, Said, number, RegExp]>([
    ['403', [refuse(403)], 2, /refuses the credentials/],
    ['a log-in that is refused as 200', [loginAs200()], 2, /refuses the credentials/],
    ['423', [refuse(423)], 3, /closed/],
    ['426', [refuse(426)], 1, /barred/],
    ['429 without end', again(21, refuse(429)), 3, /said so many times: run again later/],
  ])('with %s, and nothing else is requested; the next run resumes there', async (_, faults, exit, message) => {
    const place = await faultyPlace({ [KITE]: faults });
    const { code, out, err } = await place.scrape(['--json']);
    expect({ code, err }).toEqual({ code: exit, err: '' });
    // ROMs whose hash was ready first had their turn; each of the others is named.
    const { [KITE]: kite, ...others } = endings(out);
    expect(kite).toBe('left');
    expect(Object.keys(others).sort()).toEqual([ORBIT, POND]);
    const scraped = Object.values(others).filter((outcome) => outcome === 'scraped').length;
    expect(Object.values(others).filter((outcome) => outcome === 'left')).toHaveLength(2 - scraped);
    const ending = exit === 3 ? 'quota' : 'failed';
    expect(summary(out)).toMatchObject({ total: 3, scraped, left: 3 - scraped, failed: 0, outcome: ending });
    expect(warnings(out).filter((warning) => message.test(warning))).toHaveLength(1);
    const asked = romsAsked(place.site);
    expect(KITE.endsWith(asked.at(-1) ?? '')).toBe(true);
    expect(asked).toHaveLength(scraped + faults.length);

    const next = await place.scrape(['--json']);
    expect(next.code).toBe(0);
    expect(summary(next.out)).toMatchObject({ skipped: scraped, scraped: 3 - scraped });
    expect(romsAsked(place.site)).toHaveLength(3 + faults.length);
  });

  test.each<[string, Partial<AccountFacts>]>([
    ['a level of 0', { userPassword: 'another', loginRefusal: 'level 0' }],
    ['a text', { userPassword: 'another', loginRefusal: 'text' }],
    ['a 403 for the developer', { devpassword: 'another' }],
  ])('before any ROM is requested, when the login fails with %s', async (_, account) => {
    const place = await faultyPlace({}, { account });
    const { code, out, err } = await place.scrape();
    expect(code).toBe(2);
    expect(callCounts(place.site)).toEqual({ ssuserInfos: 1 });
    const sentences = err.split('\n').filter((line) => line.includes('credentials'));
    expect(sentences).toHaveLength(1);
    for (const word of [
      'https://www.screenscraper.fr',
      'screenscraper.user_id',
      'SCREENSCRAPER_PASSWORD',
      'devpassword',
    ]) {
      expect(sentences[0]).toContain(word);
    }
    expect(out).not.toMatch(/✗|at .*\.js:/);
  });
});

test('when all tries to get the account fail, the run ends and names what was not asked for; the next one resumes', async () => {
  const place = await faultyPlace({ ssuserInfos: again(4, trouble) });
  const { code, out, err } = await place.scrape();
  expect(code).toBe(1);
  expect(err).toMatch(/has problems \(500\).* run again later to resume\.\n/);
  expect(out).toMatch(/Left: +3/);
  expect(callCounts(place.site)).toEqual({ ssuserInfos: 4 });
  expect((await place.scrape()).code).toBe(0);
});
