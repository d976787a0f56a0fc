import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { DatabasePaths } from '../archive/databases.js';
import { withReadableDatabases } from '../archive/readableDatabases.js';
import { SCRAPE_STATE_FILE } from '../archive/scrapeState.js';
import { unlessEmpty } from '../config/keyTypes.js';
import { loadScrapeSettings } from '../config/scrapeSettings.js';
import type { Settings } from '../config/settings.js';
import { childRuns } from '../dashboard/childRun.js';
import { lookAt } from '../dashboard/look.js';
import { type RunPlace, watchRuns } from '../dashboard/runWatch.js';
import { isOpen } from '../dashboard/security/knownHosts.js';
import { type Dashboard, startDashboard } from '../dashboard/server.js';
import { readWebFiles } from '../dashboard/webFiles.js';
import { dryRunKey, runViewPath } from '../files/runViewFile.js';
import { plainText } from '../formats/plainText.js';
import { RomflowError } from '../model/errors.js';
import { assertFolder } from './assertFolder.js';
import type { CommandContext, RunCommand } from './context.js';
import { nextRequestTimes } from './nextRequestTimes.js';
import { parseArguments } from './parseArguments.js';

const NO_PORT = '--port must be a number from 0 to 65535; 0 picks a free one.';
const NO_HOST = '--host must be an address or a name of this machine, such as 127.0.0.1.';
const NO_TOKEN = 'ROMFLOW_TOKEN must be 22 to 256 letters, digits, "-" and "_".';

const serveWords = z.object({
  flags: z.object({
    port: z
      .string(NO_PORT)
      .regex(/^\d{1,5}$/, NO_PORT)
      .transform(Number)
      .pipe(z.number().max(65_535, NO_PORT))
      .default(8642),
    host: z
      .string(NO_HOST)
      .regex(/^[\w.:[\]-]{1,253}$/, NO_HOST)
      .transform((host) => host.replace(/^\[(.*)\]$/, '$1'))
      .default('127.0.0.1'),
    allowControl: z.boolean().default(false),
    archive: z.string().optional(),
    config: z.string().optional(),
  }),
  env: z.object({
    ROMFLOW_TOKEN: unlessEmpty(z.string().regex(/^[\w-]{22,256}$/, NO_TOKEN)),
  }),
});
type ServeWords = z.infer<typeof serveWords>;

/** Where the build puts the dashboard's pages and the program itself. */
const WEB_FOLDER = fileURLToPath(new URL('../web/', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../cli.js', import.meta.url));

/**
 * `romflow serve [--port] [--host] [--allow-control]`: the dashboard, until Ctrl-C. It shows the archive and the run in
 * progress; only with `--allow-control`, and for whoever has the token, it starts and stops runs.
 *
 * @throws UsageError for a port in use, a host that is not this machine, a missing folder, and when the pages were not
 * built
 */
export const runServe: RunCommand = async (context) => serve(context, { web: WEB_FOLDER, program: PROGRAM });

/** The parts of the build that the server needs. */
export interface Built {
  /** The folder of the pages. */
  readonly web: string;
  /** The program's file, for starting runs. */
  readonly program: string;
}

/** The same with another build. */
export async function serve(context: CommandContext, built: Built): Promise<number> {
  const { flags, env } = parseArguments(serveWords, context);
  const settings = await context.settings();
  await assertFolder(settings.archive);
  const token = flags.allowControl ? (env.ROMFLOW_TOKEN ?? randomBytes(32).toString('base64url')) : null;
  return withReadableDatabases(settings.databases, async (readable) => {
    const dashboard = await started(context, built, { flags, settings, readable, token });
    announce(context, dashboard, { flags, settings, token: env.ROMFLOW_TOKEN === undefined ? token : null });
    if (!context.signal.aborted) await once(context.signal, 'abort');
    await dashboard.close();
    return 0;
  });
}

interface Serving {
  readonly flags: ServeWords['flags'];
  readonly settings: Settings;
  /** Paths at which the databases can be read. */
  readonly readable: DatabasePaths;
  /** Null: nothing may be changed. */
  readonly token: string | null;
}

async function started(context: CommandContext, built: Built, serving: Serving): Promise<Dashboard> {
  const { flags, settings, readable, token } = serving;
  // The token is between the browser and this process: runs do not inherit it.
  const env = Object.fromEntries(Object.entries(context.env).filter(([name]) => name !== 'ROMFLOW_TOKEN'));
  const own = (['archive', 'config'] as const).flatMap((name) => {
    const value = flags[name];
    return value === undefined ? [] : [`--${name}=${value}`];
  });
  const runs = childRuns({
    program: built.program,
    words: { update: own, scrape: [] },
    cwd: context.cwd,
    env,
    now: Date.now,
  });
  const { archive, databases, version } = settings;
  return startDashboard(flags, {
    token,
    runs,
    archive,
    version,
    rhdata: databases.rhdata,
    look: lookAt({
      archive,
      databases: readable,
      version,
      site: new URL(settings.smwc.baseUrl),
      retryMax: settings.processing.retryMax,
      openings: (at) => nextRequestTimes(settings, at),
      now: Date.now,
    }),
    watch: watchRuns(await runPlaces(context, settings), { child: runs.state }),
    files: await readWebFiles(built.web),
    warn: (error) => {
      const text = error instanceof Error ? (error instanceof RomflowError ? error.message : error.stack) : null;
      context.stderr.write(`romflow: ${plainText(text ?? String(error))}\n`);
    },
  });
}

/** The archive, and the gamelists too if the scrape settings are valid. */
async function runPlaces({ env, cwd }: CommandContext, settings: Settings): Promise<readonly RunPlace[]> {
  // Dry runs have a key of their own, on which no lock is held.
  const placesOf = (command: RunPlace['command'], key: string): readonly RunPlace[] =>
    [key, dryRunKey(key)].map((database) => ({ command, database, view: runViewPath(settings.stateFolder, database) }));
  const scrape = await loadScrapeSettings({ flags: {}, env, cwd }).catch((error: unknown) => {
    if (error instanceof RomflowError) return null;
    throw error;
  });
  return [
    ...placesOf('update', settings.databases.rhdata),
    ...(scrape === null ? [] : placesOf('scrape', join(scrape.paths.gamelists, SCRAPE_STATE_FILE))),
  ];
}

/** Prints the address to open. The token goes after `#`, the part of a URL that browsers never send. */
function announce(
  { stdout, stderr }: CommandContext,
  { url }: Dashboard,
  { flags, settings, token }: Omit<Serving, 'readable'>,
): void {
  stdout.write(`The dashboard of ${plainText(settings.archive)}: ${url}\n`);
  if (token !== null) stderr.write(`To start and stop runs as well, open ${url}#token=${token}\n`);
  if (!isOpen(flags.host)) return;
  stderr.write(
    `romflow: --host ${flags.host} lets every machine that can reach this one view the archive${flags.allowControl ? '; only the token protects it from changes' : ''}.\n`,
  );
}
