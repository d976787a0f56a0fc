import type { EventBody } from '../model/events.js';
import { NAMED_FAILURES } from './updateTotals.js';

type Summary = Extract<EventBody, { type: 'scrape.summary' }>;

/** How many ROMs ended how. */
export type RomCounts = Pick<Summary, 'scraped' | 'skipped' | 'unmatched' | 'failed' | 'left' | 'planned' | 'media'>;

/** The totals of a scrape so far. */
export interface ScrapeTotals extends RomCounts, Pick<Summary, 'systems' | 'total' | 'mediaFailed' | 'failures'> {}

const NO_ROMS: RomCounts = { scraped: 0, skipped: 0, unmatched: 0, failed: 0, left: 0, planned: 0, media: 0 };

export const NOTHING_SCRAPED: ScrapeTotals = { ...NO_ROMS, systems: 0, total: 0, mediaFailed: 0, failures: [] };

/**
 * Adds an event to the totals of a scrape.
 *
 * @param totals - what came before
 * @param event - what happened
 * @returns new totals; memory does not grow with the number of events
 */
export function countScrape(totals: ScrapeTotals, event: EventBody): ScrapeTotals {
  switch (event.type) {
    case 'system.started':
      return { ...totals, systems: totals.systems + 1, total: totals.total + event.roms };
    case 'media.failed':
      return { ...totals, mediaFailed: totals.mediaFailed + 1 };
    // Even for a ROM whose other media had to be left.
    case 'media.stored':
      return event.reused ? totals : { ...totals, media: totals.media + 1 };
    case 'rom.done': {
      const counted = { ...totals, [event.outcome]: totals[event.outcome] + 1 };
      if (event.outcome !== 'failed' && event.outcome !== 'unmatched') return counted;
      if (totals.failures.length === NAMED_FAILURES) return counted;
      const { system, rom, detail } = event;
      return { ...counted, failures: [...totals.failures, { system, rom, reason: detail ?? event.outcome }] };
    }
    default:
      return totals;
  }
}

/** How many of `total` ROMs were not asked for: those that were left and those that never had a turn. */
export function notAsked(total: number, { scraped, skipped, unmatched, failed, planned }: RomCounts): number {
  return total - scraped - skipped - unmatched - failed - planned;
}

/** The counts for one system, from the totals before and after it. */
export function between(before: ScrapeTotals, after: ScrapeTotals): RomCounts {
  return {
    scraped: after.scraped - before.scraped,
    skipped: after.skipped - before.skipped,
    unmatched: after.unmatched - before.unmatched,
    failed: after.failed - before.failed,
    left: after.left - before.left,
    planned: after.planned - before.planned,
    media: after.media - before.media,
  };
}
