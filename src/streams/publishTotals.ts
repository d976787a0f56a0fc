import type { EventBody } from '../model/events.js';

/** The totals of a publication so far. */
export type PublishTotals = Pick<
  Extract<EventBody, { type: 'publish.summary' }>,
  'hacks' | 'written' | 'unchanged' | 'skipped' | 'failed' | 'media'
>;

export const NOTHING_PUBLISHED: PublishTotals = {
  hacks: 0,
  written: 0,
  unchanged: 0,
  skipped: 0,
  failed: 0,
  media: 0,
};

/** A renamed ROM counts as written, and so does one that a dry run would write. */
const COUNTED = {
  written: 'written',
  renamed: 'written',
  planned: 'written',
  unchanged: 'unchanged',
  skipped: 'skipped',
  failed: 'failed',
} as const;

/** Adds an event to the totals: the reducer behind the summary of a publication. */
export function countPublished(totals: PublishTotals, event: EventBody): PublishTotals {
  if (event.type === 'media.stored') return { ...totals, media: totals.media + 1 };
  if (event.type !== 'rom.published') return totals;
  const counted = COUNTED[event.outcome];
  return { ...totals, hacks: totals.hacks + 1, [counted]: totals[counted] + 1 };
}
