import { type ObservableInput, type OperatorFunction, from, map, mergeMap } from 'rxjs';
import type { PlanDecision } from '../formats/scrapePlan.js';
import type { FoundRom, PlannedRom } from '../model/scrapeTask.js';

export interface PlanRomDeps {
  /** What becomes of the ROM by the mode, the gamelist, the media on the disk and what is remembered of it. */
  readonly plan: (found: FoundRom) => ObservableInput<PlanDecision>;
}

/**
 * Decides what becomes of each ROM, before anything is asked.
 *
 * ```
 * source   a--------|
 * plan(a)  -p|
 *          -A-------|
 * ```
 *
 * Errors pass on; unsubscribing gives the decision up.
 */
export function planRom({ plan }: PlanRomDeps): OperatorFunction<FoundRom, PlannedRom> {
  return mergeMap((found) => from(plan(found)).pipe(map((planned) => ({ ...found, ...planned }))));
}
