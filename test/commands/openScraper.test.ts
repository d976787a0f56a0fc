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
  it('leaves no trace of a run that makes no requests', async () => {
    const site = await start();
    const given = await settings(site.baseUrl);
    const { scraper, events } = opened(given);
    scraper.requests.game(query);
    expect(scraper.requestsMade()).toBe(0);
    scraper.close();
    expect(existsSync(given.stateFolder)).toBe(false);
    expect([site.requests, events]).toEqual([[], []]);
  });

  it('requests the account once, before anything else, and reports its limits', async () => {
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

  it('reports the limits it uses where the account claims to allow nothing', async () => {
    const body = Buffer.from(
      '<Data><ssuser><maxthreads>0</maxthreads><maxrequestspermin>0</maxrequestspermin></ssuser></Data>',
    );
    const site = await start({ faults: () => ({ kind: 'answer', status: 200, headers: {}, body }) });
    const { scraper, events } = opened(await settings(site.baseUrl));
    await ask(scraper);
    expect(events).toMatchObject([{ type: 'account', threads: 1, perMinute: null }]);
    scraper.close();
  });

  it('also logs in before searches and downloads', async () => {
    const site = await start();
    const { scraper } = opened(await settings(site.baseUrl));
    expect(await lastValueFrom(scraper.requests.search({ systemId: '4', name: 'nothing like it' }))).toEqual([]);
    expect(site.calls().map(({ call }) => call)).toEqual(['ssuserInfos', 'jeuRecherche']);
    scraper.close();
  });

  it('makes no more requests once all tries to get the account have failed', async () => {
    const site = await start({ faults: () => refuse(500) });
    const { scraper } = opened(await settings(site.baseUrl));
    await expect(ask(scraper)).rejects.toThrow(UnreachableError);
    const tries = site.requests.length;
    await expect(ask(scraper)).rejects.toThrow(UnreachableError);
    expect(tries).toBeGreaterThan(0);
    expect(site.requests).toHaveLength(tries);
    scraper.close();
  });

  it('makes no more requests once the login is refused', async () => {
    const site = await start({ faults: () => refuse(403) });
    const { scraper } = opened(await settings(site.baseUrl));
    await expect(ask(scraper)).rejects.toThrow(CredentialsError);
    await expect(ask(scraper)).rejects.toThrow(CredentialsError);
    expect(site.requests).toHaveLength(1);
    scraper.close();
  });

  it('without credentials, says what is missing and makes no request', async () => {
    const site = await start();
    const given = await settings(site.baseUrl, {}, { credentials: null });
    const { scraper } = opened(given);
    await expect(ask(scraper)).rejects.toThrow(CredentialsError);
    await expect(ask(scraper)).rejects.toThrow(/user_id/);
    expect([scraper.requestsMade(), site.requests]).toEqual([0, []]);
    expect(existsSync(given.stateFolder)).toBe(false);
    scraper.close();
  });

  it('makes no request in a run that is stopping', async () => {
    const site = await start();
    const { scraper } = opened(await settings(site.baseUrl), of('now'));
    expect(await ask(scraper)).toBe('stopped');
    expect(site.requests).toEqual([]);
    scraper.close();
  });

  it('fails with an ArchiveError where the account’s gate cannot be opened', async () => {
    const site = await start();
    const given = await settings(site.baseUrl);
    writeTree(at(), { state: 'a file where a folder should be' });
    const { scraper } = opened({ ...given, stateFolder: join(at('state'), 'romflow') });
    await expect(ask(scraper)).rejects.toThrow(ArchiveError);
    expect(site.requests).toEqual([]);
    scraper.close();
  });
});
