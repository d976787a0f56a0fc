import { randomUUID } from 'node:crypto';
import { type Observable, lastValueFrom } from 'rxjs';
import { lockArchive } from '../archive/lock.js';
import { openArchive } from '../archive/openArchive.js';
import type { Settings } from '../config/settings.js';
import { archiveFiles } from '../files/archiveFiles.js';
import { failpoint } from '../files/failpoint.js';
import { hackFolder } from '../files/hackFolder.js';
import { verifyFiles } from '../files/verifyFiles.js';
import { warningTo } from '../streams/eventStream.js';
import { NO_FILES_YET, countFile } from '../streams/fileTotals.js';
import { importDeps } from '../streams/importDeps.js';
import { stopwatch } from '../streams/stopwatch.js';
import { tally } from '../streams/tally.js';
import { inDryRun } from './dryRun.js';
import { type ShowHost, type ShownRun, errorLogIn, showRun } from './showRun.js';
import { stopExitCode } from './stopExitCode.js';

/** A command that processes a folder, file by file. */
export interface FilesCommand {
  readonly name: 'import' | 'attach';
  /** The folder of the hacks' JSON files, absolute. */
  readonly folder: string;
  readonly course: (deps: ReturnType<typeof importDeps>) => Observable<unknown>;
}

/**
 * Locks the archive, processes the files and reports a summary, shown on the host's streams.
 *
 * @returns the exit code
 * @throws RunError - whatever ended the run; what was recorded stays, and the next run resumes
 */
export async function filesRun(command: FilesCommand, settings: Settings, host: ShowHost): Promise<number> {
  const { archive: place, dryRun } = settings;
  const errors = errorLogIn(place, dryRun);
  const shown = { command: command.name, place, dryRun, show: settings, errors } as const;
  return showRun(shown, host, async ({ report, events$, signal }) => {
    // A dry run writes nothing to the archive, but reads its files from there.
    const from = hackFolder(command.folder, settings.paths);
    const run = (on: Settings): Promise<number> => lockedRun(on, command, { from, report, events$, signal });
    return await (dryRun ? inDryRun(settings, run) : run(settings));
  });
}

interface Run extends Pick<ShownRun, 'report' | 'events$' | 'signal'> {
  readonly from: ReturnType<typeof hackFolder>;
}

async function lockedRun(settings: Settings, command: FilesCommand, run: Run): Promise<number> {
  const lock = lockArchive(settings.databases.rhdata, () => new Date());
  try {
    return await openedRun(settings, command, run);
  } finally {
    lock.release();
  }
}

async function openedRun(settings: Settings, { name, course }: FilesCommand, run: Run): Promise<number> {
  const { report, signal } = run;
  const elapsedMs = stopwatch(Date.now);
  const files = archiveFiles(settings.archive, settings.paths);
  await files.prepare();
  // No row records whether the last such run was killed, so sweep every time.
  await files.sweep();
  const waits = warningTo(report);
  const archive = await openArchive(settings.databases, { now: Date.now, uuid: randomUUID, failpoint, waits });
  const totals = tally(run.events$, countFile, NO_FILES_YET);
  try {
    const deps = importDeps({ archive, files, kept: verifyFiles(settings.paths), from: run.from, report, signal });
    await lastValueFrom(course(deps), { defaultValue: null });
  } finally {
    archive.close();
  }
  const outcome = signal.aborted ? 'paused' : 'complete';
  const { dryRun } = settings;
  const counts = totals();
  report({ type: 'files.summary', command: name, outcome, dryRun, ...counts, elapsedMs: elapsedMs() });
  if (signal.aborted) return stopExitCode(signal);
  return counts.failed > 0 ? 1 : 0;
}
