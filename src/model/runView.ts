import { z } from 'zod';
import { RUN_VIEW_VERSION, VIEW_KEEPS } from './runViewLimits.js';

const count = z.int().nonnegative();
const text = z.string();
const time = z.iso.datetime();

/** What became of an item, marked ✓, ✗ or ○ on the terminal. */
const finished = z.object({
  t: time,
  id: text.describe('of the hack, or system and path of the ROM'),
  name: text,
  mark: z.enum(['done', 'failed', 'skipped']),
  detail: text.nullable(),
});

/** An item in progress. */
const inHand = z.object({
  id: text,
  name: text,
  stage: z
    .enum(['waiting', 'downloading', 'patching', 'sealing', 'recording', 'hashing', 'asking', 'media'])
    .describe('waiting: for its turn, nothing is under way'),
  bytes: count.nullable().describe('that have come so far'),
  totalBytes: count.nullable().describe('that were announced'),
  since: time,
});

/** What the rate and the remaining time are computed from. */
const pace = z.object({
  workers: count.nullable().describe('items in hand at a time, at most'),
  pageGapMs: count.nullable().describe('pause before each catalog page'),
  fileGapMs: count.nullable().describe('pause before each file'),
  worked: count.describe('items that took work, and not only a look'),
  fetched: count.describe('those of them for which a file was fetched'),
  most: count.nullable().describe('items that are worked on at most; null: all'),
  everyMs: z.number().nonnegative().nullable().describe('between the ends of two of them, the latest weighing most'),
  from: time.nullable().describe('since when the next one is worked on: the end of the last, or of a pause'),
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
    total: count.nullable().describe('as far as it is known now'),
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
      requestsToday: count.nullable().describe('when the run began'),
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
  hands: z.array(inHand),
  finished: z.array(finished).max(VIEW_KEEPS.finished).describe('the latest, oldest first'),
  failures: z.array(finished).max(VIEW_KEEPS.failures).describe('the latest, oldest first'),
  warnings: z.array(text).max(VIEW_KEEPS.warnings).describe('the latest, oldest first'),
});

export type RunView = z.infer<typeof runView>;
