import { z } from 'zod';
import { ofEachFolder } from '../model/archiveFolders.js';
import { COMPRESSIONS } from '../model/compression.js';
import { baseUrl } from './baseUrl.js';
import { groupOf, keysOf, oneOf, plainLine, trueOrFalse, wholeNumber } from './keyTypes.js';
import { notifySection } from './notifyKeys.js';

const DAY_MS = 86_400_000;
export const MAX_WORKERS = 256;
const MAX_TRIES = 100;
const MAX_DAYS = 3650;
const HOUR_S = 3600;

/** The name or path of a file or folder. */
export const pathText = z
  .string('must be a path')
  .min(1, 'must be a path')
  .refine((path) => !path.includes('\0'), 'must be a path, without a NUL character');

const delay = z
  .number('must be a number of milliseconds')
  .min(0, 'must be a number of milliseconds')
  .max(DAY_MS, `must be at most ${DAY_MS} milliseconds (one day)`);

/** What a section must be. */
export const group = 'must be a group of settings';

/** The keys of the configuration file. Delays are in milliseconds; `retryMax` counts attempts, including the first; `workers`, threads. */
export const fileSections = {
  smwc: z.strictObject(
    {
      baseUrl,
      requestDelay: delay,
      extraDelay: delay,
      downloadDelay: delay,
      fullCrawlDays: wholeNumber(1, MAX_DAYS),
      userAgent: plainLine,
    },
    group,
  ),
  baseRom: z.strictObject(
    {
      path: pathText,
      sha224: z
        .string('must be a SHA-224 of 56 hex digits')
        .regex(/^[0-9a-f]{56}$/i, 'must be a SHA-224 of 56 hex digits')
        .toLowerCase(),
    },
    group,
  ),
  paths: z.strictObject(
    ofEachFolder(() => pathText),
    group,
  ),
  processing: z.strictObject(
    {
      processAllPatches: trueOrFalse,
      maxConcurrent: wholeNumber(1, MAX_WORKERS),
      retryMax: wholeNumber(1, MAX_TRIES),
      workers: wholeNumber(0, MAX_WORKERS),
      compression: oneOf(COMPRESSIONS),
    },
    group,
  ),
  /** Not the address, which may contain a password. */
  redis: z.strictObject(
    {
      handOut: wholeNumber(1, MAX_WORKERS),
      lockSeconds: wholeNumber(1, HOUR_S),
    },
    group,
  ),
  notify: notifySection,
};

/** A configuration file may hold any of these keys, and no others. */
export const configFileKeys = z
  .strictObject(
    {
      smwc: fileSections.smwc.partial(),
      baseRom: fileSections.baseRom.partial(),
      paths: fileSections.paths.partial(),
      processing: fileSections.processing.partial(),
      redis: groupOf(fileSections.redis.partial(), group),
      notify: groupOf(fileSections.notify.partial(), group),
    },
    'must hold groups of settings',
  )
  .partial();

export const knownKeys = keysOf(fileSections);
