import type { Observable } from 'rxjs';
import type { RunEvent } from '../model/events.js';

/**
 * Counts the events of a run from now on.
 *
 * @param count - adds an event to the totals
 * @param nothing - the totals before the first event
 * @returns a function that returns the totals so far
 */
export function tally<T>(events$: Observable<RunEvent>, count: (totals: T, event: RunEvent) => T, nothing: T): () => T {
  let totals = nothing;
  events$.subscribe((event) => {
    totals = count(totals, event);
  });
  return () => totals;
}
