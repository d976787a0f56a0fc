import { z } from 'zod';
import { count, pageFields, pageQuery, text, time } from './answers.js';
import { gameId } from './games.js';

export const failuresQuery = z.object(pageQuery);

const failure = z
  .object({
    id: gameId,
    name: text,
    reason: text,
    tries: count.describe('that failed; all that there are, when trying again is of no use'),
    final: z.boolean().describe('not tried again unless it is asked for'),
    failedAt: time.nullable(),
  })
  .meta({ id: 'Failure' });

export type Failure = z.infer<typeof failure>;

export const failuresPage = z
  .object({ items: z.array(failure).describe('the latest first'), ...pageFields, total: count })
  .meta({ id: 'FailuresPage' });

export type FailuresPage = z.infer<typeof failuresPage>;

export const retried = z
  .object({ retried: count.describe('games that wait again; a run, now or later, takes them up') })
  .meta({ id: 'Retried' });
