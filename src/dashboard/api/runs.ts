import { z } from 'zod';
import { course } from '../../model/archiveState.js';
import { count, pageFields, pageQuery, text } from './answers.js';

export const runsQuery = z.object(pageQuery);

/** A run of `update`, or a crawl, which is part of one or more runs. */
const pastRun = z
  .object({
    id: text,
    kind: z.enum(['update', 'crawl']),
    mode: text.nullable().describe('of a crawl: routine, full'),
    ...course.shape,
  })
  .meta({ id: 'PastRun' });

export type PastRun = z.infer<typeof pastRun>;

export const runsPage = z
  .object({ items: z.array(pastRun).describe('the latest first'), ...pageFields })
  .meta({ id: 'RunsPage' });

export type RunsPage = z.infer<typeof runsPage>;

const month = text.regex(/^\d{4}-\d{2}$/).describe('YYYY-MM, UTC');

export const gamesPerMonth = z
  .object({
    months: z
      .array(
        z.object({
          month,
          added: count.describe('games of the archive that came to the site then'),
          recorded: count.describe('versions that the archive recorded then'),
        }),
      )
      .describe('in order, from the first to the last that has any; those with nothing are there, too'),
  })
  .meta({ id: 'GamesPerMonth' });

export type GamesPerMonth = z.infer<typeof gamesPerMonth>;

export const runsChart = z
  .object({
    runs: z
      .array(
        z.object({
          ...course.shape,
          durationMs: count.nullable().describe('null: it goes on, or was killed'),
          recorded: count.describe('versions that the archive got meanwhile'),
        }),
      )
      .max(60)
      .describe('the latest runs of update, oldest first'),
  })
  .meta({ id: 'RunsChart' });

export type RunsChart = z.infer<typeof runsChart>;
