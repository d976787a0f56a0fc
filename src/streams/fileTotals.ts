import type { EventBody } from '../model/events.js';

type FilesSummary = Extract<EventBody, { type: 'files.summary' }>;

/** The totals so far of a run over a folder of files. */
export type FileTotals = Omit<FilesSummary, 'type' | 'command' | 'outcome' | 'dryRun' | 'elapsedMs'>;

export const NO_FILES_YET: FileTotals = {
  files: 0,
  recorded: 0,
  completed: 0,
  attached: 0,
  unchanged: 0,
  incomplete: 0,
  skipped: 0,
  failed: 0,
};

/**
 * Adds an event to the totals: the reducer behind the summary of an import.
 *
 * @param totals - what came before
 * @param event - what happened
 * @returns new totals; memory does not grow with the number of events
 */
export function countFile(totals: FileTotals, event: EventBody): FileTotals {
  const plus = (...names: readonly (keyof FileTotals)[]): FileTotals => ({
    ...totals,
    ...Object.fromEntries(['files' as const, ...names].map((name) => [name, totals[name] + 1])),
  });
  switch (event.type) {
    case 'hack.imported':
      return event.blob === null ? plus(event.outcome, 'incomplete') : plus(event.outcome);
    case 'blob.attached':
      return plus(event.already ? 'unchanged' : 'attached');
    case 'file.skipped':
      return plus(event.failed ? 'failed' : 'skipped');
    default:
      return totals;
  }
}
