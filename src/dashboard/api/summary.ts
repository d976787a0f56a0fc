import { z } from 'zod';
import { count, text, time } from './answers.js';

/** How a run or a crawl went. */
export const course = z
  .object({
    outcome: text.describe('completed, failed, paused, or in_progress: under way, or killed'),
    startedAt: time.nullable(),
    endedAt: time.nullable().describe('of one that did not end, its last sign of life'),
    reason: text.nullable().describe('why it failed or stopped'),
  })
  .meta({ id: 'Course' });

export const summary = z
  .object({
    t: time.describe('when this was read'),
    version: text.describe('of romflow'),
    archive: text.describe('its folder'),
    holds: z
      .object({ games: count, removed: count, versions: count, patches: count, blobs: count, attachments: count })
      .nullable()
      .describe('null: there is no archive here yet'),
    databaseBytes: count.describe('of both databases'),
    queue: z.object({ pending: count, downloading: count, processing: count, completed: count, failed: count }),
    lastCrawl: course.nullable(),
    lastRun: course.nullable(),
    requests: z
      .array(
        z.object({
          host: text.describe('host:port'),
          nextAllowed: time.describe('when the next request may be made; not after `t`: at once'),
          reason: z.enum(['free', 'gap', 'asked', 'held']).describe('what has to be waited for'),
        }),
      )
      .describe('the site first'),
  })
  .meta({ id: 'Summary' });

export type Summary = z.infer<typeof summary>;
