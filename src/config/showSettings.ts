import { resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../model/errors.js';
import { LOG_LEVELS, type LogLevel } from '../model/logLevel.js';
import { pathText } from './fileKeys.js';
import { flagName } from './flagName.js';
import { onOff } from './flags.js';

/** The flags that control how a run is shown, by their names in camel case. */
export const showFlagKeys = z.object({
  json: onOff,
  ui: onOff,
  quiet: onOff,
  verbose: onOff,
  logFile: pathText.optional(),
});

/** How a run is shown. */
export const showSettings = {
  /** Events on standard output instead of lines for people. */
  json: z.boolean(),
  /** A full-screen display, if there is a terminal. */
  ui: z.boolean(),
  /** Every event with all its fields on standard error. */
  debug: z.boolean(),
  /** How verbose the lines for people are. */
  level: z.enum(LOG_LEVELS),
  /** A file to which events are also written, absolute; null for none. */
  logFile: z.string().nullable(),
};

export type ShowSettings = Readonly<z.infer<z.ZodObject<typeof showSettings>>>;

/**
 * @param usual - the level when no flag says otherwise
 * @param cwd - the working folder, absolute
 * @throws UsageError - flags that contradict each other
 */
export function howToShow(
  { json = false, ui = true, quiet = false, verbose = false, logFile }: z.infer<typeof showFlagKeys>,
  usual: LogLevel,
  { debug = false, cwd }: { readonly debug: boolean | undefined; readonly cwd: string },
): ShowSettings {
  const given = Object.entries({ json, quiet, verbose }).flatMap(([flag, on]) => (on ? [flagName(flag)] : []));
  if (given.length > 1) {
    throw new UsageError(
      `${given.join(' and ')} cannot be combined: --json prints every event, --quiet and --verbose choose which lines are printed; give only one of them.`,
    );
  }
  const level = quiet ? 'quiet' : verbose ? 'verbose' : usual;
  return { json, ui, debug, level, logFile: logFile === undefined ? null : resolve(cwd, logFile) };
}
