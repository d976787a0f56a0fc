import { type AcceptedFile, acceptFile } from './acceptFile.js';
import type { EsDePlaces } from './esDePlaces.js';
import { homePath } from './homePath.js';
import { SCRAPE_DEFAULTS, type ScrapeFile, scrapeFileKeys, scrapeKeys } from './scrapeKeys.js';

/**
 * Reads `config.yaml` in the working folder, or the file that `--config` names. Mistakes are added to `problems`; none of them
 * repeats what may be a password.
 */
export function scrapeFile(
  where: { readonly cwd: string; readonly chosen: string | undefined },
  problems: string[],
): Promise<AcceptedFile<ScrapeFile>> {
  return acceptFile({ keys: scrapeFileKeys, known: scrapeKeys, name: 'config.yaml' }, where, problems);
}

/** The paths, made absolute: relative ones, defaults included, are relative to the file's folder. */
export function scrapePaths({ content: { paths = {} }, folder }: AcceptedFile<ScrapeFile>, { home }: EsDePlaces) {
  const usual = SCRAPE_DEFAULTS.paths;
  return {
    roms: homePath(paths.roms ?? usual.roms, folder, home),
    media: homePath(paths.media ?? usual.media, folder, home),
    gamelists: homePath(paths.gamelists ?? usual.gamelists, folder, home),
    es_systems: homePath(paths.es_systems ?? usual.es_systems, folder, home),
  };
}
