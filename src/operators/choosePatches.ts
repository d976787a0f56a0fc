import { type OperatorFunction, map } from 'rxjs';
import { PatchError } from '../model/errors.js';
import type { ChosenGame, TestedGame } from '../model/game.js';
import type { AppliedPatch, TestedPatch } from '../model/patch.js';

/**
 * Chooses which of each game's patches to seal: the best-scored one that applies (the primary patch), or all that apply.
 *
 * ```
 * games   --{a✗ b✓ c✓}--|
 *         --{b}---------|      (all: {b c})
 * ```
 *
 * - A patch that is in the ZIP twice is chosen once.
 * - If no patch applies, it fails with a PatchError that says why the best-scored one does not.
 *
 * @param all - seal every patch that applies, not just the primary one
 */
export function choosePatches(all: boolean): OperatorFunction<TestedGame, ChosenGame> {
  return map((game) => {
    const [primary, ...others] = distinct(game.patches.flatMap(applied));
    if (primary === undefined) throw new PatchError(whyNone(game.patches));
    return { ...game, chosen: all ? [primary, ...others] : [primary] };
  });
}

const applied = ({ digests, kind, outcome, ...candidate }: TestedPatch): AppliedPatch[] =>
  digests !== null && kind !== null && outcome.result === 'success' ? [{ ...candidate, digests, kind, outcome }] : [];

/** Each patch once, under the first of its names in the ZIP. */
const distinct = (patches: readonly AppliedPatch[]): readonly AppliedPatch[] =>
  patches.filter(
    ({ digests }, index) => patches.findIndex((other) => other.digests.sha224 === digests.sha224) === index,
  );

const whyNone = (patches: readonly TestedPatch[]): string => {
  const [best] = patches;
  if (best === undefined) return 'There is no patch to apply.';
  const count =
    patches.length === 1 ? 'Its only patch does not apply' : `None of its ${patches.length} patches applies`;
  const reason =
    best.outcome.result === 'failed' ? best.outcome.reason : 'It does nothing: the result equals the base ROM.';
  return `${count}; ${JSON.stringify(best.path)}: ${reason}`;
};
