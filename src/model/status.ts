import { z } from 'zod';
import { nextRequests, runRecord } from './archiveState.js';

/** The version of the format; incremented when a field changes its meaning or is removed. */
export const STATUS_VERSION = 1;

const count = z.int().nonnegative();
const text = z.string();
const time = z.iso.datetime();

const sizeOf = (what: string) =>
  z.object({ files: count, bytes: count }).describe(`number of files in ${what}, and their total size`);

/** What `romflow status --json` prints: one object. `docs/status.md` describes it for people. */
export const statusReport = z.object({
  v: z.literal(STATUS_VERSION),
  t: time,
  archive: text.describe('its folder'),
  holds: z
    .object({
      games: count,
      versions: count.describe('versions of hacks, each with a row of its own'),
      patches: count,
      blobs: count.describe('sealed patches'),
      attachments: count.describe('copies of sealed patches in patchbin.db'),
    })
    .nullable()
    .describe('null: there is no archive here yet'),
  sizes: z.object({
    databases: sizeOf('both databases'),
    zips: sizeOf('zips/'),
    patch: sizeOf('patch/'),
    rom: sizeOf('rom/'),
    blobs: sizeOf('blobs/'),
  }),
  queue: z.object({
    pending: count,
    downloading: count,
    processing: count,
    completed: count,
    failed: count,
    waiting: z
      .array(z.object({ priority: z.number(), games: count }))
      .describe('the pending games by priority, highest first'),
  }),
  failures: z
    .array(
      z.object({
        id: text,
        name: text,
        reason: text,
        tries: count,
        final: z.boolean().describe('not retried unless asked for, or its record on the site changes'),
      }),
    )
    .max(20)
    .describe('the latest first'),
  lastCrawl: runRecord.nullable(),
  lastRun: runRecord.nullable(),
  requests: nextRequests,
});

export type StatusReport = z.infer<typeof statusReport>;
