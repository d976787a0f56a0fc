import { existsSync } from 'node:fs';
import { isDeadLink } from '../files/isDeadLink.js';
import { isGone } from '../files/isGone.js';
import type { SystemList } from '../files/readSystemList.js';
import { chooseSystems } from '../formats/chooseSystems.js';
import { parseEsSystems } from '../formats/esSystems.js';
import { scraperIdOf } from '../formats/systemIds.js';
import { ConfigError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { KnownSystem, System } from '../model/system.js';

export interface KnownSystemsOptions {
  /** Short names; empty: all. */
  readonly wanted: readonly string[];
  readonly romRoot: string;
  readonly home: string;
}

/** The platform by which ES-DE knows a system that is not to be scraped. */
const IGNORED = 'ignore';

/**
 * The systems that are to be scraped: of the lists those that are wanted, have a folder, are known to ScreenScraper, and do not
 * say themselves that they are to be ignored. Of two systems of one name the first counts, and a list may say that those behind
 * it do not. What is wrong with the others is told once for each system.
 *
 * @throws ConfigError - a list is not well-formed, or holds no system that can be used; there is no folder of ROMs at all, or it
 *   may not be looked into
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
    throw new ConfigError([`paths.es_systems: ${lists.map(({ path }) => path).join(', ')} contains no usable system`]);
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
    // Who has put a link there has ROMs behind it.
    if (isDeadLink(system.path)) {
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

/** Names the list of which a mistake speaks. */
function parsed<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => `${path}: ${problem}`));
  }
}
