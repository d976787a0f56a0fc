import { z } from 'zod';

/** What somebody at the keys, or the dashboard, may ask of a run that is under way. */
export const RUN_ORDERS = ['pause', 'resume', 'skip', 'stop'] as const;

/**
 * An order to a run, as another process sends it over Node's channel to its child.
 *
 * - `pause`: begin nothing more, let what is in hand be finished; `resume` goes on
 * - `skip`: give up the oldest item in hand; a later run takes it up
 * - `stop`: finish what is in hand, and end as by Ctrl-C
 */
export const runOrder = z.object({ romflow: z.enum(RUN_ORDERS) });

export type RunOrder = (typeof RUN_ORDERS)[number];
