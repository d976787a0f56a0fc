import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Observable, lastValueFrom } from 'rxjs';
import { exists } from '../archive/exists.js';
import { type Gate, openGate } from '../archive/gate.js';
import { GATE_FILE } from '../archive/gateHost.js';
import { lockArchive } from '../archive/lock.js';
import { type Archive, openArchive } from '../archive/openArchive.js';
import type { Settings } from '../config/settings.js';
import { type ArchiveFiles, archiveFiles } from '../files/archiveFiles.js';
import { failpoint } from '../files/failpoint.js';
import { readBaseRom } from '../files/readBaseRom.js';
import { verifyFiles } from '../files/verifyFiles.js';
import type { Report, RunEvent } from '../model/events.js';
import type { BaseRom } from '../model/rom.js';
import { aborted } from '../streams/aborted.js';
import { warningTo } from '../streams/eventStream.js';
import type { RunControl } from '../streams/runControl.js';
import { stopwatch } from '../streams/stopwatch.js';
import { tally } from '../streams/tally.js';
import { untilOutputClosed } from '../streams/untilOutputClosed.js';
import { updateCourse } from '../streams/updateCourse.js';
import { updateDeps } from '../streams/updateDeps.js';
import { NOTHING_UPDATED, countUpdate } from '../streams/updateTotals.js';
import { settleReseals } from '../verify/settleReseals.js';
import type { Shared } from '../workbench/workbench.js';
import { openWorkbench } from './openWorkbench.js';
import { siteOf } from './siteOf.js';
import { sitePauses } from './sitePauses.js';
import { stopExitCode } from './stopExitCode.js';

/** What a run is given in addition to its settings. */
export interface RunContext {
  /** Work on these games only; null: on whatever is new or still queued. */
  readonly ids: Iterable<string> | AsyncIterable<string> | null;
  readonly report: Report;
  readonly events$: Observable<RunEvent>;
  readonly control: RunControl;
}

/** What a run has open. */
interface Opened extends Shared {
  readonly base: BaseRom;
  readonly files: ArchiveFiles;
  readonly archive: Archive;
  readonly gate: Gate;
}

/**
 * One run of the archive course: opens what it needs, recovers what an earlier run left, does the work and reports a summary.
 *
 * @returns the exit code
 * @throws RunError - whatever ended the run; the archive records it, and the next run resumes
 */
export async function archiveRun(settings: Settings, context: RunContext): Promise<number> {
  const { report } = context;
  const warn = warningTo(report);
  // Before anything is written: an unusable ROM or Flips program leaves no trace.
  const base = await readBaseRom(settings.baseRom.path, settings.baseRom.sha224, warn);
  report({ type: 'base.read', path: settings.baseRom.path });
  if (settings.flipsPath !== null) {
    const { assertStartable } = await import('../files/flips.js');
    await assertStartable(settings.flipsPath);
  }
  const shared = await openWorkbench(settings, base, warn);
  try {
    const lock = lockArchive(settings.databases.rhdata, () => new Date());
    try {
      const exitCode = await runLocked(settings, context, {
        ...shared,
        base,
        isUnchangedSinceClose: lock.isUnchangedSinceClose,
        warn,
      });
      for (const file of Object.values(settings.databases)) lock.leave(file);
      return exitCode;
    } finally {
      lock.release();
    }
  } finally {
    await shared.workbench.close();
  }
}

/** What a run has verified before it opens anything. */
interface Prepared extends Shared {
  readonly base: BaseRom;
  /** Whether a database is as the last run left it, and need be neither read through nor checked against the schema. */
  readonly isUnchangedSinceClose: (file: string) => boolean;
  readonly warn: (message: string) => void;
}

/** Without its main database, the whole archive would be fetched again. */
function warnOfLoss({ rhdata, patchbin }: Settings['databases'], warn: (message: string) => void): void {
  if (exists(rhdata) || !exists(patchbin)) return;
  warn(
    `The database ${rhdata} is missing, although ${patchbin} is there: starting from scratch. If it was lost, stop this run and restore it from a backup.`,
  );
}

async function runLocked(
  settings: Settings,
  context: RunContext,
  { isUnchangedSinceClose, warn, ...prepared }: Prepared,
): Promise<number> {
  const files = archiveFiles(settings.archive, settings.paths);
  await files.prepare();
  warnOfLoss(settings.databases, warn);
  const archive = await openArchive(settings.databases, {
    now: Date.now,
    uuid: randomUUID,
    unusable: ({ id, reason, tries }) => {
      const final = tries >= settings.processing.retryMax;
      context.report({ type: 'game.failed', id, name: id, reason, tries, final });
    },
    failpoint,
    isUnchangedSinceClose,
    waits: warn,
  });
  try {
    const gate = openGate(join(settings.stateFolder, GATE_FILE), { now: Date.now, warn });
    try {
      return await run(settings, context, { ...prepared, files, archive, gate });
    } finally {
      gate.close();
    }
  } finally {
    archive.close();
  }
}

async function run(settings: Settings, context: RunContext, opened: Opened): Promise<number> {
  const { archive, files } = opened;
  const { report, events$, control } = context;
  const { signal } = control;
  const elapsedMs = stopwatch(Date.now);
  const totals = tally(events$, countUpdate, NOTHING_UPDATED);
  const id = await recoverEarlierRun(settings, context, opened);
  try {
    await lastValueFrom(course(settings, context, opened).pipe(untilOutputClosed(signal)), { defaultValue: null });
    // Games still waiting for a turn at the site when the run was stopped, and games that were skipped, go back into the queue.
    archive.queue.requeueInterrupted();
  } catch (error) {
    archive.runs.finish(id, 'failed', error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    await files.emptyTemp();
  }
  const { crawlFailure, ...counts } = totals();
  const outcome = signal.aborted ? 'paused' : crawlFailure === null ? 'complete' : 'failed';
  archive.runs.finish(id, outcome === 'complete' ? 'completed' : outcome, crawlFailure);
  report({
    type: 'summary',
    command: 'update',
    outcome,
    dryRun: settings.dryRun,
    ...counts,
    waiting: archive.queue.waiting(),
    elapsedMs: elapsedMs(),
  });
  if (signal.aborted) return stopExitCode(signal);
  return outcome === 'failed' || counts.failed > 0 ? 1 : 0;
}

/** Cleans up after earlier runs, and records that this one has begun. */
async function recoverEarlierRun(settings: Settings, { ids }: RunContext, { archive, files }: Opened): Promise<string> {
  await files.discardBlobs(archive.records.settle());
  const cutOff = await settleReseals(archive.reseals, verifyFiles(settings.paths));
  await files.emptyTemp();
  archive.queue.requeueInterrupted();
  if (settings.retryFailed) archive.queue.requeueAllFailed();
  else archive.queue.requeueFailed(settings.processing.retryMax);
  if (ids !== null) archive.queue.closeEarlierWishes();
  const { id, interrupted } = archive.runs.begin({ dryRun: settings.dryRun, limit: settings.limit });
  if (interrupted || cutOff) await files.sweep();
  return id;
}

function course(settings: Settings, { ids, report, control }: RunContext, opened: Opened): Observable<unknown> {
  const { smwc, processing, redis, fetchMetadata, processNew, limit } = settings;
  const { archive, files, gate, sharedGates, base, workbench } = opened;
  const { metadataGapMs, downloadGapMs } = sitePauses(smwc);
  const concurrency = processing.maxConcurrent + (redis.address === null ? 0 : redis.handOut);
  report({
    type: 'run.planned',
    // Games requested by id enter the queue one by one.
    waiting: processNew && ids === null ? archive.queue.waiting() : 0,
    most: processNew ? limit : 0,
    workers: concurrency,
    pageGapMs: metadataGapMs,
    fileGapMs: downloadGapMs,
  });
  const site = siteOf(settings, {
    gates: [gate, ...sharedGates],
    report,
    stop$: aborted(control.signal),
    held$: control.held$,
    countTry: ({ queueId }) => archive.queue.countTry(queueId),
  });
  return updateCourse(
    {
      ids,
      fetchMetadata,
      processNew,
      allPatches: processing.processAllPatches,
      limit,
      concurrency,
    },
    updateDeps({
      archive,
      files,
      site,
      baseUrl: new URL(smwc.baseUrl),
      base,
      workbench,
      flipsPath: settings.flipsPath,
      compression: processing.compression,
      retryMax: processing.retryMax,
      fullCrawl: settings.fullCrawl,
      fullCrawlDays: smwc.fullCrawlDays,
      onlyAsked: ids !== null,
      sources: { randomBytes, now: Date.now },
      report,
      control,
    }),
  );
}
