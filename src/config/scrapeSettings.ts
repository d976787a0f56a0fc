import { z } from 'zod';
import { UNCOMPILED } from '../formats/uncompiled.js';
import { ConfigError } from '../model/errors.js';
import { credentialsSchema, findCredentials } from './credentials.js';
import { AS_VARIABLES, scrapeVariables } from './environment.js';
import { type EsDePlaces, esDePlaces, systemLists } from './esDePlaces.js';
import { AS_FLAGS } from './flagName.js';
import { homePath } from './homePath.js';
import { keepValid } from './keepValid.js';
import { notifySettings, whoIsTold } from './notifyKeys.js';
import { readPackageFile } from './packageFile.js';
import { scrapeFile, scrapePaths } from './scrapeFile.js';
import { type ScrapeFlags, refuseContradictions, scrapeFlagKeys } from './scrapeFlags.js';
import { SCRAPE_DEFAULTS, type ScrapeFile, scrapeSections } from './scrapeKeys.js';
import type { SettingsSources } from './settings.js';
import { howToShow, showSettings } from './showSettings.js';
import { stateFolder } from './stateFolder.js';

const { screenscraper, paths, scraping, media, api, search, runtime, logging } = scrapeSections;

/** All settings, resolved, by the keys of the file; paths are absolute. */
const scrapeSettingsSchema = z
  .object({
    version: z.string(),
    screenscraper: screenscraper.pick({ softname: true, base_url: true }).readonly(),
    /** Null when some are missing, which is no mistake until a request is to be made. */
    credentials: credentialsSchema.nullable(),
    /** The keys of the missing credentials. */
    missingCredentials: z.array(z.string()).readonly(),
    /** What `~` stands for; absolute. */
    home: z.string(),
    paths: paths.omit({ es_systems: true }).readonly(),
    /** Lists of systems, at least one; of two systems with the same name the first wins. */
    esSystems: z.array(z.string()).readonly(),
    /** `scrape_mode` null: new ROMs and missing media. */
    scraping: scraping.readonly(),
    /** `--update`: mode `changed`, and existing media are compared with the site's. */
    update: z.boolean(),
    media: media.readonly(),
    api: api.readonly(),
    search: search.readonly(),
    runtime: runtime.readonly(),
    logging: logging.readonly(),
    /** Limits the number of concurrent requests further than the account does; null: as many as it allows. */
    threads: z.int().positive().nullable(),
    /** Remove entries whose file is gone. */
    prune: z.boolean(),
    /** Continue without asking. */
    yes: z.boolean(),
    ...showSettings,
    notify: notifySettings,
    stateFolder: z.string(),
  })
  .readonly();

export type ScrapeSettings = z.infer<typeof scrapeSettingsSchema>;

/**
 * Loads the settings (defaults < file < environment < flags) as one frozen object. Relative paths in the file are relative to
 * its folder; `~` is the user's home.
 *
 * @throws UsageError - flags that contradict each other
 * @throws ConfigError - every mistake at once, each prefixed with its key; none shows a credential
 */
export async function loadScrapeSettings(
  { flags: rawFlags, env: rawEnv, cwd }: SettingsSources,
  places: EsDePlaces = esDePlaces(),
): Promise<ScrapeSettings> {
  const problems: string[] = [];
  const flags = keepValid(scrapeFlagKeys, rawFlags, problems, AS_FLAGS);
  refuseContradictions(flags);
  const env = keepValid(scrapeVariables, rawEnv, problems, AS_VARIABLES);
  const file = await scrapeFile({ cwd, chosen: flags.config }, problems);
  const { content } = file;
  const { es_systems, ...folders } = scrapePaths(file, places);
  const wrongList = file.state === 'unusable' || problems.some((problem) => /^paths(?:\.es_systems)?: /.test(problem));
  const chosen = content.paths?.es_systems === undefined ? null : es_systems;
  const esSystems = wrongList ? [] : await systemLists({ chosen, usual: es_systems, places }, problems);
  if (problems.length > 0) throw new ConfigError(problems);

  const site = SCRAPE_DEFAULTS.screenscraper;
  const softname = env.SCREENSCRAPER_SOFTNAME ?? content.screenscraper?.softname ?? site.softname;
  const { credentials, missing } = findCredentials(env, content.screenscraper ?? {}, softname);
  const logFile = content.logging?.file ?? null;
  const level = content.logging?.level ?? SCRAPE_DEFAULTS.logging.level;
  return scrapeSettingsSchema.parse(
    {
      version: (await readPackageFile()).version,
      screenscraper: { base_url: content.screenscraper?.base_url ?? site.base_url, softname },
      credentials,
      missingCredentials: missing,
      home: places.home,
      paths: folders,
      esSystems,
      scraping: whatToScrape(flags, content),
      update: flags.update ?? false,
      media: { ...SCRAPE_DEFAULTS.media, ...content.media },
      api: { ...SCRAPE_DEFAULTS.api, ...content.api },
      search: howToSearch(flags, content),
      runtime: {
        ...SCRAPE_DEFAULTS.runtime,
        ...content.runtime,
        ...(flags.dryRun === undefined ? {} : { dry_run: flags.dryRun }),
      },
      logging: {
        level,
        file: logFile === null ? null : homePath(logFile, file.folder, places.home),
      },
      threads: flags.threads ?? null,
      prune: flags.prune ?? false,
      yes: flags.yes ?? false,
      ...howToShow(flags, level, { debug: env.DEBUG, cwd }),
      notify: whoIsTold(env.ROMFLOW_WEBHOOK, content.notify),
      stateFolder: stateFolder(rawEnv),
    },
    UNCOMPILED,
  );
}

function whatToScrape({ systems, mode, skipScraped, update }: ScrapeFlags, file: ScrapeFile) {
  const filed = { ...SCRAPE_DEFAULTS.scraping, ...file.scraping };
  return {
    ...filed,
    systems: systems ?? filed.systems,
    scrape_mode: update === true ? 'changed' : skipScraped === true ? null : (mode ?? filed.scrape_mode),
  };
}

/** `--interactive-search`, to choose among the hits of a search, implies the search. */
function howToSearch({ enableSearch, interactiveSearch }: ScrapeFlags, file: ScrapeFile) {
  const filed = { ...SCRAPE_DEFAULTS.search, ...file.search };
  return {
    ...filed,
    enable_search_fallback: enableSearch ?? (interactiveSearch === true || filed.enable_search_fallback),
    interactive_search: interactiveSearch ?? filed.interactive_search,
  };
}
