import { z } from 'zod';

/** What the keyboard or the dashboard may ask of a run in progress. */
export const RUN_ORDERS = ['pause', 'resume', 'skip', 'stop'] as const;

/**
 * An order to a run, as a parent process sends it over Node's IPC channel.
 *
 * - `pause`: start nothing new, let the items in progress finish; `resume` continues
 * - `skip`: give up the oldest item in progress; a later run takes it up again
 * - `stop`: finish the items in progress, then end as on Ctrl-C
 */
export const runOrder = z.object({ romflow: z.enum(RUN_ORDERS) });

export type RunOrder = (typeof RUN_ORDERS)[number];
