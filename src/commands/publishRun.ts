import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { filter, lastValueFrom, of, takeUntil } from 'rxjs';
import type { Connection } from '../archive/connection.js';
import { type Gate, openGate } from '../archive/gate.js';
import { lockArchive } from '../archive/lock.js';
import { PUBLISHED_FILE, type Published, openPublished, readPublished } from '../archive/published.js';
import { readDatabase } from '../archive/readDatabase.js';
import type { PublishSettings } from '../config/publishSettings.js';
import { nearestFolder } from '../files/checkFolder.js';
import { esDeRunning } from '../files/esDeRunning.js';
import { gamelistFile } from '../files/gamelistFile.js';
import { mediaFiles } from '../files/mediaFiles.js';
import { type PublishFolder, publishFolder } from '../files/publishFolder.js';
import { readBaseRom } from '../files/readBaseRom.js';
import { parseGamelist } from '../formats/gamelist/parseGamelist.js';
import { type NameTemplate, parseNameTemplate } from '../formats/nameTemplate.js';
import type { PlacedHack } from '../formats/publishPlan.js';
import { createHttpClient } from '../http/httpClient.js';
import { ArchiveError, OutputClosedError, RunError, UsageError } from '../model/errors.js';
import type { Report, RunEvent } from '../model/events.js';
import type { PublishedRom } from '../model/published.js';
import type { BaseRom } from '../model/rom.js';
import { createHostQueue } from '../operators/hostQueue.js';
import { plannedHack } from '../operators/publishRom.js';
import { settleHack } from '../operators/settleHack.js';
import { debugLog } from '../sinks/debugLog.js';
import { jsonLog } from '../sinks/jsonLog.js';
import { plainLog } from '../sinks/plainLog.js';
import { aborted } from '../streams/aborted.js';
import { archivedHacks } from '../streams/archivedHacks.js';
import { eventStream } from '../streams/eventStream.js';
import { placedHacks } from '../streams/placedHacks.js';
import { publishCourse } from '../streams/publishCourse.js';
import { publishDeps } from '../streams/publishDeps.js';
import { NOTHING_PUBLISHED, countPublished } from '../streams/publishTotals.js';
import { siteRequests } from '../streams/siteRequests.js';
import type { Host } from './context.js';

/** What a publication has of the process around it. */
export type PublishHost = Pick<Host, 'stdout' | 'stderr' | 'signal'>;

/**
 * One publication, shown on the host's streams.
 *
 * @param watch - sees every event
 * @returns the exit code
 * @throws RunError - what ended the run; what was done stays done, and the next run goes on
 * @throws GamelistError - the gamelist cannot be parsed; nothing was touched
 */
export async function publishRun(
  settings: PublishSettings,
  host: PublishHost,
  watch: (event: RunEvent) => void = () => undefined,
): Promise<number> {
  const { archive, dryRun } = settings;
  const { signal } = host;
  const startedAt = Date.now();
  const { report, events$, end } = eventStream(() => new Date());
  events$.subscribe(watch);
  let totals = NOTHING_PUBLISHED;
  events$.subscribe((event) => {
    totals = countPublished(totals, event);
  });
  const shown = Promise.all([
    settings.json ? jsonLog(events$, host.stdout) : plainLog(events$, host.stdout, host.stderr),
    ...(archive.debug ? [debugLog(events$, host.stderr)] : []),
  ]);
  try {
    report({ type: 'run.started', command: 'publish', archive: archive.archive, dryRun });
    await prepared(settings, { report, signal }, dryRun ? plan : publish);
    const outcome = signal.aborted ? 'paused' : 'complete';
    report({ type: 'publish.summary', outcome, dryRun, ...totals, elapsedMs: Date.now() - startedAt });
    if (signal.aborted) return signal.reason instanceof RunError ? signal.reason.exitCode : 130;
    return totals.failed > 0 ? 1 : 0;
  } finally {
    end();
    await shown;
  }
}

/** What is the same whether something is written or not. */
interface Run {
  readonly settings: PublishSettings;
  readonly template: NameTemplate;
  readonly base: BaseRom;
  readonly rhdata: Connection;
  readonly folder: PublishFolder;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** Looks at all that can be wrong before anything is written. */
async function prepared(
  settings: PublishSettings,
  { report, signal }: Pick<Run, 'report' | 'signal'>,
  work: (run: Run) => Promise<void>,
): Promise<void> {
  const { archive, to } = settings;
  const warn = (message: string): void => {
    report({ type: 'warning', message });
  };
  const template = parseNameTemplate(settings.nameTemplate);
  await refuseFolder(settings);
  const base = await readBaseRom(archive.baseRom.path, archive.baseRom.sha224, warn);
  const gamelist = gamelistPath(settings);
  const listed = await gamelistFile(gamelist).read();
  if (listed !== null) parseGamelist(listed, { file: gamelist });
  const rhdata = readDatabase(archive.databases.rhdata);
  if (rhdata === null) throw new UsageError(`There is no archive in ${archive.archive} yet; romflow update makes one.`);
  try {
    await work({ settings, template, base, rhdata, folder: publishFolder(to), report, signal });
  } finally {
    rhdata.close();
  }
}

/** ROMs go neither among the archive's own files nor where a file is. */
async function refuseFolder({ to, archive }: PublishSettings): Promise<void> {
  if (Object.values(archive.paths).includes(to)) {
    throw new UsageError(`--to ${to} is a folder of the archive itself; name that of a system, such as ~/ROMs/snes.`);
  }
  await nearestFolder(to).catch((error: unknown) => {
    throw error instanceof ArchiveError ? new UsageError(`--to: ${error.message}`) : error;
  });
}

const gamelistPath = ({ gamelists, system }: PublishSettings): string => join(gamelists, system, 'gamelist.xml');

const hacksOf = (run: Run, rows: ReadonlyMap<string, PublishedRom>): AsyncGenerator<PlacedHack, void, undefined> =>
  placedHacks(archivedHacks(run.rhdata, run.report), { template: run.template, rows, folder: run.folder });

/** Says what would be done. */
async function plan(run: Run): Promise<void> {
  const { settings, report, signal } = run;
  const published = readPublished(join(settings.gamelists, PUBLISHED_FILE), settings.system);
  try {
    for await (const placed of hacksOf(run, published.roms())) {
      if (signal.aborted) return;
      await lastValueFrom(of(plannedHack(placed)).pipe(settleHack(placed, report)));
    }
  } finally {
    published.close();
  }
}

/** Nobody else may publish into these gamelists meanwhile. */
async function publish(run: Run): Promise<void> {
  const { settings, report } = run;
  const file = join(settings.gamelists, PUBLISHED_FILE);
  if (await esDeRunning()) {
    report({ type: 'warning', message: 'ES-DE is running: it rewrites its gamelists when it ends; end it first.' });
  }
  const lock = lockArchive(file, () => new Date(), 'these gamelists');
  try {
    const published = await openPublished(file, settings.system, { now: Date.now, uuid: randomUUID });
    try {
      const warn = (message: string): void => {
        report({ type: 'warning', message });
      };
      const gate = openGate(join(settings.archive.stateFolder, 'gate.db'), { now: Date.now, warn });
      try {
        await publishAll(run, published, gate);
      } finally {
        gate.close();
      }
    } finally {
      published.close();
    }
  } finally {
    lock.release();
  }
}

async function publishAll(run: Run, published: Published, gate: Gate): Promise<void> {
  const { settings, base, rhdata, folder, report, signal } = run;
  const { archive, to, system, media } = settings;
  const placed: PlacedHack[] = [];
  for await (const hack of hacksOf(run, published.roms())) {
    if (signal.aborted) break;
    placed.push(hack);
  }
  const files = mediaFiles(media, system);
  await folder.sweep(placed.map(({ path }) => path));
  await files.sweep();

  const stop$ = aborted(signal);
  const baseUrl = new URL(archive.smwc.baseUrl);
  const gamelist = gamelistPath(settings);
  const deps = publishDeps({
    ...{ system, to, folder, gamelist, media, published, base, baseUrl, report, signal },
    gamelistFile: gamelistFile(gamelist),
    mediaFiles: files,
    archive: { rhdata, patchbin: archive.databases.patchbin, blobs: archive.paths.blobs },
    site: siteRequests(
      {
        baseUrl,
        metadataGapMs: archive.smwc.requestDelay + archive.smwc.extraDelay,
        downloadGapMs: archive.smwc.downloadDelay,
        attempts: archive.processing.retryMax,
      },
      {
        ...{ gate, report, stop$, countTry: () => undefined },
        http: createHttpClient({ userAgent: archive.smwc.userAgent }),
        queue: createHostQueue(),
      },
    ),
    screenshots: settings.screenshots,
    concurrency: archive.processing.maxConcurrent,
    software: `romflow ${archive.version}`,
    now: Date.now,
  });
  // Ctrl-C lets what is in hand be finished; a reader that has gone needs nothing any more.
  const unread$ = stop$.pipe(filter((reason) => reason instanceof OutputClosedError));
  await lastValueFrom(publishCourse(placed, deps).pipe(takeUntil(unread$)), { defaultValue: null });
}
