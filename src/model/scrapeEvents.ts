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
  skipped: count.describe('nothing to do, or known to be unknown'),
  unmatched: count.describe('asked for now, and unknown to the site'),
  failed: count,
  left: count.describe('not asked for: the quota is used up, or the run was stopped'),
  planned: count.describe('what a dry run would ask for'),
  media: count.describe('media stored'),
};

/** The events of a scrape and of a publication. */
export const scrapeEvents = [
  z.object({
    type: z.literal('scrape.started'),
    mode: text.describe('in a few words'),
    systems: count.describe('that have a folder and are known to ScreenScraper'),
    dryRun: z.boolean(),
  }),
  z.object({
    type: z.literal('account'),
    threads: count.describe('requests at a time'),
    perMinute: count.nullable().describe('requests a minute; null: not limited'),
    requestsToday: count.nullable(),
    maxPerDay: count.nullable(),
  }),
  z.object({ type: z.literal('system.started'), system, fullname: text, roms: count }),
  z.object({
    type: z.literal('system.skipped'),
    system,
    reason: text,
    failed: z.boolean().describe('it counts as a failure; else there is nothing to be done for it'),
  }),
  z.object({ type: z.literal('system.ended'), system, fullname: text, ...counts, elapsedMs: count }),
  z.object({ type: z.literal('rom.stage'), system, rom, stage: z.enum(['hashing', 'asking']) }),
  z.object({
    type: z.literal('rom.identified'),
    system,
    rom,
    game: text.describe('id of the game'),
    name: text,
    by: z.enum(['hash', 'name', 'search', 'picked', 'memory']),
    cached: z.boolean().describe('known from an earlier answer, not asked for'),
  }),
  z.object({
    type: z.literal('rom.done'),
    system,
    rom,
    index: count.describe('from 1'),
    total: count,
    outcome: z
      .enum(['scraped', 'skipped', 'unmatched', 'failed', 'left', 'planned'])
      .describe('left: not asked for, the next run does; planned: what a dry run would do'),
    media: count.describe('media stored for it, when it is scraped'),
    detail: text.nullable(),
  }),
  z.object({
    type: z.literal('media.stored'),
    system,
    rom,
    kind,
    file: text.describe('below the media folder'),
    bytes: count,
    reused: z.boolean().describe('was there already, as the site has it'),
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
    backup: text.nullable().describe('the copy of the file as it was; null when there was none, or nothing changed'),
    unchanged: z.boolean().describe('the file had every byte already'),
  }),
  z.object({
    type: z.literal('gamelist.missing'),
    system,
    entries: count,
    present: count.describe('entries whose file is there'),
    paths: z.array(text).describe('entries whose file is gone'),
    pruned: z.boolean().describe('and are to be removed'),
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
    requests: count.describe('made of the site, media included'),
    mediaFailed: count.describe('media that could not be had, each a media.failed'),
    gamelistsFailed: count.describe('systems whose gamelist could not be parsed or written'),
    failures: z.array(z.object({ system, rom: text, reason: text })).max(50),
    errorLog: text.nullable().describe('the file that names every failure; null when there was none'),
    elapsedMs: count,
  }),
] as const;
