import { z } from 'zod';
import { UsageError } from '../model/errors.js';
import { SCRAPE_MODES } from '../model/scrapeMode.js';
import { pathText } from './fileKeys.js';
import { flagName } from './flagName.js';
import { countText, onOff } from './flags.js';
import { oneOf } from './keyTypes.js';
import { showFlagKeys } from './showSettings.js';

const NO_SYSTEMS = 'must be system names, such as nes snes';

const systems = z.array(z.string(NO_SYSTEMS)).transform((lists, context): readonly string[] => {
  const names = lists.flatMap((list) => list.split(/[\s,]+/)).filter((name) => name !== '');
  if (names.length === 0) context.issues.push({ code: 'custom', input: lists, message: NO_SYSTEMS });
  return [...new Set(names)];
});

/** The flags that configure a scrape, by their names in camel case; a flag that is not given is absent. */
export const scrapeFlagKeys = z.object({
  config: pathText.optional(),
  systems: systems.optional(),
  mode: oneOf(SCRAPE_MODES).optional(),
  skipScraped: onOff,
  update: onOff,
  enableSearch: onOff,
  interactiveSearch: onOff,
  threads: countText.optional(),
  dryRun: onOff,
  prune: onOff,
  yes: onOff,
  ...showFlagKeys.shape,
});

export type ScrapeFlags = z.infer<typeof scrapeFlagKeys>;

/** @throws UsageError - flags that contradict each other */
export function refuseContradictions({
  mode,
  skipScraped,
  update,
  enableSearch,
  interactiveSearch,
}: ScrapeFlags): void {
  const modes = Object.entries({ mode: mode !== undefined, skipScraped, update }).filter(([, given]) => given);
  if (modes.length > 1) {
    const names = modes.map(([flag]) => flagName(flag)).join(' and ');
    throw new UsageError(`${names} cannot be combined: each says what to scrape; give only one of them.`);
  }
  if (interactiveSearch === true && enableSearch === false) {
    throw new UsageError('--interactive-search and --no-enable-search cannot be combined; give only one of them.');
  }
}
