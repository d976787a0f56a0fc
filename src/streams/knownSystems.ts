import { existsSync } from 'node:fs';
import { isDanglingLink } from '../files/isDanglingLink.js';
import { isGone } from '../files/isGone.js';
import type { SystemList } from '../files/readSystemList.js';
import { chooseSystems } from '../formats/chooseSystems.js';
import { parseEsSystems } from '../formats/esSystems.js';
import { scraperIdOf } from '../formats/systemIds.js';
import { ConfigError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { KnownSystem, System } from '../model/system.js';

export interface KnownSystemsOptions {
  /** Short names; empty for all. */
  readonly wanted: readonly string[];
  readonly romRoot: string;
  readonly home: string;
}

/** The platform that tells ES-DE not to scrape a system. */
const IGNORED = 'ignore';

/**
 * The systems to scrape: those in the lists that are wanted, have a folder, are known to ScreenScraper and are not marked as
 * ignored. Of two systems with the same name the first wins, and a list may exclude the lists after it. Each system that is left
 * out is reported once, with the reason; a missing folder only if the system was asked for by name.
 *
 * @throws ConfigError - a list is not well-formed, or no list holds a usable system; there is no ROM folder at all, or it is
 *   not accessible
 * @throws UsageError - a wanted system is in none of the lists
 */
export function knownSystems(
  lists: readonly SystemList[],
  { wanted, romRoot, home }: KnownSystemsOptions,
  report: Report,
): readonly KnownSystem[] {
  const byName = new Map<string, System>();
  for (const { path, bytes } of lists) {
    const { systems, problems, exclusive } = parsed(path, () => parseEsSystems(bytes, romRoot, home));
    for (const problem of problems) report({ type: 'warning', message: `${path}: ${problem}` });
    for (const system of systems) if (!byName.has(system.name)) byName.set(system.name, system);
    if (exclusive) break;
  }
  if (byName.size === 0) {
    throw new ConfigError([
      `paths.es_systems: there is no usable system in ${lists.map(({ path }) => path).join(', ')}`,
    ]);
  }
  const chosen = chooseSystems([...byName.values()], wanted);
  const [first] = chosen;
  if (first !== undefined && !chosen.some(({ path }) => existsSync(path))) {
    if (!existsSync(romRoot)) {
      throw new ConfigError([
        `paths.roms: there is no folder ${romRoot}; name the one that contains the systems' folders`,
      ]);
    }
    if (!isGone(first.path)) {
      throw new ConfigError([
        `paths.roms: ${first.path} cannot be accessed; change the permissions of the folders above it`,
      ]);
    }
    const message = `No system has a ROM folder: ${first.path}, for example, does not exist.`;
    if (wanted.length === 0) report({ type: 'warning', message });
  }
  return chosen.flatMap((system) => {
    const skipped = (reason: string): readonly KnownSystem[] => {
      report({ type: 'system.skipped', system: system.name, reason, failed: false });
      return [];
    };
    // A link means that there are ROMs behind it.
    if (isDanglingLink(system.path)) {
      return skipped(
        `its folder ${system.path} is a dangling link; mount the disk that it leads to, or remove the link`,
      );
    }
    if (!existsSync(system.path)) return wanted.length === 0 ? [] : skipped(`there is no folder ${system.path}`);
    if (system.platforms.includes(IGNORED)) return skipped(`its platform in es_systems.xml is “${IGNORED}”`);
    const scraperId = scraperIdOf(system);
    return scraperId === null ? skipped('ScreenScraper has no such system') : [{ ...system, scraperId }];
  });
}

/** Prefixes each problem with the list that it is in. */
function parsed<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => `${path}: ${problem}`));
  }
}
