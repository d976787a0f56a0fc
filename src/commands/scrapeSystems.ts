import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Observable, lastValueFrom } from 'rxjs';
import type { RunEnding } from '../archive/scrapeRuns.js';
import { type ScrapeState, openScrapeState, scrapeStateFailure } from '../archive/scrapeState.js';
import type { ScrapeSettings } from '../config/scrapeSettings.js';
import { hashFirstHere } from '../files/hashFirstHere.js';
import { type RomHasher, hashRoms } from '../files/hashRoms.js';
import type { RunError } from '../model/errors.js';
import type { Report, RunEvent } from '../model/events.js';
import type { KnownSystem } from '../model/system.js';
import { aborted } from '../streams/aborted.js';
import type { RunControl } from '../streams/runControl.js';
import { scrapeCourse } from '../streams/scrapeCourse.js';
import { scrapeDeps } from '../streams/scrapeDeps.js';
import { NOTHING_SCRAPED, countScrape, notAsked } from '../streams/scrapeTotals.js';
import { stopwatch } from '../streams/stopwatch.js';
import { tally } from '../streams/tally.js';
import { untilOutputClosed } from '../streams/untilOutputClosed.js';
import { askerOn } from './chooseOnTerminal.js';
import type { Host } from './context.js';
import { openScraper } from './openScraper.js';
import { optionsDigest, scrapeOptions } from './scrapeOptions.js';
import { stopExitCode } from './stopExitCode.js';

/** What a scrape is given in addition to its settings. */
export interface ScrapeContext {
  /** The state kept from run to run. */
  readonly stateFile: string;
  /** Whether it is as the last run left it, and need be neither read through nor checked against the schema. */
  readonly isUnchangedSinceClose: (file: string) => boolean;
  readonly host: Pick<Host, 'stdin' | 'stdout'>;
  readonly control: RunControl;
  /** Asks the user something; a screen gives way to it. */
  readonly aside: <T>(ask: () => Promise<T>) => Promise<T>;
  readonly report: Report;
  readonly events$: Observable<RunEvent>;
  /** The file that lists the failures; null when there are none. */
  readonly errorLog: () => string | null;
}

/**
 * Scrapes systems, using the state of earlier runs, and reports a summary.
 *
 * @returns the exit code
 * @throws RunError - whatever ended the run; it is recorded, and the next run resumes
 */
export async function scrapeSystems(
  systems: readonly KnownSystem[],
  settings: ScrapeSettings,
  context: ScrapeContext,
): Promise<number> {
  const { stateFile, isUnchangedSinceClose } = context;
  const state = await openScrapeState(stateFile, { now: Date.now, uuid: randomUUID, isUnchangedSinceClose });
  const sizeLimit = settings.scraping.crc_size_limit;
  const hasher = hashFirstHere(hashRoms({ threads: availableParallelism(), sizeLimit }), sizeLimit);
  try {
    return await scraped(systems, settings, context, { state, hasher });
  } catch (error) {
    // A file that nobody has written to since the last run is not read through, so its damage may show only now.
    throw scrapeStateFailure(stateFile, error);
  } finally {
    await hasher.close();
    state.close();
  }
}

async function scraped(
  systems: readonly KnownSystem[],
  settings: ScrapeSettings,
  { host, control, aside, report, events$, errorLog }: ScrapeContext,
  { state, hasher }: { readonly state: ScrapeState; readonly hasher: RomHasher },
): Promise<number> {
  const elapsedMs = stopwatch(Date.now);
  const { signal } = control;
  // Questions have no place among JSON events.
  const asker = settings.json ? null : askerOn(host, signal, aside);
  const options = scrapeOptions(settings, asker !== null);
  const totals = tally(events$, countScrape, NOTHING_SCRAPED);
  let gamelistsFailed = 0;
  const workers = options.concurrency;
  report({ type: 'run.planned', waiting: 0, most: null, workers, pageGapMs: null, fileGapMs: null });
  const scraper = openScraper(settings, { report, stop$: aborted(signal) });
  // A run of all systems is neither resumed nor completed by a run of just one of them.
  const about = { ...options.system.plan, systems: settings.scraping.systems.toSorted() };
  const begun = state.runs.begin({ mode: JSON.stringify(about), options: optionsDigest(options) });
  try {
    const deps = scrapeDeps(
      { ...options, notBefore: options.notBefore(begun.startedAt) },
      {
        state,
        run: begun.id,
        hasher,
        requests: scraper.requests,
        report,
        control,
        now: Date.now,
        confirm: asker?.confirm ?? null,
        choose: options.system.plan.interactive ? (asker?.choose ?? null) : null,
        totals,
        systemFailed: () => {
          gamelistsFailed += 1;
        },
      },
    );
    await lastValueFrom(scrapeCourse(systems, options, deps).pipe(untilOutputClosed(signal)), { defaultValue: null });
    const halt = deps.halted();
    const outcome = outcomeOf(signal, halt);
    state.runs.finish(begun.id, outcome);
    const counts = totals();
    report({
      type: 'scrape.summary',
      outcome,
      dryRun: options.dryRun,
      ...counts,
      left: notAsked(counts.total, counts),
      requests: scraper.requestsMade(),
      gamelistsFailed,
      errorLog: errorLog(),
      elapsedMs: elapsedMs(),
    });
    return exitCodeOf(signal, halt) ?? (counts.failed + counts.unmatched + gamelistsFailed > 0 ? 1 : 0);
  } catch (error) {
    state.runs.finish(begun.id, 'failed');
    throw error;
  } finally {
    scraper.close();
  }
}

/** @param halt - why no further requests were made; null when all were */
function outcomeOf(signal: AbortSignal, halt: RunError | null): RunEnding {
  if (signal.aborted) return 'paused';
  if (halt === null) return 'complete';
  return halt.exitCode === 3 ? 'quota' : 'failed';
}

/** Null for a run that ran to completion. */
function exitCodeOf(signal: AbortSignal, halt: RunError | null): number | null {
  if (signal.aborted) return stopExitCode(signal);
  return halt?.exitCode ?? null;
}
