import { z } from 'zod';
import { EVENT_VERSION } from './eventVersion.js';
import { RUN_ORDERS } from './runControl.js';
import { scrapeEvents } from './scrapeEvents.js';
import { VERIFY_KINDS, VERIFY_STAGES } from './verify.js';

const id = z.string().describe('SMW Central id of the hack');
const name = z.string().describe('name of the hack');
const count = z.int().nonnegative();
const text = z.string();

/** What a verification event refers to. */
const place = {
  kind: z.enum(VERIFY_KINDS),
  what: text.describe('the blob, game or file that it belongs to'),
  where: text.describe('a file below the archive, or table.column'),
};

/** A failed game and why it failed; a summary names at most the first 50. */
const failure = z.object({ id, name, reason: text });

/**
 * Everything that happens in a run, as one discriminated union. The terminal, the log and the dashboard only show it.
 * `docs/events.md` describes each type for people.
 */
export const eventBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run.started'), command: text, archive: text, dryRun: z.boolean() }),
  z.object({ type: z.literal('base.read'), path: text.describe('of the base ROM; it is the expected one') }),
  z.object({
    type: z.literal('run.planned'),
    waiting: count.describe('items to be processed, such as those in the queue'),
    most: count.nullable().describe('the maximum number of items to process; null: no limit'),
    workers: count.describe('items processed at a time'),
    pageGapMs: count
      .nullable()
      .describe('pause before each catalog page, in milliseconds; null: the command has none of its own'),
    fileGapMs: count
      .nullable()
      .describe('pause before each file, in milliseconds; null: the command has none of its own'),
  }),
  z.object({ type: z.literal('run.ordered'), order: z.enum(RUN_ORDERS) }),
  z.object({
    type: z.literal('crawl.started'),
    mode: z
      .enum(['routine', 'full'])
      .describe('routine: up to the first page on which nothing is new or changed; full: every page'),
    why: text,
    resumed: z.boolean().describe('whether it resumes an interrupted crawl'),
  }),
  z.object({
    type: z.literal('page'),
    page: count,
    lastPage: count.nullable(),
    records: count,
    fresh: count.describe(
      'records newly enqueued because they are new or have changed; for a cached page, those that are not in the archive in their present form',
    ),
    cached: z.boolean().describe('whether it was cached by an interrupted crawl, not fetched'),
  }),
  z.object({
    type: z.literal('crawl.ended'),
    outcome: z.enum(['complete', 'paused', 'failed']),
    reason: text.nullable(),
  }),
  z.object({ type: z.literal('record.skipped'), id: id.nullable(), page: count.nullable(), reason: text }),
  z.object({ type: z.literal('game.queued'), id, name }),
  z.object({ type: z.literal('game.started'), id, name }),
  z.object({ type: z.literal('game.stage'), id, stage: z.enum(['downloading', 'sealing', 'recording']) }),
  z.object({
    type: z.literal('game.bytes'),
    id,
    bytes: count.describe('of its ZIP, received so far'),
    totalBytes: count.nullable().describe('announced by the server; null: unknown'),
  }),
  z.object({ type: z.literal('game.downloaded'), id, name, bytes: count, path: text, reused: z.boolean() }),
  z.object({
    type: z.literal('patch.tested'),
    id,
    patch: text.describe('name inside the ZIP'),
    kind: z.enum(['bps', 'ips']).nullable(),
    result: z.enum(['success', 'nothing', 'failed']),
    reason: text.nullable(),
  }),
  z.object({ type: z.literal('blob.sealed'), id, patch: text, blob: text, reused: z.boolean() }),
  z.object({
    type: z.literal('game.recorded'),
    id,
    name,
    version: count,
    primary: text.describe('name of the primary patch inside the ZIP'),
    rom: text.describe('patched ROM, below the archive'),
    blob: text,
    patches: count,
    applied: count,
  }),
  z.object({ type: z.literal('game.unchanged'), id, name, version: count }),
  z.object({ type: z.literal('game.failed'), id, name, reason: text, tries: count, final: z.boolean() }),
  z.object({ type: z.literal('game.skipped'), id, name }),
  z.object({
    type: z.literal('retry'),
    what: text,
    attempt: count.describe('failed tries so far; a rate limit does not count as one'),
    of: count,
    delayMs: count,
    reason: text,
  }),
  z.object({ type: z.literal('waiting'), host: text, until: z.iso.datetime(), reason: text }),
  z.object({ type: z.literal('warning'), message: text }),
  z.object({ type: z.literal('verify.damage'), ...place, reason: text, repairable: z.boolean() }),
  z.object({ type: z.literal('verify.notice'), ...place, reason: text }),
  z.object({
    type: z.literal('verify.repaired'),
    ...place,
    how: text,
    damage: z.boolean().describe('false: it was only a notice'),
  }),
  z.object({ type: z.literal('verify.unrepaired'), ...place, reason: text }),
  z.object({ type: z.literal('verify.progress'), stage: z.enum(VERIFY_STAGES), checked: count, done: z.boolean() }),
  z.object({
    type: z.literal('verify.summary'),
    outcome: z.enum(['complete', 'paused']),
    deep: z.boolean(),
    repair: z.boolean(),
    checked: count.describe('rows and files'),
    damaged: count,
    notices: count,
    repaired: count.describe('pieces of damage repaired'),
    unrepaired: count.describe('pieces of damage that remain'),
    elapsedMs: count,
  }),
  z.object({
    type: z.literal('hack.imported'),
    id,
    name,
    version: count,
    outcome: z
      .enum(['recorded', 'completed', 'unchanged'])
      .describe('completed: the version existed without its blob’s rows or the JSON’s legacy_type, and now has them'),
    blob: text.nullable().describe('null: the archive has no blob for it yet'),
    reason: text.nullable().describe('why there is no blob, and what to do'),
  }),
  z.object({
    type: z.literal('blob.attached'),
    blob: text,
    already: z.boolean().describe('whether it already had one, and nothing was changed'),
  }),
  z.object({
    type: z.literal('file.skipped'),
    file: text.describe('its name'),
    failed: z.boolean().describe('false: it does not concern the command, or no row names the blob'),
    reason: text,
  }),
  z.object({
    type: z.literal('files.summary'),
    command: text,
    outcome: z.enum(['complete', 'paused']),
    dryRun: z.boolean(),
    files: count.describe('files that had an event'),
    recorded: count,
    completed: count,
    attached: count,
    unchanged: count,
    incomplete: count.describe('hacks without a blob in the archive'),
    skipped: count,
    failed: count,
    elapsedMs: count,
  }),
  z.object({
    type: z.literal('summary'),
    command: text,
    outcome: z.enum(['complete', 'paused', 'failed']),
    dryRun: z.boolean(),
    pages: count,
    records: count,
    skipped: count,
    queued: count,
    fetched: count.describe('ZIPs downloaded'),
    recorded: count,
    unchanged: count,
    failed: count,
    waiting: count.describe('games left in the queue'),
    failures: z.array(failure).max(50),
    elapsedMs: count,
  }),
  ...scrapeEvents,
]);

/** An event before it is timestamped. */
export type EventBody = z.infer<typeof eventBody>;

/** One line of the log: the body, its time (ISO 8601, UTC) and the format's version. */
export const runEvent = z.intersection(z.object({ v: z.literal(EVENT_VERSION), t: z.iso.datetime() }), eventBody);

export type RunEvent = z.infer<typeof runEvent>;

/** Where operators report what happens. */
export type Report = (event: EventBody) => void;
