/**
 * How much of a run the human-readable lines tell, the least first.
 *
 * - `error`: failures
 * - `warning`: transient trouble as well
 * - `quiet`: and how the run ended
 * - `info`: everything worth a line
 * - `verbose`: and the steps in between
 * - `debug`: and every event with all of its fields
 */
export const LOG_LEVELS = ['error', 'warning', 'quiet', 'info', 'verbose', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
