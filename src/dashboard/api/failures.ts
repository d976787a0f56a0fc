import { z } from 'zod';
import { count, pageFields, pageQuery, text, time } from './answers.js';
import { gameId } from './games.js';

export const failuresQuery = z.object(pageQuery);

const failure = z
  .object({
    id: gameId,
    name: text,
    reason: text,
    tries: count.describe('failed tries; the maximum if trying again is pointless'),
    final: z.boolean().describe('not retried unless asked for, or its record on the site changes'),
    failedAt: time.nullable(),
  })
  .meta({ id: 'Failure' });

export type Failure = z.infer<typeof failure>;

export const failuresPage = z
  .object({ items: z.array(failure).describe('latest first'), ...pageFields, total: count })
  .meta({ id: 'FailuresPage' });

export type FailuresPage = z.infer<typeof failuresPage>;

export const retried = z
  .object({
    retried: count.describe('games put back into the queue; the run in progress takes them up, or else the next one'),
  })
  .meta({ id: 'Retried' });
