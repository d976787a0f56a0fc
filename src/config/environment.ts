import { z } from 'zod';
import { pathText } from './fileKeys.js';
import type { Naming } from './keepValid.js';
import { plainLine, unlessEmpty } from './keyTypes.js';
import { webhookAddress } from './notifyKeys.js';
import { redisAddress } from './redisAddress.js';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const path = unlessEmpty(pathText);
const text = unlessEmpty(z.string());

/** Debug patterns are separated by spaces or commas; ours is `rhtools:*`. */
const debug = z
  .string()
  .transform((patterns) =>
    patterns.split(/[\s,]+/).some((pattern) => pattern === '*' || /^rhtools(?::|\*)/.test(pattern)),
  );

/** The variables that the archive commands read; all others are ignored. One that is set to nothing counts as unset. */
export const environmentKeys = z.object({
  RHDATA_DB_PATH: path,
  PATCHBIN_DB_PATH: path,
  SMW_ROM_PATH: path,
  FLIPS_PATH: path,
  ROMFLOW_WEBHOOK: webhookAddress,
  ROMFLOW_REDIS: unlessEmpty(redisAddress),
  DEBUG: debug.optional(),
});

/** The variables that the scrape course reads. */
export const scrapeVariables = z.object({
  SCREENSCRAPER_USER: text,
  SCREENSCRAPER_PASSWORD: text,
  SCREENSCRAPER_DEVID: text,
  SCREENSCRAPER_DEVPASSWORD: text,
  SCREENSCRAPER_SOFTNAME: unlessEmpty(plainLine),
  ROMFLOW_WEBHOOK: webhookAddress,
  DEBUG: debug.optional(),
});

/** Messages about variables use their names. */
export const AS_VARIABLES: Naming = { nameOf: ([key]) => String(key) };
