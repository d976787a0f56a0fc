import type { EventBody } from '../model/events.js';

type Summary = Extract<EventBody, { type: 'verify.summary' }>;

/** The totals of a verification so far. */
export type VerifyTotals = Pick<Summary, 'checked' | 'damaged' | 'notices' | 'repaired' | 'unrepaired'>;

export const UNVERIFIED: VerifyTotals = { checked: 0, damaged: 0, notices: 0, repaired: 0, unrepaired: 0 };

/**
 * Adds an event to the totals: the reducer behind the summary of a verification.
 *
 * @returns new totals; memory does not grow with the number of events
 */
export function countVerified(totals: VerifyTotals, event: EventBody): VerifyTotals {
  switch (event.type) {
    case 'verify.damage':
      return { ...totals, damaged: totals.damaged + 1, unrepaired: totals.unrepaired + 1 };
    case 'verify.notice':
      return { ...totals, notices: totals.notices + 1 };
    case 'verify.repaired':
      return event.damage ? { ...totals, repaired: totals.repaired + 1, unrepaired: totals.unrepaired - 1 } : totals;
    case 'verify.progress':
      return event.done ? { ...totals, checked: totals.checked + event.checked } : totals;
    default:
      return totals;
  }
}
