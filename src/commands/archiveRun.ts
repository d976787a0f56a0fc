import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { EMPTY, type Observable, filter, fromEvent, lastValueFrom, map, merge, of, takeUntil } from 'rxjs';
import { type Gate, openGate } from '../archive/gate.js';
import { lockArchive } from '../archive/lock.js';
import { type Archive, openArchive } from '../archive/openArchive.js';
import type { Settings } from '../config/settings.js';
import { type ArchiveFiles, archiveFiles } from '../files/archiveFiles.js';
import { failpoint } from '../files/failpoint.js';
import { readBaseRom } from '../files/readBaseRom.js';
import { createHttpClient } from '../http/httpClient.js';
import { OutputClosedError, RunError } from '../model/errors.js';
import type { Report, RunEvent } from '../model/events.js';
import type { BaseRom } from '../model/rom.js';
import { createHostQueue } from '../operators/hostQueue.js';
import { siteRequests } from '../streams/siteRequests.js';
import { NOTHING_YET, countEvent } from '../streams/summary.js';
import { updateCourse } from '../streams/updateCourse.js';
import { updateDeps } from '../streams/updateDeps.js';

/** What a run is given besides its settings. */
export interface RunContext {
  /** Work on these games only; null: on whatever is new or left. */
  readonly ids: Iterable<string> | AsyncIterable<string> | null;
  readonly report: Report;
  readonly events$: Observable<RunEvent>;
  /** Aborted: finish what is in hand. */
  readonly signal: AbortSignal;
}

/** What a run has open. */
interface Opened {
  readonly base: BaseRom;
  readonly files: ArchiveFiles;
  readonly archive: Archive;
  readonly gate: Gate;
}

/**
 * One run of the archive course: opens what it needs, takes up what an earlier run left, works, and sums up.
 *
 * @returns the exit code
 * @throws RunError - what ended the run; the archive notes it, and the next run goes on
 */
export async function archiveRun(settings: Settings, context: RunContext): Promise<number> {
  const { report } = context;
  const warn = (message: string): void => {
    report({ type: 'warning', message });
  };
  const lock = lockArchive(settings.databases.rhdata, () => new Date());
  try {
    return await runLocked(settings, context, warn);
  } finally {
    lock.release();
  }
}

async function runLocked(settings: Settings, context: RunContext, warn: (message: string) => void): Promise<number> {
  const base = await readBaseRom(settings.baseRom.path, settings.baseRom.sha224, warn);
  const files = archiveFiles(settings.archive, settings.paths);
  await files.prepare();
  const archive = await openArchive(settings.databases, { now: Date.now, uuid: () => randomUUID(), warn, failpoint });
  try {
    const gate = openGate(join(settings.stateFolder, 'gate.db'), { now: Date.now, warn });
    try {
      return await run(settings, context, { base, files, archive, gate });
    } finally {
      gate.close();
    }
  } finally {
    archive.close();
  }
}

async function run(settings: Settings, context: RunContext, opened: Opened): Promise<number> {
  const { archive, files } = opened;
  const { report, events$, signal } = context;
  const startedAt = Date.now();
  let totals = NOTHING_YET;
  const counting = events$.subscribe((event) => {
    totals = countEvent(totals, event);
  });
  const id = await takeUp(settings, opened);
  try {
    // Ctrl-C lets what is in hand be finished; a reader that has gone needs nothing any more.
    const unread$ = aborted(signal).pipe(filter((reason) => reason instanceof OutputClosedError));
    await lastValueFrom(course(settings, context, opened).pipe(takeUntil(unread$)), { defaultValue: null });
  } catch (error) {
    archive.runs.finish(id, 'failed', error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    counting.unsubscribe();
    await files.emptyTemp();
  }
  const { crawlFailure, ...counts } = totals;
  const outcome = signal.aborted ? 'paused' : crawlFailure === null ? 'complete' : 'failed';
  archive.runs.finish(id, outcome === 'complete' ? 'completed' : outcome, crawlFailure);
  report({
    type: 'summary',
    command: 'update',
    outcome,
    dryRun: settings.dryRun,
    ...counts,
    waiting: archive.queue.counts().pending,
    elapsedMs: Date.now() - startedAt,
  });
  if (signal.aborted) return signal.reason instanceof RunError ? signal.reason.exitCode : 130;
  return outcome === 'failed' || counts.failed > 0 ? 1 : 0;
}

/** Puts in order what an earlier run left, and notes that this one has begun. */
async function takeUp(settings: Settings, { archive, files }: Opened): Promise<string> {
  await files.discardBlobs(archive.records.settle());
  await files.emptyTemp();
  archive.queue.requeueInterrupted();
  archive.queue.requeueFailed(settings.processing.retryMax);
  const { id, interrupted } = archive.runs.begin({ dryRun: settings.dryRun, limit: settings.limit });
  if (interrupted) await files.sweep();
  return id;
}

function course(settings: Settings, { ids, report, signal }: RunContext, opened: Opened): Observable<unknown> {
  const { smwc, processing, fetchMetadata, processNew, limit } = settings;
  const { archive, files, gate, base } = opened;
  const baseUrl = new URL(smwc.baseUrl);
  const site = siteRequests(
    {
      baseUrl,
      metadataGapMs: smwc.requestDelay + smwc.extraDelay,
      downloadGapMs: smwc.downloadDelay,
      attempts: processing.retryMax,
    },
    {
      http: createHttpClient({ userAgent: smwc.userAgent }),
      queue: createHostQueue(),
      gate,
      report,
      countTry: ({ queueId }) => archive.queue.countTry(queueId),
    },
  );
  return updateCourse(
    {
      ids,
      fetchMetadata,
      processNew,
      allPatches: processing.processAllPatches,
      limit,
      concurrency: processing.maxConcurrent,
    },
    updateDeps({
      archive,
      files,
      site,
      baseUrl,
      base,
      flipsPath: settings.flipsPath,
      retryMax: processing.retryMax,
      onlyAsked: ids !== null,
      sources: { randomBytes, now: Date.now },
      report,
      signal,
    }),
  );
}

/** The reason, when the signal is aborted. */
const aborted = (signal: AbortSignal): Observable<unknown> =>
  merge(signal.aborted ? of(null) : EMPTY, fromEvent(signal, 'abort')).pipe(map((): unknown => signal.reason));
