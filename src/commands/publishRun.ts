import { lastValueFrom, of } from 'rxjs';
import { readPublished } from '../archive/published.js';
import { readDatabase } from '../archive/readDatabase.js';
import { withReadableDatabases } from '../archive/readableDatabases.js';
import type { PublishSettings } from '../config/publishSettings.js';
import { nearestFolder } from '../files/checkFolder.js';
import { gamelistFile } from '../files/gamelistFile.js';
import { publishFolder } from '../files/publishFolder.js';
import { readBaseRom } from '../files/readBaseRom.js';
import { parseGamelist } from '../formats/gamelist/parseGamelist.js';
import { parseNameTemplate } from '../formats/nameTemplate.js';
import { ArchiveError, UsageError } from '../model/errors.js';
import { plannedHack } from '../operators/publishRom.js';
import { settleHack } from '../operators/settleHack.js';
import { warningTo } from '../streams/eventStream.js';
import { NOTHING_PUBLISHED, countPublished } from '../streams/publishTotals.js';
import { stopwatch } from '../streams/stopwatch.js';
import { tally } from '../streams/tally.js';
import type { Host } from './context.js';
import { type Publication, gamelistPath, hacksOf, publishedPath } from './publication.js';
import { publish } from './publishInto.js';
import { type RunToShow, type ShowHost, errorLogIn, showRun } from './showRun.js';
import { stopExitCode } from './stopExitCode.js';

/** What a publication gets from the process around it. */
export type PublishHost = ShowHost & Pick<Host, 'cwd'>;

/**
 * One publication, shown on the host's streams.
 *
 * @returns the exit code
 * @throws RunError - whatever ended the run; what was done stays done, and the next run resumes
 * @throws GamelistError - the gamelist cannot be read or parsed; nothing was touched
 */
export async function publishRun(settings: PublishSettings, host: PublishHost): Promise<number> {
  const { archive, dryRun } = settings;
  const elapsedMs = stopwatch(Date.now);
  const shown: RunToShow = {
    command: 'publish',
    place: archive.archive,
    dryRun,
    show: archive,
    drawn: true,
    errors: errorLogIn(host.cwd, dryRun),
    notify: archive.notify,
  };
  return showRun(shown, host, async ({ report, events$, signal }) => {
    const totals = tally(events$, countPublished, NOTHING_PUBLISHED);
    await prepared(settings, { report, signal }, dryRun ? plan : publish);
    const outcome = signal.aborted ? 'paused' : 'complete';
    const counts = totals();
    report({ type: 'publish.summary', outcome, dryRun, ...counts, elapsedMs: elapsedMs() });
    if (signal.aborted) return stopExitCode(signal);
    return counts.failed > 0 ? 1 : 0;
  });
}

/** Checks everything that can be wrong before anything is written. */
async function prepared(
  settings: PublishSettings,
  { report, signal }: Pick<Publication, 'report' | 'signal'>,
  work: (run: Publication) => Promise<void>,
): Promise<void> {
  const { archive, to } = settings;
  const template = parseNameTemplate(settings.nameTemplate);
  await refuseFolder(settings);
  const base = await readBaseRom(archive.baseRom.path, archive.baseRom.sha224, warningTo(report));
  const gamelist = gamelistPath(settings);
  const listed = await gamelistFile(gamelist).read();
  if (listed !== null) parseGamelist(listed, { file: gamelist });
  await withReadableDatabases(archive.databases, async (databases) => {
    const rhdata = readDatabase(databases.rhdata);
    if (rhdata === null)
      throw new UsageError(`There is no archive in ${archive.archive} yet; romflow update creates one.`);
    try {
      const readable = { ...settings, archive: { ...archive, databases } };
      await work({ settings: readable, template, base, rhdata, folder: publishFolder(to), report, signal });
    } finally {
      rhdata.close();
    }
  });
}

/** ROMs may not go among the archive's own files, nor to a path at or below a file. */
async function refuseFolder({ to, archive }: PublishSettings): Promise<void> {
  if (Object.values(archive.paths).includes(to)) {
    throw new UsageError(`--to ${to} is one of the archive's own folders; name that of a system, such as ~/ROMs/snes.`);
  }
  await nearestFolder(to).catch((error: unknown) => {
    throw error instanceof ArchiveError ? new UsageError(`--to: ${error.message}`) : error;
  });
}

/** Reports what would be done. */
async function plan(run: Publication): Promise<void> {
  const { settings, report, signal } = run;
  const published = readPublished(publishedPath(settings), settings.system);
  try {
    for await (const placed of hacksOf(run, published.roms())) {
      if (signal.aborted) return;
      await lastValueFrom(of(plannedHack(placed)).pipe(settleHack(placed, report)));
    }
  } finally {
    published.close();
  }
}
