import { z } from 'zod';

const text = z.string();
const time = z.iso.datetime().describe('UTC');

/** How a run or a crawl went. */
export const runRecord = z.object({
  outcome: text.describe('completed, failed, paused, in_progress, interrupted (it was killed), or unknown'),
  startedAt: time.nullable(),
  endedAt: time.nullable().describe('if it is in progress or was killed, its last sign of life'),
  reason: text.nullable().describe('why it failed or stopped'),
});

export type RunRecord = z.infer<typeof runRecord>;

/** When each host may be contacted again, in the form published outside the program. */
export const nextRequests = z
  .array(
    z.object({
      host: text.describe('host:port'),
      nextAllowed: time.describe('when the next request is allowed; if this is not after `t`, now'),
      reason: z.enum(['free', 'gap', 'asked', 'held']).describe('what it has to wait for'),
    }),
  )
  .describe('the site first');
export type NextRequests = z.infer<typeof nextRequests>;
