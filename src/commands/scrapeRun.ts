import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockArchive } from '../archive/lock.js';
import { SCRAPE_STATE_FILE } from '../archive/scrapeState.js';
import { credentialsHelp } from '../config/credentials.js';
import type { ScrapeSettings } from '../config/scrapeSettings.js';
import { copyDatabase } from '../files/copyDatabase.js';
import { esDeRunning } from '../files/esDeRunning.js';
import { runViewPath } from '../files/runViewFile.js';
import { readSystemList } from '../files/readSystemList.js';
import { CredentialsError } from '../model/errors.js';
import type { RunEvent } from '../model/events.js';
import { knownSystems } from '../streams/knownSystems.js';
import type { Host } from './context.js';
import { scrapeSystems } from './scrapeSystems.js';
import { type RunToShow, type ShowHost, showRun } from './showRun.js';

/** What a scrape has of the process around it. */
export type ScrapeHost = ShowHost & Pick<Host, 'stdin' | 'cwd'>;

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
  return showRun({ ...shownAs(settings, host.cwd), watch }, host, async ({ report, events$, control, errorLog }) => {
    const { dry_run: dryRun } = settings.runtime;
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
      scrapeSystems(systems, settings, { stateFile, host, control, report, events$, errorLog }),
    );
  });
}

const ERROR_LOG = 'errors.log';

/** A dry run writes no file. */
function shownAs({ json, debug, logging, runtime, paths, stateFolder }: ScrapeSettings, cwd: string): RunToShow {
  const dryRun = runtime.dry_run;
  return {
    command: 'scrape',
    place: paths.roms,
    ...{ dryRun, json, debug, level: logging.level },
    lines: dryRun ? null : logging.file,
    errors: dryRun ? null : join(cwd, ERROR_LOG),
    view: dryRun ? null : runViewPath(stateFolder, join(paths.gamelists, SCRAPE_STATE_FILE)),
  };
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
