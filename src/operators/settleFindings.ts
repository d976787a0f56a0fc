import {
  type Observable,
  type OperatorFunction,
  concat,
  concatMap,
  defer,
  ignoreElements,
  map,
  mergeMap,
  of,
  tap,
} from 'rxjs';
import { ItemError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { Finding, Repair } from '../model/verify.js';
import { catchOnly } from './catchOnly.js';
import { eachInTurn } from './eachInTurn.js';

export interface SettleFindingsDeps {
  /** Repair what can be repaired. */
  readonly repair: boolean;
  readonly report: Report;
}

/** The outcome of a finding. */
export interface Settled {
  readonly damage: boolean;
  readonly repaired: boolean;
}

/** A repair that leaves the same damage behind must not be repeated forever. */
const MAX_RECHECKS = 3;

/**
 * Reports what was found for each item and, with `repair`, repairs it, one finding after another. If a repair may
 * affect the item's other findings, the item is checked again, and the new findings replace the remaining ones.
 *
 * ```
 * findings  --[D n]-------|
 * mend(D)     --m|
 *           ----(Sn)------|
 * report    --D-R(n)
 * ```
 *
 * - An ItemError from a repair means that the damage cannot be repaired, and is reported; any other error passes through.
 * - One finding, and one item, at a time.
 */
export function settleFindings(deps: SettleFindingsDeps): OperatorFunction<readonly Finding[], Settled> {
  const settleAll = (findings: readonly Finding[]): Observable<Settled> => {
    let left = findings;
    let rechecks = 0;
    function* inTurn(): Generator<Finding, void, undefined> {
      for (let [finding] = left; finding !== undefined; [finding] = left) {
        left = left.slice(1);
        yield finding;
      }
    }
    return eachInTurn(inTurn(), (finding) =>
      settleOne(finding, rechecks, deps).pipe(
        mergeMap((settled) => {
          const recheck = settled.repaired ? finding.mend?.recheck : undefined;
          if (recheck === undefined) return of(settled);
          const again$ = defer(recheck).pipe(
            tap((others) => {
              left = others;
              rechecks += 1;
            }),
            ignoreElements(),
          );
          return concat(of(settled), again$);
        }),
      ),
    );
  };
  return concatMap((findings) => settleAll(findings));
}

function settleOne(finding: Finding, rechecks: number, { repair, report }: SettleFindingsDeps): Observable<Settled> {
  const { damage, reason, mend, kind, what, where } = finding;
  const place = { kind, what, where };
  const outcome = (repaired: boolean): Settled => ({ damage, repaired });
  const failed = (why: string): Settled => {
    if (damage) report({ type: 'verify.unrepaired', ...place, reason: why });
    return outcome(false);
  };
  return defer(() => {
    report(
      damage
        ? { type: 'verify.damage', ...place, reason, repairable: mend !== null }
        : { type: 'verify.notice', ...place, reason },
    );
    if (!repair) return of(outcome(false));
    if (mend === null) return of(failed('There is nothing left to repair it from.'));
    if (mend.recheck !== undefined && rechecks >= MAX_RECHECKS)
      return of(failed('It is still damaged after the repair.'));
    return repaired(mend).pipe(
      map((problem) => {
        if (problem !== null) return failed(problem);
        report({ type: 'verify.repaired', ...place, how: mend.how, damage });
        return outcome(true);
      }),
    );
  });
}

/** Why the repair failed; null when it succeeded. */
const repaired = (mend: Repair): Observable<string | null> =>
  defer(() => mend.run()).pipe(
    map(() => null),
    catchOnly(ItemError, ({ message }) => of(message)),
  );
