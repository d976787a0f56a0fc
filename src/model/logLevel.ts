/**
 * How much of a run the lines for people tell, the least first.
 *
 * - `error`: failures
 * - `warning`: passing trouble as well
 * - `quiet`: and how the run ended
 * - `info`: everything worth a line
 * - `verbose`: the steps in between, too
 * - `debug`: that, and every event with all of its fields
 */
export const LOG_LEVELS = ['error', 'warning', 'quiet', 'info', 'verbose', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
