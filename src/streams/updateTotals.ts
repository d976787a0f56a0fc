import type { EventBody } from '../model/events.js';

type Summary = Extract<EventBody, { type: 'summary' }>;

/** The totals of a run so far. */
export interface UpdateTotals extends Pick<
  Summary,
  'pages' | 'records' | 'skipped' | 'queued' | 'fetched' | 'recorded' | 'unchanged' | 'failed' | 'failures'
> {
  /** Why the crawl broke off; null when it did not. */
  readonly crawlFailure: string | null;
}

/** How many failures a summary names; the rest are only counted, and are in the queue with their reasons. */
export const NAMED_FAILURES = 50;

export const NOTHING_UPDATED: UpdateTotals = {
  pages: 0,
  records: 0,
  skipped: 0,
  queued: 0,
  fetched: 0,
  recorded: 0,
  unchanged: 0,
  failed: 0,
  failures: [],
  crawlFailure: null,
};

/**
 * Adds an event to the totals: the reducer behind the summary of a run.
 *
 * @param totals - what came before
 * @param event - what happened
 * @returns new totals; memory does not grow with the number of events
 */
export function countUpdate(totals: UpdateTotals, event: EventBody): UpdateTotals {
  switch (event.type) {
    case 'page':
      return { ...totals, pages: totals.pages + 1, records: totals.records + event.records };
    case 'crawl.ended':
      return event.outcome === 'failed' ? { ...totals, crawlFailure: event.reason } : totals;
    case 'record.skipped':
      return { ...totals, skipped: totals.skipped + 1 };
    case 'game.queued':
      return { ...totals, queued: totals.queued + 1 };
    case 'game.downloaded':
      return event.reused ? totals : { ...totals, fetched: totals.fetched + 1 };
    case 'game.recorded':
      return { ...totals, recorded: totals.recorded + 1 };
    case 'game.unchanged':
      return { ...totals, unchanged: totals.unchanged + 1 };
    case 'game.failed': {
      const { id, name, reason } = event;
      const failures = [...totals.failures, { id, name, reason }].slice(0, NAMED_FAILURES);
      return { ...totals, failed: totals.failed + 1, failures };
    }
    default:
      return totals;
  }
}
