import { z } from 'zod';
import { runRecord } from '../../model/archiveState.js';
import { count, pageFields, pageQuery, text } from './answers.js';

export const runsQuery = z.object(pageQuery);

/** A run of `update`, or a crawl, which is part of one or more runs. */
const pastRun = z
  .object({
    id: text,
    kind: z.enum(['update', 'crawl']),
    mode: text.nullable().describe('of a crawl: routine or full'),
    ...runRecord.shape,
  })
  .meta({ id: 'PastRun' });

export type PastRun = z.infer<typeof pastRun>;

export const runsPage = z
  .object({ items: z.array(pastRun).describe('latest first'), ...pageFields })
  .meta({ id: 'RunsPage' });

export type RunsPage = z.infer<typeof runsPage>;

const month = text.regex(/^\d{4}-\d{2}$/).describe('YYYY-MM, UTC');

export const gamesPerMonth = z
  .object({
    months: z
      .array(
        z.object({
          month,
          added: count.describe('games in the archive that were added to the site in that month'),
          recorded: count.describe('versions that the archive recorded in that month'),
        }),
      )
      .describe('in order, from the first month that has any to the last, including those in between that have none'),
  })
  .meta({ id: 'GamesPerMonth' });

export type GamesPerMonth = z.infer<typeof gamesPerMonth>;

export const runsChart = z
  .object({
    runs: z
      .array(
        z.object({
          ...runRecord.shape,
          durationMs: count.nullable().describe('null: it is in progress, or was killed'),
          recorded: count.describe('versions that the archive recorded meanwhile'),
        }),
      )
      .max(60)
      .describe('the latest updates, oldest first'),
  })
  .meta({ id: 'RunsChart' });

export type RunsChart = z.infer<typeof runsChart>;
