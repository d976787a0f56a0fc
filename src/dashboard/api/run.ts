import { z } from 'zod';
import { RUN_ORDERS } from '../../model/runControl.js';
import { runView } from '../../model/runView.js';
import { text } from './answers.js';

/**
 * The run in progress, or the last one: the response of `/api/run`, and the data of each `run` event of `/api/run/events`.
 *
 * - `none`: there is nothing to show
 * - `running`, `paused`, `stopping`, `ended`: as the view says
 * - `interrupted`: the view does not say that the run ended, but no process is working on it any more
 */
export const currentRun = z
  .object({
    status: z.enum(['none', 'running', 'paused', 'stopping', 'ended', 'interrupted']),
    view: z.object(runView.shape).meta({ id: 'RunView' }).nullable(),
    here: z.boolean().describe('it was started by this server and is in progress: it takes orders'),
    failure: text.nullable().describe('why the last run started by this server failed'),
  })
  .meta({ id: 'CurrentRun' });

export type CurrentRun = z.infer<typeof currentRun>;

const flag = z.boolean().default(false);

/** A run that can be started, with the few options that can be chosen. */
export const startRun = z
  .discriminatedUnion('command', [
    z.strictObject({
      command: z.literal('update'),
      fullCrawl: flag,
      retryFailed: flag,
      allPatches: flag,
      dryRun: flag,
    }),
    z.strictObject({
      command: z.literal('scrape'),
      mode: z.enum(['new_only', 'changed', 'force']).optional().describe('default: as the settings say'),
      enableSearch: flag,
      dryRun: flag,
    }),
  ])
  .meta({ id: 'StartRun' });

/** As parsed, with the defaults filled in. */
export type StartRun = z.infer<typeof startRun>;
/** As sent. */
export type StartRunInput = z.input<typeof startRun>;

export const orderRun = z.strictObject({ order: z.enum(RUN_ORDERS) }).meta({ id: 'OrderRun' });

export type OrderRun = z.infer<typeof orderRun>;

export const accepted = z.object({ accepted: z.literal(true) }).meta({ id: 'Accepted' });

export const session = z
  .object({
    control: z.boolean().describe('whether runs may be started and games retried (--allow-control)'),
    authorized: z.boolean().describe('whether the request carries the right token (`Authorization: Bearer …`)'),
    version: text.describe('of romflow'),
    archive: text.describe('its folder'),
  })
  .meta({ id: 'Session' });

export type Session = z.infer<typeof session>;
