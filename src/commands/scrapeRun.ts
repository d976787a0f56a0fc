import { join } from 'node:path';
import { copyDatabase } from '../archive/copyDatabase.js';
import { lockGamelists } from '../archive/lockGamelists.js';
import { SCRAPE_STATE_FILE } from '../archive/scrapeState.js';
import { credentialsHelp } from '../config/credentials.js';
import type { ScrapeSettings } from '../config/scrapeSettings.js';
import { readSystemList } from '../files/readSystemList.js';
import { inTemporaryFolder } from '../files/temporaryFolder.js';
import { CredentialsError } from '../model/errors.js';
import type { RunEvent } from '../model/events.js';
import { knownSystems } from '../streams/knownSystems.js';
import type { Host } from './context.js';
import { type ScrapeContext, scrapeSystems } from './scrapeSystems.js';
import { type RunToShow, type ShowHost, errorLogIn, showRun, viewIn } from './showRun.js';
import { warnOfEsDe } from './warnOfEsDe.js';

/** What a scrape gets from the process around it. */
export type ScrapeHost = Omit<ShowHost, 'stdin'> & Pick<Host, 'stdin' | 'cwd'>;

/**
 * One run of the scrape course, shown on the host's streams.
 *
 * @param watch - sees every event
 * @returns the exit code
 * @throws RunError - whatever ended the run; what was done stays done, and the next run resumes
 */
export async function scrapeRun(
  settings: ScrapeSettings,
  host: ScrapeHost,
  watch?: (event: RunEvent) => void,
): Promise<number> {
  return showRun({ ...shownAs(settings, host), watch }, host, async (shown) => {
    const { report } = shown;
    const { dry_run: dryRun } = settings.runtime;
    const asks = !dryRun && settings.scraping.scrape_mode !== 'skip';
    if (asks && settings.credentials === null) throw new CredentialsError(credentialsHelp(settings.missingCredentials));
    const lists = await Promise.all(settings.esSystems.map(readSystemList));
    const wanted = { wanted: settings.scraping.systems, romRoot: settings.paths.roms, home: settings.home };
    const systems = knownSystems(lists, wanted, report);
    report({ type: 'scrape.started', mode: modeOf(settings), systems: systems.length, dryRun });
    if (!dryRun) await warnOfEsDe(report);
    return await (dryRun ? inDryRun : locked)(settings, (state) =>
      scrapeSystems(systems, settings, { ...shown, ...state, host }),
    );
  });
}

/** A dry run writes no files except the one requested by a flag, and its view for a parent process. */
function shownAs(settings: ScrapeSettings, host: ScrapeHost): RunToShow {
  const { logging, runtime, paths, notify, stateFolder } = settings;
  const dryRun = runtime.dry_run;
  const { file, level } = logging;
  return {
    command: 'scrape',
    place: paths.roms,
    dryRun,
    show: settings,
    notify,
    lines: dryRun || file === null ? null : { file, level },
    errors: errorLogIn(host.cwd, dryRun),
    drawn: true,
    view: viewIn(stateFolder, join(paths.gamelists, SCRAPE_STATE_FILE), dryRun, host),
  };
}

type Work = (state: Pick<ScrapeContext, 'stateFile' | 'isUnchangedSinceClose'>) => Promise<number>;

/** Does the work holding the lock that keeps others from scraping or publishing into these gamelists. */
async function locked(settings: ScrapeSettings, work: Work): Promise<number> {
  const { gamelists } = settings.paths;
  const stateFile = join(gamelists, SCRAPE_STATE_FILE);
  const lock = lockGamelists(gamelists, () => new Date());
  try {
    const exitCode = await work({ stateFile, isUnchangedSinceClose: lock.isUnchangedSinceClose });
    lock.leave(stateFile);
    return exitCode;
  } finally {
    lock.release();
  }
}

/** Does the work on a copy of the scrape state: not a byte of the original is written. */
const inDryRun = (settings: ScrapeSettings, work: Work): Promise<number> =>
  inTemporaryFolder('dry-run', async (folder) => {
    const stateFile = await copyDatabase(join(settings.paths.gamelists, SCRAPE_STATE_FILE), folder);
    return work({ stateFile, isUnchangedSinceClose: () => false });
  });

const MODES = {
  new_only: 'new games only',
  changed: 'new and changed games',
  force: 'everything again',
  skip: 'no requests',
} as const;

function modeOf({ scraping, update }: ScrapeSettings): string {
  if (update) return 'new and changed games, media compared with the site';
  return scraping.scrape_mode === null ? 'new games and missing media' : MODES[scraping.scrape_mode];
}
