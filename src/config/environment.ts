import { z } from 'zod';
import { pathText } from './fileKeys.js';

/** Environment variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is set to nothing counts as not set. */
const path = z.preprocess((value) => (value === '' ? undefined : value), pathText.optional());

/** Debug patterns are separated by spaces or commas; ours is `rhtools:*`. */
const debug = z
  .string()
  .transform((patterns) =>
    patterns.split(/[\s,]+/).some((pattern) => pattern === '*' || /^rhtools(?::|\*)/.test(pattern)),
  );

/** The variables that are read; all others are no concern of ours. */
export const environmentKeys = z.object({
  RHDATA_DB_PATH: path,
  PATCHBIN_DB_PATH: path,
  SMW_ROM_PATH: path,
  FLIPS_PATH: path,
  DEBUG: debug.optional(),
});
