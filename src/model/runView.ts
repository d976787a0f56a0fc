import { z } from 'zod';
import { RUN_VIEW_VERSION, VIEW_KEEPS } from './runViewLimits.js';

const count = z.int().nonnegative();
const text = z.string();
const time = z.iso.datetime();

/** What became of an item, marked ✓, ✗ or ○ on the terminal. */
const finished = z.object({
  t: time,
  id: text.describe('id of the hack, or system and path of the ROM'),
  name: text,
  mark: z.enum(['done', 'failed', 'skipped']),
  detail: text.nullable(),
});

/** An item in progress. */
const itemInProgress = z.object({
  id: text,
  name: text,
  stage: z
    .enum(['waiting', 'downloading', 'patching', 'sealing', 'recording', 'hashing', 'asking', 'media'])
    .describe('waiting: it waits for its turn and has not been started'),
  bytes: count.nullable().describe('received so far'),
  totalBytes: count.nullable().describe('announced by the server; null: unknown'),
  since: time,
});

/** What the rate and the remaining time are computed from. */
const pace = z.object({
  workers: count.nullable().describe('items processed at a time'),
  pageGapMs: count.nullable().describe('pause before each catalog page, in milliseconds'),
  fileGapMs: count.nullable().describe('pause before each file, in milliseconds'),
  worked: count.describe('finished items that took work, not just a check'),
  fetched: count.describe('files fetched'),
  most: count.nullable().describe('the maximum number of items to process; null: no limit'),
  everyMs: z
    .number()
    .nonnegative()
    .nullable()
    .describe('mean time between the ends of two such items, in milliseconds, weighted toward the latest'),
  from: time.nullable().describe('when work on the next one began: at the end of the previous one, or of a pause'),
});

/**
 * A snapshot of a run: a fold of its events, which the terminal and the dashboard show. A run also leaves it in the state
 * folder for other processes to look at, so it is parsed when it is read.
 */
export const runView = z.object({
  v: z.literal(RUN_VIEW_VERSION),
  command: text.describe('update, scrape …'),
  place: text.describe('folder of the archive, or of the ROMs'),
  mode: text.nullable(),
  baseRom: text.nullable(),
  dryRun: z.boolean(),
  startedAt: time,
  /** Of the latest event. */
  at: time,
  state: z.enum(['running', 'paused', 'stopping', 'ended']),
  outcome: z.enum(['complete', 'paused', 'quota', 'failed']).nullable(),
  catalog: z
    .object({
      mode: z.enum(['routine', 'full']),
      page: count,
      lastPage: count.nullable(),
      records: count,
      fresh: count.describe('new or changed'),
      outcome: z.enum(['complete', 'paused', 'failed']).nullable(),
    })
    .nullable(),
  work: z.object({
    noun: z.enum(['games', 'ROMs', 'files']),
    total: count.nullable().describe('as far as known; null: not known yet'),
    done: count,
    failed: count,
    skipped: count,
    left: count.nullable(),
    perMinute: z.number().nonnegative().nullable(),
    etaMs: count.nullable(),
    /** What keeps the run from going faster. */
    limit: z.enum(['gap', 'workers', 'account', 'quota']).nullable(),
  }),
  pace,
  account: z
    .object({
      threads: count,
      perMinute: count.nullable(),
      requestsToday: count.nullable().describe('as of the start of the run'),
      maxPerDay: count.nullable(),
    })
    .nullable(),
  /** How many systems a scrape goes through; null for anything else. */
  systemsTotal: count.nullable(),
  systems: z.array(
    z.object({
      system: text,
      fullname: text,
      total: count,
      done: count,
      scraped: count,
      skipped: count,
      unmatched: count,
      failed: count,
      media: count,
      ended: z.boolean(),
    }),
  ),
  waits: z.array(z.object({ host: text, until: time, reason: text })),
  inProgress: z.array(itemInProgress),
  finished: z.array(finished).max(VIEW_KEEPS.finished).describe('the latest, oldest first'),
  failures: z.array(finished).max(VIEW_KEEPS.failures).describe('the latest, oldest first'),
  warnings: z.array(text).max(VIEW_KEEPS.warnings).describe('the latest, oldest first'),
});

export type RunView = z.infer<typeof runView>;
