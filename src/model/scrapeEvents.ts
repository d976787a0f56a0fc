import { z } from 'zod';
import { MEDIA_KIND_NAMES } from './mediaKind.js';

const count = z.int().nonnegative();
const text = z.string();
const system = text.describe('short name of the system');
const rom = text.describe('the ROM as the gamelist names it: ./Game.zip');
const kind = z.enum(MEDIA_KIND_NAMES);

const counts = {
  total: count.describe('ROMs found'),
  scraped: count,
  skipped: count.describe('ROMs that needed nothing, or that are already known to be unknown to the site'),
  unmatched: count.describe('ROMs that were looked up and that the site does not know'),
  failed: count,
  left: count.describe('ROMs not looked up, or not completely; left to the next run'),
  planned: count.describe('ROMs that a dry run would look up'),
  media: count.describe('media stored'),
};

/** The events of a scrape and of a publication. */
export const scrapeEvents = [
  z.object({
    type: z.literal('scrape.started'),
    mode: text.describe('what is scraped, in a few words'),
    systems: count.describe('systems that have a folder, are known to ScreenScraper and are not ignored'),
    dryRun: z.boolean(),
  }),
  z.object({
    type: z.literal('account'),
    threads: count.describe('concurrent requests, including media'),
    perMinute: count.nullable().describe('requests per minute; null: unlimited'),
    requestsToday: count.nullable(),
    maxPerDay: count.nullable(),
  }),
  z.object({ type: z.literal('system.started'), system, fullname: text, roms: count }),
  z.object({
    type: z.literal('system.skipped'),
    system,
    reason: text,
    failed: z.boolean().describe('true: a failure; false: there is nothing to do for it'),
  }),
  z.object({ type: z.literal('system.ended'), system, fullname: text, ...counts, elapsedMs: count }),
  z.object({ type: z.literal('rom.stage'), system, rom, stage: z.enum(['hashing', 'asking']) }),
  z.object({
    type: z.literal('rom.identified'),
    system,
    rom,
    game: text.describe('ScreenScraper’s id of the game'),
    name: text,
    by: z.enum(['hash', 'name', 'search', 'picked', 'memory']),
    cached: z.boolean().describe('whether it is known from an earlier answer, without a request'),
  }),
  z.object({
    type: z.literal('rom.done'),
    system,
    rom,
    index: count.describe('its number in the system, from 1'),
    total: count,
    outcome: z
      .enum(['scraped', 'skipped', 'unmatched', 'failed', 'left', 'planned'])
      .describe(
        'left to the next run: this one was stopped or may make no further request, or the ROM was skipped by hand; planned: a dry run, and detail says what would be done',
      ),
    media: count.describe('media stored for it, if it was scraped'),
    detail: text.nullable(),
  }),
  z.object({
    type: z.literal('media.stored'),
    system,
    rom,
    kind,
    file: text.describe('below the media folder'),
    bytes: count,
    reused: z.boolean().describe('whether it was already there, exactly as the site has it'),
  }),
  z.object({ type: z.literal('media.failed'), system, rom, kind, reason: text }),
  z.object({
    type: z.literal('media.retired'),
    system,
    rom,
    kind,
    file: text.describe('below the media folder'),
    to: text.describe('where it was moved, below the media folder'),
  }),
  z.object({
    type: z.literal('gamelist.written'),
    system,
    file: text,
    entries: count,
    added: count,
    changed: count,
    removed: count,
    backup: text.nullable().describe('the backup of the previous file; null: there was none, or nothing changed'),
    unchanged: z.boolean().describe('whether the file was identical already and so was not written'),
  }),
  z.object({
    type: z.literal('gamelist.missing'),
    system,
    entries: count,
    present: count.describe('entries whose file exists'),
    paths: z.array(text).describe('entries whose file is missing'),
    pruned: z.boolean().describe('whether they are to be removed'),
  }),
  z.object({
    type: z.literal('rom.published'),
    id: text.describe('SMW Central id of the hack'),
    name: text,
    file: text.describe('below the ROM folder'),
    outcome: z.enum(['written', 'unchanged', 'renamed', 'failed', 'skipped', 'planned']),
    reason: text.nullable(),
  }),
  z.object({
    type: z.literal('publish.summary'),
    outcome: z.enum(['complete', 'paused']),
    dryRun: z.boolean(),
    hacks: count,
    written: count,
    unchanged: count,
    skipped: count,
    failed: count,
    media: count,
    elapsedMs: count,
  }),
  z.object({
    type: z.literal('scrape.summary'),
    outcome: z.enum(['complete', 'paused', 'quota', 'failed']),
    dryRun: z.boolean(),
    systems: count,
    ...counts,
    requests: count.describe('requests made, including media'),
    mediaFailed: count.describe('media that could not be obtained, each with a media.failed'),
    gamelistsFailed: count.describe('systems whose gamelist could not be parsed or written'),
    failures: z.array(z.object({ system, rom: text, reason: text })).max(50),
    errorLog: text.nullable().describe('the file that lists every failure; null: there was none'),
    elapsedMs: count,
  }),
] as const;
