import { basename } from 'node:path';
import { z } from 'zod';
import { templateProblem } from '../formats/nameTemplate.js';
import { ConfigError } from '../model/errors.js';
import { type EsDePlaces, esDePlaces } from './esDePlaces.js';
import { pathText } from './fileKeys.js';
import { AS_FLAGS } from './flagName.js';
import { onOff } from './flags.js';
import { homePath } from './homePath.js';
import { keepValid } from './keepValid.js';
import { scrapeFile, scrapePaths } from './scrapeFile.js';
import { type Settings, type SettingsSources, loadSettings } from './settings.js';

const NO_FOLDER = 'is required: the folder of the ROMs, such as --to ~/ROMs/snes';

const nameTemplate = z.string('must be a name template').superRefine((template, context) => {
  const problem = templateProblem(template);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/** The flags of `publish`, besides those that configure the archive. */
const publishFlagKeys = z.object({
  to: pathText.optional(),
  gamelists: pathText.optional(),
  media: pathText.optional(),
  name: nameTemplate.optional(),
  screenshots: onOff,
});

/** All settings of a publication, resolved; paths are absolute. */
export interface PublishSettings {
  /** The archive, its site and how it is throttled, and what applies to both, such as `dryRun` and `json`. */
  readonly archive: Settings;
  /** Where the ROMs go. */
  readonly to: string;
  /** Short name of the system that this folder belongs to: the folder's own name. */
  readonly system: string;
  /** This and `media`: folders with a subfolder for each system. */
  readonly gamelists: string;
  readonly media: string;
  /** How ROMs are named, below `to`; parsed by {@link import('../formats/nameTemplate.js').parseNameTemplate}. */
  readonly nameTemplate: string;
  readonly dryRun: boolean;
  /** Fetch the site's screenshots. */
  readonly screenshots: boolean;
}

/**
 * Loads the settings of a publication: the archive's, as {@link loadSettings} returns them, and where its ROMs go. Gamelists
 * and media go where `config.yaml` in the working folder says, if it exists, else where ES-DE keeps them.
 *
 * @throws ConfigError - every mistake at once, each prefixed with its key
 */
export async function loadPublishSettings(
  sources: SettingsSources,
  places: EsDePlaces = esDePlaces(),
): Promise<PublishSettings> {
  const problems: string[] = [];
  const { cwd } = sources;
  const flags = keepValid(publishFlagKeys, sources.flags, problems, AS_FLAGS);
  if (sources.flags.to === undefined) problems.push(`--to: ${NO_FOLDER}`);
  const to = homePath(flags.to ?? '.', cwd, places.home);
  const system = basename(to);
  if (system === '') problems.push(`--to: must be the folder of a system, got ${JSON.stringify(flags.to)}`);
  const archive = await loadSettings(sources).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return null;
  });
  const folders = { gamelists: flags.gamelists, media: flags.media };
  const { gamelists, media } = await frontEnd(folders, { cwd, places }, problems);
  if (archive === null || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    archive,
    to,
    system,
    gamelists,
    media,
    nameTemplate: flags.name ?? '{name}',
    dryRun: archive.dryRun,
    screenshots: flags.screenshots ?? true,
  });
}

/** Where gamelists and media go. */
async function frontEnd(
  { gamelists, media }: { readonly gamelists: string | undefined; readonly media: string | undefined },
  { cwd, places }: { readonly cwd: string; readonly places: EsDePlaces },
  problems: string[],
): Promise<{ readonly gamelists: string; readonly media: string }> {
  const absolute = (path: string): string => homePath(path, cwd, places.home);
  if (gamelists !== undefined && media !== undefined) return { gamelists: absolute(gamelists), media: absolute(media) };
  const file = await scrapeFile({ cwd, chosen: undefined }, problems);
  const usual = file.state === 'absent' ? places : scrapePaths(file, places);
  return {
    gamelists: gamelists === undefined ? usual.gamelists : absolute(gamelists),
    media: media === undefined ? usual.media : absolute(media),
  };
}
