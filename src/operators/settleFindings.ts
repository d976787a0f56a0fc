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
import type { Finding, Mend } from '../model/verify.js';
import { catchOnly } from './catchOnly.js';
import { eachInTurn } from './eachInTurn.js';

export interface SettleFindingsDeps {
  /** Mend what can be mended. */
  readonly repair: boolean;
  readonly report: Report;
}

/** A finding, and what became of it. */
export interface Settled {
  readonly damage: boolean;
  readonly repaired: boolean;
}

/** A mend that leaves the same damage behind must not go on for ever. */
const MOST_RECHECKS = 3;

/**
 * Names what was found of each item and, in a repair, mends it, one finding after the other. A mend after which everything
 * looks different has the item checked again, and the rest of its findings give way to the new ones.
 *
 * ```
 * findings  --[D n]-------|
 * mend(D)     --m|
 *           ----(Sn)------|
 * report    --D-R(n)
 * ```
 *
 * A mend's ItemError means that this cannot be mended, and is told; any other error goes through.
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
    if (mend.recheck !== undefined && rechecks >= MOST_RECHECKS)
      return of(failed('It is still damaged after the repair.'));
    return mended(mend).pipe(
      map((problem) => {
        if (problem !== null) return failed(problem);
        report({ type: 'verify.repaired', ...place, how: mend.how, damage });
        return outcome(true);
      }),
    );
  });
}

/** Why it could not be mended; null when it was. */
const mended = (mend: Mend): Observable<string | null> =>
  defer(() => mend.run()).pipe(
    map(() => null),
    catchOnly(ItemError, ({ message }) => of(message)),
  );
