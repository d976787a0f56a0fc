import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { UNCOMPILED } from '../formats/uncompiled.js';
import { ofEachFolder } from '../model/archiveFolders.js';
import { ConfigError } from '../model/errors.js';
import { acceptFile } from './acceptFile.js';
import { behindLink } from './behindLink.js';
import { AS_VARIABLES, type Environment, environmentKeys } from './environment.js';
import { MAX_WORKERS, configFileKeys, fileSections, knownKeys } from './fileKeys.js';
import { AS_FLAGS } from './flagName.js';
import { crawlConflict, flagKeys } from './flags.js';
import { keepValid } from './keepValid.js';
import { notifySettings, whoIsTold } from './notifyKeys.js';
import { readPackageFile } from './packageFile.js';
import { occupiedTemp, overlappingTemp, sharedDatabase, sharedNames, shortDelays } from './safety.js';
import { howToShow, showFlagKeys, showSettings } from './showSettings.js';
import { stateFolder } from './stateFolder.js';

const DEFAULT_FILE = 'updategames.config.json';

const knownFlags = flagKeys.extend(showFlagKeys.shape);

/** All settings, resolved: paths are absolute, delays are in milliseconds. */
const settingsSchema = z
  .object({
    version: z.string(),
    archive: z.string(),
    databases: z.object({ rhdata: z.string(), patchbin: z.string() }).readonly(),
    smwc: fileSections.smwc.readonly(),
    baseRom: fileSections.baseRom.readonly(),
    paths: fileSections.paths.readonly(),
    processing: fileSections.processing.readonly(),
    redis: fileSections.redis
      .extend({
        /** May contain a password; null: nothing is handed out. */
        address: z.string().nullable(),
      })
      .readonly(),
    /** Flips, to use instead of the built-in patchers; a bare name is looked up on the PATH. */
    flipsPath: z.string().nullable(),
    stateFolder: z.string(),
    ...showSettings,
    notify: notifySettings,
    dryRun: z.boolean(),
    fetchMetadata: z.boolean(),
    fullCrawl: z.boolean(),
    processNew: z.boolean(),
    /** Retry games that failed for good, from the beginning. */
    retryFailed: z.boolean(),
    gameIds: z.array(z.string()).readonly(),
    limit: z.int().positive().nullable(),
  })
  .readonly();

export type Settings = z.infer<typeof settingsSchema>;

/** Where settings come from, besides the file. */
export interface SettingsSources {
  /** By their names in camel case; a flag that is not given is absent. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Environment;
  /** The working folder, absolute. */
  readonly cwd: string;
}

/**
 * Loads the settings (defaults < file < environment < flags) as one frozen object. Relative paths in the file are relative to
 * the archive, those in flags and environment to the working folder.
 *
 * @throws ConfigError - every mistake at once, each prefixed with its key
 */
export async function loadSettings(
  { flags: rawFlags, env: rawEnv, cwd }: SettingsSources,
  cores: number = availableParallelism(),
): Promise<Settings> {
  const problems: string[] = [];
  const flags = keepValid(knownFlags, rawFlags, problems, AS_FLAGS);
  problems.push(...crawlConflict(flags));
  const env = keepValid(environmentKeys, rawEnv, problems, AS_VARIABLES);
  const show = howToShow(flags, 'info', { debug: env.DEBUG, cwd });
  const { content: file } = await acceptFile(
    { keys: configFileKeys, known: knownKeys, name: DEFAULT_FILE },
    { cwd, chosen: flags.config },
    problems,
  );
  const { version } = await readPackageFile();

  const archive = resolve(cwd, flags.archive ?? '.');
  const below = (path: string): string => resolve(archive, path);
  const fromHere = (path: string | undefined): string | undefined => path && resolve(cwd, path);
  const smwc = {
    baseUrl: file.smwc?.baseUrl ?? 'https://www.smwcentral.net/',
    requestDelay: file.smwc?.requestDelay ?? 60_000,
    extraDelay: file.smwc?.extraDelay ?? 10_000,
    downloadDelay: file.smwc?.downloadDelay ?? 12_000,
    fullCrawlDays: file.smwc?.fullCrawlDays ?? 30,
    userAgent: file.smwc?.userAgent ?? `romflow/${version} (+https://github.com/romflow/romflow)`,
  };
  const paths = ofEachFolder((folder) => below(file.paths?.[folder] ?? folder));
  if (!problems.some((problem) => problem.startsWith('smwc.baseUrl:'))) problems.push(...shortDelays(smwc));
  const databases = {
    rhdata: await behindLink(fromHere(env.RHDATA_DB_PATH) ?? below('electron/rhdata.db')),
    patchbin: await behindLink(fromHere(env.PATCHBIN_DB_PATH) ?? below('electron/patchbin.db')),
  };
  const romPath = fromHere(flags.baseRom) ?? fromHere(env.SMW_ROM_PATH) ?? below(file.baseRom?.path ?? 'smw.sfc');
  const { temp, ...folders } = paths;
  problems.push(...sharedDatabase(databases));
  problems.push(...sharedNames(paths));
  problems.push(...overlappingTemp(temp, { ...folders, archive, ...databases, 'the base ROM': romPath }));
  problems.push(...occupiedTemp(temp, archive));
  if (problems.length > 0) throw new ConfigError(problems);

  const { FLIPS_PATH: flips } = env;
  return settingsSchema.parse(
    {
      version,
      archive,
      databases,
      smwc,
      baseRom: {
        path: romPath,
        sha224: file.baseRom?.sha224 ?? 'fdc4c00e09a8e08d395003e9c8a747f45a9e5e94cbfedc508458eb08',
      },
      paths,
      processing: {
        processAllPatches: flags.allPatches ?? file.processing?.processAllPatches ?? false,
        // While one waits for the disk, the others keep the cores busy.
        maxConcurrent: flags.concurrency ?? file.processing?.maxConcurrent ?? Math.min(cores + 1, MAX_WORKERS),
        retryMax: file.processing?.retryMax ?? 3,
        workers: flags.workers ?? file.processing?.workers ?? 0,
        compression: file.processing?.compression ?? 'fast',
      },
      redis: {
        address: flags.redis ?? env.ROMFLOW_REDIS ?? null,
        handOut: file.redis?.handOut ?? 8,
        lockSeconds: file.redis?.lockSeconds ?? 30,
      },
      flipsPath: (flips && /[/\\]/.test(flips) ? resolve(cwd, flips) : flips) ?? null,
      stateFolder: stateFolder(rawEnv),
      ...show,
      notify: whoIsTold(env.ROMFLOW_WEBHOOK, file.notify),
      dryRun: flags.dryRun ?? false,
      fetchMetadata: flags.fetchMetadata ?? true,
      fullCrawl: flags.fullCrawl ?? false,
      processNew: flags.processNew ?? true,
      retryFailed: flags.retryFailed ?? false,
      gameIds: flags.gameIds ?? [],
      limit: flags.limit ?? null,
    },
    UNCOMPILED,
  );
}
