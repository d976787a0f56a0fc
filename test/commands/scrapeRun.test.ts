import { appendFileSync, copyFileSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lockArchive } from '../../src/archive/lock.js';
import { SCRAPE_STATE_FILE } from '../../src/archive/scrapeState.js';
import { scrapeRun } from '../../src/commands/scrapeRun.js';
import type { ScrapeSettings } from '../../src/config/scrapeSettings.js';
import {
  ArchiveError,
  ArchiveLockedError,
  ConfigError,
  CredentialsError,
  DamageError,
  InterruptedError,
  OutputClosedError,
} from '../../src/model/errors.js';
import { type RunEvent, runEvent } from '../../src/model/events.js';
import { query } from '../archive/archiveFolder.js';
import { writeTree } from '../files/fileTree.js';
import { fakeHost } from './fakeHost.js';
import { ALSO_KNOWN, KNOWN, UNKNOWN, scrapeSite } from './scrapeSite.js';

const { at, roms, start, settings } = scrapeSite();
const locks: { readonly release: () => void }[] = [];
afterEach(() => {
  for (const lock of locks.splice(0)) lock.release();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Runs a scrape, which `watch` may stop. */
async function scrape(
  given: ScrapeSettings,
  watch: (event: RunEvent, stop: AbortController) => void = () => undefined,
) {
  const stop = new AbortController();
  const { host, out, err } = fakeHost({ cwd: at(), signal: stop.signal });
  const events: RunEvent[] = [];
  const code = await scrapeRun(given, host, (event) => {
    events.push(event);
    watch(event, stop);
  }).catch((error: unknown) => error);
  const summary = events.find((event) => event.type === 'scrape.summary');
  return { code, events, summary, out: out(), err: err() };
}

const outcomes = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'rom.done' ? [`${event.rom} ${event.outcome}`] : []));

/** Every file with its modification time and size, except for SQLite's own files beside the state database. */
const tree = (): readonly string[] =>
  readdirSync(at(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/-(?:wal|shm)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`)
    .sort();

describe('scrapeRun', () => {
  it('scrapes, sums up, and reports failures by its exit code; the second run makes no requests', async () => {
    roms(KNOWN, ALSO_KNOWN, UNKNOWN);
    const site = await start();
    const given = await settings(site.baseUrl);
    const first = await scrape(given);
    expect(first.code).toBe(1);
    expect(first.summary).toMatchObject({
      outcome: 'complete',
      dryRun: false,
      systems: 2,
      total: 3,
      scraped: 2,
      unmatched: 1,
      media: 2,
      left: 0,
      requests: site.requests.length,
      mediaFailed: 0,
      gamelistsFailed: 0,
      errorLog: at('errors.log'),
    });
    expect(first.events.at(-1)).toBe(first.summary);
    expect(readFileSync(at('gamelists', 'snes', 'gamelist.xml'), 'utf8')).toContain('Lantern Harbor');

    const asked = site.requests.length;
    const second = await scrape(given);
    expect(second.code).toBe(0);
    expect(second.summary).toMatchObject({ scraped: 0, skipped: 3, requests: 0, errorLog: null });
    expect(site.requests).toHaveLength(asked);
  });

  it('leaves a state that the next run need not read through, unless somebody else writes to it', async () => {
    roms(KNOWN);
    const site = await start();
    const given = await settings(site.baseUrl);
    const state = join(given.paths.gamelists, SCRAPE_STATE_FILE);
    const isUnchanged = (): boolean => {
      const lock = lockArchive(state, () => new Date());
      locks.push(lock);
      const unchanged = lock.isUnchangedSinceClose(state);
      lock.release();
      return unchanged;
    };
    await scrape(given);
    expect(isUnchanged()).toBe(true);
    await scrape(given);
    expect(isUnchanged()).toBe(true);
    appendFileSync(state, '!');
    expect(isUnchanged()).toBe(false);
  });

  it.each([
    ['trusts a state that is as the last run left it', true, 0],
    ['checks one that somebody has written to against the schema', false, 1],
  ])('%s', async (_, isLeft, indexes) => {
    roms(KNOWN);
    const site = await start();
    const given = await settings(site.baseUrl);
    const state = join(given.paths.gamelists, SCRAPE_STATE_FILE);
    await scrape(given);
    const db = new Database(state);
    db.exec('DROP INDEX scrape_answers_asked');
    db.close();
    const lock = lockArchive(state, () => new Date());
    locks.push(lock);
    if (isLeft) lock.leave(state);
    lock.release();
    await scrape(given);
    expect(query(state, "SELECT 1 FROM sqlite_master WHERE name = 'scrape_answers_asked'")).toHaveLength(indexes);
  });

  it('says what to do about a state that was damaged without being written to, which is found when it is used', async () => {
    roms(KNOWN);
    const site = await start();
    const given = await settings(site.baseUrl);
    const state = join(given.paths.gamelists, SCRAPE_STATE_FILE);
    await scrape(given);
    // Reading it would leave a write-ahead log beside it.
    copyFileSync(state, at('copy.db'));
    const [found] = query(at('copy.db'), "SELECT rootpage FROM sqlite_master WHERE name = 'rom_states'");
    const page = Number(found?.rootpage);
    const bytes = readFileSync(state);
    writeFileSync(state, bytes.fill(0xff, (page - 1) * 4096, page * 4096));
    const lock = lockArchive(state, () => new Date());
    lock.leave(state);
    lock.release();
    const { code } = await scrape(given);
    expect(code).toBeInstanceOf(DamageError);
    expect(String(code)).toMatch(/romflow-scrape\.db is damaged: move it away and run again; gamelists and media stay/);
  });

  it('reports no time before its start when the clock is set back meanwhile', async () => {
    roms(KNOWN);
    const site = await start();
    let aheadMs = 3_600_000;
    const clock = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => clock() + aheadMs);
    const { code, events, summary } = await scrape(await settings(site.baseUrl), ({ type }) => {
      if (type === 'rom.done') aheadMs = 0;
    });
    expect(code).toBe(0);
    expect(summary).toMatchObject({ outcome: 'complete', elapsedMs: 0 });
    for (const event of events) expect(runEvent.safeParse(event)).toMatchObject({ success: true });
  });

  it('fetches a medium again when only an empty file is left of it', async () => {
    roms(KNOWN, ALSO_KNOWN);
    const site = await start();
    const given = await settings(site.baseUrl);
    await scrape(given);
    const [cover = ''] = tree().flatMap((line) => /^.*Lantern Harbor \(USA\)\.png/.exec(line) ?? []);
    const picture = readFileSync(cover);
    writeFileSync(cover, '');
    const { code, events, summary } = await scrape(given);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ scraped: 1, skipped: 1, media: 1 });
    expect(outcomes(events)).toContain(`./Lantern Harbor (USA).sfc scraped`);
    expect(readFileSync(cover)).toEqual(picture);
  });

  it('fetches a missing medium of a ROM that has changed, but leaves the change itself to the mode that looks for it', async () => {
    roms(KNOWN, ALSO_KNOWN);
    const site = await start();
    const given = await settings(site.baseUrl);
    await scrape(given);
    const [cover = ''] = tree().flatMap((line) => /^.*Lantern Harbor \(USA\)\.png/.exec(line) ?? []);
    rmSync(cover);
    copyFileSync(at('roms', ALSO_KNOWN), at('roms', KNOWN));
    expect((await scrape(given)).summary).toMatchObject({ scraped: 1, media: 1 });
    expect((await scrape(given)).summary).toMatchObject({ scraped: 0, skipped: 2, requests: 0 });
    expect((await scrape(await settings(site.baseUrl, { mode: 'changed' }))).summary).toMatchObject({ scraped: 1 });
  });

  it('needs credentials for requests, but not to show what it would do', async () => {
    roms(KNOWN);
    const site = await start();
    const without = (flags: Readonly<Record<string, unknown>>) => settings(site.baseUrl, flags, { credentials: null });
    const before = tree();
    const refused = await scrape(await without({}));
    expect(refused.code).toBeInstanceOf(CredentialsError);
    expect(refused.events.map(({ type }) => type)).toEqual(['run.started']);
    expect((await scrape(await without({ dryRun: true }))).code).toBe(0);
    expect((await scrape(await without({ mode: 'skip' }))).summary).toMatchObject({ skipped: 1, requests: 0 });
    expect(site.requests).toEqual([]);
    expect(tree().length).toBeGreaterThan(before.length);
  });

  it('writes and requests nothing in a dry run, whatever is stored', async () => {
    roms(KNOWN, UNKNOWN);
    const site = await start();
    await scrape(await settings(site.baseUrl));
    roms(ALSO_KNOWN);
    const given = await settings(site.baseUrl, { dryRun: true });
    const [before, asked] = [tree(), site.requests.length];
    const { code, events, summary } = await scrape(given);
    expect(code).toBe(0);
    expect(outcomes(events)).toEqual([
      './Lantern Harbor (USA).sfc skipped',
      './Pépin & Cie (France).sfc planned',
      './Nobody Knows (USA).nes skipped',
    ]);
    expect(summary).toMatchObject({
      dryRun: true,
      total: 3,
      skipped: 2,
      planned: 1,
      left: 0,
      requests: 0,
      errorLog: null,
    });
    expect(tree()).toEqual(before);
    expect(site.requests).toHaveLength(asked);
  });

  it('says in one sentence that a dry run has no temporary folder', async () => {
    const site = await start();
    const given = await settings(site.baseUrl, { dryRun: true });
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, at('nowhere'));
    const { code } = await scrape(given);
    expect(code).toBeInstanceOf(ArchiveError);
    expect(String(code)).toContain(`Cannot create a temporary folder in ${at('nowhere')}: its folder is missing`);
  });

  it('leaves gamelists alone that another process works on', async () => {
    roms(KNOWN);
    const site = await start();
    const given = await settings(site.baseUrl);
    locks.push(lockArchive(at('gamelists', 'romflow-scrape.db'), () => new Date()));
    const { code, summary } = await scrape(given);
    expect(code).toBeInstanceOf(ArchiveLockedError);
    expect(String(code)).toContain('these gamelists');
    expect(summary).toBeUndefined();
    expect(site.requests).toEqual([]);
    expect((await scrape(await settings(site.baseUrl, { dryRun: true }))).code).toBe(0);
  });

  it('counts an unreadable gamelist as a failure, and continues with the other systems', async () => {
    roms(KNOWN, UNKNOWN);
    writeTree(at(), { 'gamelists/nes/gamelist.xml': '<gameList>' });
    const site = await start();
    const { code, summary, events } = await scrape(await settings(site.baseUrl));
    expect(code).toBe(1);
    expect(summary).toMatchObject({ outcome: 'complete', gamelistsFailed: 1, scraped: 1, total: 1 });
    expect(outcomes(events)).toEqual(['./Lantern Harbor (USA).sfc scraped']);
  });

  it('stops at the end of the quota, names what was not asked for, and resumes there', async () => {
    roms(KNOWN, ALSO_KNOWN, UNKNOWN);
    const site = await start({ account: { maxrequestsperday: 0 } });
    const given = await settings(site.baseUrl);
    const { code, summary, events } = await scrape(given);
    expect(code).toBe(3);
    expect(summary).toMatchObject({ outcome: 'quota', total: 3, left: 3, scraped: 0 });
    expect(outcomes(events).filter((line) => line.endsWith(' left'))).toHaveLength(3);
    site.changeAccount({ maxrequestsperday: 1000 });
    expect((await scrape(given)).summary).toMatchObject({ outcome: 'complete', scraped: 2, unmatched: 1, left: 0 });
  });

  it.each([
    ['the user', new InterruptedError('Ctrl-C'), 130],
    ['whoever stopped it without a word', undefined, 130],
    ['a reader that has gone', new OutputClosedError('closed'), 0],
  ])('is stopped by %s: only what had been started is counted', async (_, reason, expected) => {
    roms(KNOWN, ALSO_KNOWN, UNKNOWN);
    const site = await start();
    const { code, summary, events } = await scrape(await settings(site.baseUrl), (event, stop) => {
      if (event.type === 'scrape.started') stop.abort(reason);
    });
    expect(code).toBe(expected);
    expect(summary).toMatchObject({ outcome: 'paused', total: 0, left: 0 });
    expect(outcomes(events)).toEqual([]);
    expect(site.requests).toEqual([]);
  });

  it('resumes a stopped run only for the same systems', async () => {
    roms(KNOWN, ALSO_KNOWN, UNKNOWN);
    const site = await start();
    const all = await settings(site.baseUrl, { mode: 'force' });
    const stopped = await scrape(all, (event, stop) => {
      if (event.type === 'system.ended') stop.abort(new InterruptedError('Ctrl-C'));
    });
    expect(stopped.summary).toMatchObject({ outcome: 'paused', scraped: 2 });
    const one = await scrape(await settings(site.baseUrl, { mode: 'force', systems: ['snes'] }));
    expect(one.summary).toMatchObject({ outcome: 'complete', scraped: 2, requests: 3 });
    // What has been requested since that run began is not requested again.
    const rest = await scrape(all);
    expect(rest.summary).toMatchObject({ outcome: 'complete', unmatched: 1, requests: 2 });
  });

  it('counts ROMs as left in the system that it had started', async () => {
    roms(KNOWN, ALSO_KNOWN, UNKNOWN);
    const site = await start();
    const { code, summary, events } = await scrape(await settings(site.baseUrl), (event, stop) => {
      if (event.type === 'system.started') stop.abort(new InterruptedError('Ctrl-C'));
    });
    expect(code).toBe(130);
    expect(summary).toMatchObject({ outcome: 'paused', total: 2, left: 2 });
    expect(outcomes(events)).toEqual([]);
    expect(events.find(({ type }) => type === 'system.ended')).toMatchObject({ total: 2, left: 2 });
  });

  it('ends without a summary on an error that concerns more than one ROM, and resumes there', async () => {
    roms(KNOWN);
    writeTree(at(), { media: 'a file where a folder should be' });
    const site = await start();
    const given = await settings(site.baseUrl);
    const { code, summary } = await scrape(given);
    expect(code).toBeInstanceOf(ArchiveError);
    expect(summary).toBeUndefined();
    expect((await scrape({ ...given, paths: { ...given.paths, media: at('other media') } })).summary).toMatchObject({
      scraped: 1,
      media: 1,
      outcome: 'complete',
    });
    // The answer was stored: only the account and the medium were requested.
    expect(site.calls('jeuInfos')).toHaveLength(1);
  });

  it.each<[string, string, typeof ConfigError]>([
    ['that is none', '<other/>', ConfigError],
    ['without a system', '<systemList/>', ConfigError],
  ])('refuses a list of systems %s', async (_, list, expected) => {
    const site = await start();
    const given = await settings(site.baseUrl);
    writeTree(at(), { 'es_systems.xml': list });
    const before = tree();
    expect((await scrape(given)).code).toBeInstanceOf(expected);
    expect(tree()).toEqual(before);
  });
});
