import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Observable, filter, lastValueFrom, takeUntil } from 'rxjs';
import { lockArchive } from '../archive/lock.js';
import { SCRAPE_STATE_FILE, type ScrapeState, openScrapeState } from '../archive/scrapeState.js';
import { credentialsHelp } from '../config/credentials.js';
import type { ScrapeSettings } from '../config/scrapeSettings.js';
import { copyDatabase } from '../files/copyDatabase.js';
import { esDeRunning } from '../files/esDeRunning.js';
import { hashRoms } from '../files/hashRoms.js';
import { readSystemList } from '../files/readSystemList.js';
import { CredentialsError, OutputClosedError, RunError } from '../model/errors.js';
import type { Report, RunEvent } from '../model/events.js';
import type { KnownSystem } from '../model/system.js';
import { aborted } from '../streams/aborted.js';
import { eventStream } from '../streams/eventStream.js';
import { knownSystems } from '../streams/knownSystems.js';
import { scrapeCourse } from '../streams/scrapeCourse.js';
import { scrapeDeps } from '../streams/scrapeDeps.js';
import { NOTHING_SCRAPED, countScrape } from '../streams/scrapeTotals.js';
import { type Asker, askerOn } from './chooseOnTerminal.js';
import type { Host } from './context.js';
import { openScraper } from './openScraper.js';
import { scrapeOptions } from './scrapeOptions.js';
import { showScrape } from './showScrape.js';

/** What a scrape has of the process around it. */
export type ScrapeHost = Pick<Host, 'stdin' | 'stdout' | 'stderr' | 'signal' | 'cwd'>;

/**
 * One run of the scrape course, shown on the host's streams.
 *
 * @param watch - sees every event
 * @returns the exit code
 * @throws RunError - what ended the run; what was done stays done, and the next run goes on
 */
export async function scrapeRun(
  settings: ScrapeSettings,
  host: ScrapeHost,
  watch: (event: RunEvent) => void = () => undefined,
): Promise<number> {
  const { report, events$, end } = eventStream(() => new Date());
  events$.subscribe(watch);
  const shown = showScrape(settings, events$, host);
  try {
    const { dry_run: dryRun } = settings.runtime;
    report({ type: 'run.started', command: 'scrape', archive: settings.paths.roms, dryRun });
    const asks = !dryRun && settings.scraping.scrape_mode !== 'skip';
    if (asks && settings.credentials === null) throw new CredentialsError(credentialsHelp(settings.missingCredentials));
    const lists = await Promise.all(settings.esSystems.map(readSystemList));
    const wanted = { wanted: settings.scraping.systems, romRoot: settings.paths.roms, home: homedir() };
    const systems = knownSystems(lists, wanted, report);
    report({ type: 'scrape.started', mode: modeOf(settings), systems: systems.length, dryRun });
    if (!dryRun && (await esDeRunning())) {
      report({ type: 'warning', message: 'ES-DE is running: it rewrites its gamelists when it ends; end it first.' });
    }
    return await (dryRun ? inDryRun : locked)(settings, (stateFile) =>
      run({ settings, systems, stateFile, host, report, events$, errorLog: shown.errorLog }),
    );
  } finally {
    end();
    await shown.ended;
  }
}

/** Nobody else may scrape into these gamelists meanwhile. */
async function locked(settings: ScrapeSettings, work: (stateFile: string) => Promise<number>): Promise<number> {
  const stateFile = join(settings.paths.gamelists, SCRAPE_STATE_FILE);
  const lock = lockArchive(stateFile, () => new Date(), 'these gamelists');
  try {
    return await work(stateFile);
  } finally {
    lock.release();
  }
}

/** On a copy of what is remembered: not a byte is written where it lies. */
async function inDryRun(settings: ScrapeSettings, work: (stateFile: string) => Promise<number>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'romflow-dry-run-'));
  try {
    return await work(await copyDatabase(join(settings.paths.gamelists, SCRAPE_STATE_FILE), folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly settings: ScrapeSettings;
  readonly systems: readonly KnownSystem[];
  readonly stateFile: string;
  readonly host: ScrapeHost;
  readonly report: Report;
  readonly events$: Observable<RunEvent>;
  /** The file that names the failures; null when there are none. */
  readonly errorLog: () => string | null;
}

async function run(about: Run): Promise<number> {
  const { settings, stateFile, host } = about;
  const state = await openScrapeState(stateFile, { now: Date.now, uuid: randomUUID });
  const hasher = hashRoms({ threads: availableParallelism(), sizeLimit: settings.scraping.crc_size_limit });
  try {
    return await scraped(about, state, hasher, askerOn(host, host.signal));
  } finally {
    await hasher.close();
    state.close();
  }
}

async function scraped(
  { settings, systems, host, report, events$, errorLog }: Run,
  state: ScrapeState,
  hasher: ReturnType<typeof hashRoms>,
  asker: Asker | null,
): Promise<number> {
  const startedAt = Date.now();
  const { signal } = host;
  const { dry_run: dryRun } = settings.runtime;
  const options = scrapeOptions(settings, asker !== null);
  let totals = NOTHING_SCRAPED;
  let gamelistsFailed = 0;
  const counting = events$.subscribe((event) => {
    totals = countScrape(totals, event);
  });
  const stop$ = aborted(signal);
  const scraper = openScraper(settings, { report, stop$ });
  const begun = state.runs.begin({ mode: String(options.system.plan.mode), options: digest(options) });
  try {
    const deps = scrapeDeps(
      { ...options, notBefore: options.notBefore(begun.startedAt) },
      {
        ...{ state, run: begun.id, hasher, requests: scraper.requests, report, signal, now: Date.now },
        confirm: asker?.confirm ?? null,
        choose: settings.search.interactive_search ? (asker?.choose ?? null) : null,
        totals: () => totals,
        systemFailed: () => {
          gamelistsFailed += 1;
        },
      },
    );
    const unread$ = stop$.pipe(filter((reason) => reason instanceof OutputClosedError));
    await lastValueFrom(scrapeCourse(systems, { ...options, dryRun }, deps).pipe(takeUntil(unread$)), {
      defaultValue: null,
    });
    const halt = deps.halted();
    const outcome = signal.aborted ? 'paused' : halt === null ? 'complete' : halt.exitCode === 3 ? 'quota' : 'failed';
    state.runs.finish(begun.id, outcome);
    const { planned: _planned, ...counts } = totals;
    report({
      type: 'scrape.summary',
      ...{ outcome, dryRun, ...counts },
      left: totals.total - totals.scraped - totals.skipped - totals.unmatched - totals.failed - totals.planned,
      requests: scraper.requestsMade(),
      gamelistsFailed,
      errorLog: errorLog(),
      elapsedMs: Date.now() - startedAt,
    });
    if (signal.aborted) return signal.reason instanceof RunError ? signal.reason.exitCode : 130;
    if (halt !== null) return halt.exitCode;
    return totals.failed + totals.unmatched + gamelistsFailed > 0 ? 1 : 0;
  } catch (error) {
    state.runs.finish(begun.id, 'failed');
    throw error;
  } finally {
    counting.unsubscribe();
    scraper.close();
  }
}

const digest = (options: object): string => createHash('sha256').update(JSON.stringify(options)).digest('hex');

const MODES = {
  new_only: 'new games only',
  changed: 'new and changed games',
  force: 'everything anew',
  skip: 'nothing is asked for',
} as const;

function modeOf({ scraping, update }: ScrapeSettings): string {
  if (update) return 'new and changed games, media compared with the site';
  return scraping.scrape_mode === null ? 'new games and missing media' : MODES[scraping.scrape_mode];
}
