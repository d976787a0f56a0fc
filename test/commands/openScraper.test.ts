import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Observable, NEVER, lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Scraper, openScraper } from '../../src/commands/openScraper.js';
import type { ScrapeSettings } from '../../src/config/scrapeSettings.js';
import { refuse } from '../../src/demo/screenScraper/faults.js';
import { ArchiveError, CredentialsError, UnreachableError } from '../../src/model/errors.js';
import { writeTree } from '../files/fileTree.js';
import { reports } from '../marbles.js';
import { HASHES } from '../scrapeSamples.js';
import { scrapeSite } from './scrapeSite.js';

const { start, settings, at } = scrapeSite();
const query = { systemId: '4', romName: 'Nobody Knows.sfc', size: 1, hashes: HASHES };
const ask = ({ requests }: Scraper) => lastValueFrom(requests.game(query), { defaultValue: 'stopped' as const });

function opened(given: ScrapeSettings, stop$: Observable<unknown> = NEVER) {
  const { events, report } = reports();
  return { scraper: openScraper(given, { report, stop$ }), events };
}

describe('openScraper', () => {
  it('leaves no trace of a run that asks for nothing', async () => {
    const site = await start();
    const given = await settings(site.baseUrl);
    const { scraper, events } = opened(given);
    scraper.requests.game(query);
    expect(scraper.requestsMade()).toBe(0);
    scraper.close();
    expect(existsSync(given.stateFolder)).toBe(false);
    expect([site.requests, events]).toEqual([[], []]);
  });

  it('asks for the account once, before the first request, and tells what it may', async () => {
    const site = await start({ account: { maxthreads: 4, maxrequestspermin: 100 } });
    const { scraper, events } = opened(await settings(site.baseUrl, { threads: '3' }));
    const answers = await Promise.all([ask(scraper), ask(scraper), ask(scraper)]);
    await ask(scraper);
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ game: null, tooManyUnknown: false })));
    expect(site.calls().map(({ call }) => call)).toEqual([
      'ssuserInfos',
      'jeuInfos',
      'jeuInfos',
      'jeuInfos',
      'jeuInfos',
    ]);
    expect(scraper.requestsMade()).toBe(5);
    expect(site.violations).toEqual([]);
    expect(events).toEqual([
      { type: 'account', threads: 3, perMinute: 100, requestsToday: 0, maxPerDay: site.account.maxrequestsperday },
    ]);
    scraper.close();
  });

  it('allows no more than the account does', async () => {
    const site = await start({ account: { maxthreads: 2 } });
    const { scraper, events } = opened(await settings(site.baseUrl, { threads: '9' }));
    await ask(scraper);
    expect(events).toMatchObject([{ type: 'account', threads: 2 }]);
    scraper.close();
  });

  it('tells what it does, where the account may do nothing by what it says', async () => {
    const body = Buffer.from(
      '<Data><ssuser><maxthreads>0</maxthreads><maxrequestspermin>0</maxrequestspermin></ssuser></Data>',
    );
    const site = await start({ faults: () => ({ kind: 'answer', status: 200, headers: {}, body }) });
    const { scraper, events } = opened(await settings(site.baseUrl));
    await ask(scraper);
    expect(events).toMatchObject([{ type: 'account', threads: 1, perMinute: null }]);
    scraper.close();
  });

  it('searches and fetches after the log-in, too', async () => {
    const site = await start();
    const { scraper } = opened(await settings(site.baseUrl));
    expect(await lastValueFrom(scraper.requests.search({ systemId: '4', name: 'nothing like it' }))).toEqual([]);
    expect(site.calls().map(({ call }) => call)).toEqual(['ssuserInfos', 'jeuRecherche']);
    scraper.close();
  });

  it('asks for nothing more when the account cannot be had in all tries', async () => {
    const site = await start({ faults: () => refuse(500) });
    const { scraper } = opened(await settings(site.baseUrl));
    await expect(ask(scraper)).rejects.toThrow(UnreachableError);
    const tries = site.requests.length;
    await expect(ask(scraper)).rejects.toThrow(UnreachableError);
    expect(tries).toBeGreaterThan(0);
    expect(site.requests).toHaveLength(tries);
    scraper.close();
  });

  it('asks for nothing more when the log-in is refused', async () => {
    const site = await start({ faults: () => refuse(403) });
    const { scraper } = opened(await settings(site.baseUrl));
    await expect(ask(scraper)).rejects.toThrow(CredentialsError);
    await expect(ask(scraper)).rejects.toThrow(CredentialsError);
    expect(site.requests).toHaveLength(1);
    scraper.close();
  });

  it('says what is missing instead of asking without credentials', async () => {
    const site = await start();
    const given = await settings(site.baseUrl, {}, { credentials: null });
    const { scraper } = opened(given);
    await expect(ask(scraper)).rejects.toThrow(CredentialsError);
    await expect(ask(scraper)).rejects.toThrow(/user_id/);
    expect([scraper.requestsMade(), site.requests]).toEqual([0, []]);
    expect(existsSync(given.stateFolder)).toBe(false);
    scraper.close();
  });

  it('asks for nothing in a run that is to end', async () => {
    const site = await start();
    const { scraper } = opened(await settings(site.baseUrl), of('now'));
    expect(await ask(scraper)).toBe('stopped');
    expect(site.requests).toEqual([]);
    scraper.close();
  });

  it('fails with an ArchiveError where the account’s gate cannot be kept', async () => {
    const site = await start();
    const given = await settings(site.baseUrl);
    writeTree(at(), { state: 'a file where a folder should be' });
    const { scraper } = opened({ ...given, stateFolder: join(at('state'), 'romflow') });
    await expect(ask(scraper)).rejects.toThrow(ArchiveError);
    expect(site.requests).toEqual([]);
    scraper.close();
  });
});
