import { z } from 'zod';
import { STRICTNESSES } from '../formats/matching/verifyName.js';
import { MERGE_STRATEGIES } from '../model/gamelist.js';
import { MEDIA_KIND_NAMES } from '../model/mediaKind.js';
import { VALIDATION_MODES } from '../model/mediaState.js';
import { SCRAPE_MODES } from '../model/scrapeMode.js';
import { siteAddress } from './baseUrl.js';
import { group, pathText } from './fileKeys.js';
import {
  groupOf,
  keysOf,
  listOf,
  numberBetween,
  oneOf,
  oneOfAnyCase,
  plainLine,
  secretText,
  trueOrFalse,
  wholeNumber,
} from './keyTypes.js';
import { mediaTypes } from './mediaTypes.js';
import { notifySection } from './notifyKeys.js';

const HOUR_SECONDS = 3600;
const MAX_TRIES = 100;
const MAX_PIXELS = 100_000;
const MAX_RESULTS = 10;

const share = numberBetween(0, 1);

const region = z
  .string('must be a list of regions, such as us')
  .regex(/^[a-z]{2,5}$/i, 'must be a list of regions, such as us')
  .toLowerCase();

const language = z
  .string('must be a language, such as en')
  .regex(/^[a-z]{2,3}$/i, 'must be a language, such as en')
  .toLowerCase();

const systemName = z.string('must be a list of system names').min(1, 'must be a list of system names');

/** The keys of the scrape course's file. Times are in seconds, sizes in bytes; thresholds are fractions of 1. */
export const scrapeSections = {
  screenscraper: z.strictObject({
    user_id: secretText,
    user_password: secretText,
    devid: secretText,
    devpassword: secretText,
    softname: plainLine,
    base_url: siteAddress('https://api.screenscraper.fr/api2/'),
  }),
  paths: z.strictObject({ roms: pathText, media: pathText, gamelists: pathText, es_systems: pathText }),
  scraping: z.strictObject({
    systems: listOf(systemName, 'must be a list of system names'),
    media_types: mediaTypes,
    preferred_regions: listOf(region, 'must be a list of regions, such as us'),
    preferred_language: language,
    scrape_mode: oneOf(SCRAPE_MODES).nullable(),
    merge_strategy: oneOf(MERGE_STRATEGIES),
    name_verification: oneOf(STRICTNESSES),
    gamelist_integrity_threshold: share,
    auto_favorite_enabled: trueOrFalse,
    auto_favorite_threshold: share,
    auto_sortname_enabled: trueOrFalse,
    filter_non_disc1: trueOrFalse,
    crc_size_limit: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  }),
  media: z.strictObject({
    validation_mode: oneOf(VALIDATION_MODES),
    image_min_dimension: wholeNumber(1, MAX_PIXELS),
  }),
  api: z.strictObject({
    request_timeout: numberBetween(0.001, HOUR_SECONDS),
    max_retries: wholeNumber(0, MAX_TRIES),
    retry_backoff_seconds: numberBetween(0, HOUR_SECONDS),
    quota_warning_threshold: share,
  }),
  search: z.strictObject({
    enable_search_fallback: trueOrFalse,
    interactive_search: trueOrFalse,
    confidence_threshold: share,
    max_results: wholeNumber(1, MAX_RESULTS),
  }),
  runtime: z.strictObject({ dry_run: trueOrFalse, enable_cache: trueOrFalse }),
  logging: z.strictObject({
    level: oneOfAnyCase(['debug', 'info', 'warning', 'error']),
    file: pathText.nullable(),
  }),
  notify: notifySection,
};

/** The defaults, where neither file nor environment nor flags say otherwise. */
export const SCRAPE_DEFAULTS = {
  screenscraper: { softname: 'romflow', base_url: 'https://api.screenscraper.fr/api2/' },
  paths: { roms: './roms', media: './downloaded_media', gamelists: './gamelists', es_systems: './es_systems.xml' },
  scraping: {
    systems: [],
    media_types: MEDIA_KIND_NAMES,
    preferred_regions: ['us', 'wor', 'eu', 'jp', 'ss'],
    preferred_language: 'en',
    scrape_mode: null,
    merge_strategy: 'preserve_user_edits',
    name_verification: 'normal',
    gamelist_integrity_threshold: 0.95,
    auto_favorite_enabled: false,
    auto_favorite_threshold: 0.9,
    auto_sortname_enabled: false,
    filter_non_disc1: false,
    crc_size_limit: 1_073_741_824,
  },
  media: { validation_mode: 'normal', image_min_dimension: 50 },
  api: { request_timeout: 30, max_retries: 3, retry_backoff_seconds: 5, quota_warning_threshold: 0.95 },
  search: { enable_search_fallback: false, interactive_search: false, confidence_threshold: 0.7, max_results: 5 },
  runtime: { dry_run: false, enable_cache: true },
  logging: { level: 'info', file: null },
  notify: { onlyFailures: false },
} as const;

const { screenscraper, paths, scraping, media, api, search, runtime, logging, notify } = scrapeSections;

/** The scrape course's file may hold any of these keys, and no others. */
export const scrapeFileKeys = groupOf(
  z
    .strictObject({
      screenscraper: groupOf(screenscraper.partial(), group),
      paths: groupOf(paths.partial(), group),
      scraping: groupOf(scraping.partial(), group),
      media: groupOf(media.partial(), group),
      api: groupOf(api.partial(), group),
      search: groupOf(search.partial(), group),
      runtime: groupOf(runtime.partial(), group),
      logging: groupOf(logging.partial(), group),
      notify: groupOf(notify.partial(), group),
    })
    .partial(),
  'must hold groups of settings',
);

export type ScrapeFile = z.infer<typeof scrapeFileKeys>;

export const scrapeKeys = keysOf(scrapeSections);
