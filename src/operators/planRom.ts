import { type ObservableInput, type OperatorFunction, from, map, mergeMap } from 'rxjs';
import type { PlanDecision } from '../formats/scrapePlan.js';
import type { FoundRom, PlannedRom } from '../model/scrapeTask.js';

export interface PlanRomDeps {
  /** What to do with the ROM, given the mode, the gamelist, the media on disk and what is remembered about it. */
  readonly plan: (found: FoundRom) => ObservableInput<PlanDecision>;
}

/**
 * Decides what to do with each ROM, before any request is made.
 *
 * ```
 * source   a--------|
 * plan(a)  -p|
 *          -A-------|
 * ```
 *
 * Errors pass through; unsubscribing abandons the decision.
 */
export function planRom({ plan }: PlanRomDeps): OperatorFunction<FoundRom, PlannedRom> {
  return mergeMap((found) => from(plan(found)).pipe(map((planned) => ({ ...found, ...planned }))));
}
