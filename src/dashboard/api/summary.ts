import { z } from 'zod';
import { nextRequests, runRecord } from '../../model/archiveState.js';
import { count, text, time } from './answers.js';

/** How a run or a crawl went, as a named schema in the API description. */
const namedRunRecord = runRecord.meta({ id: 'RunRecord' });

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
    lastCrawl: namedRunRecord.nullable(),
    lastRun: namedRunRecord.nullable(),
    requests: nextRequests,
  })
  .meta({ id: 'Summary' });

export type Summary = z.infer<typeof summary>;
