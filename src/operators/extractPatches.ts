import { type Observable, type ObservableInput, type OperatorFunction, defer, map, mergeMap, of, toArray } from 'rxjs';
import { isPatchPath } from '../formats/patchScore.js';
import { ZipError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { DownloadedGame, TestedGame } from '../model/game.js';
import type { ExtractedPatch, PatchCandidate, TestedPatch } from '../model/patch.js';
import { catchOnly } from './catchOnly.js';
import { eachInTurn } from './eachInTurn.js';

/** An opened ZIP: the hack's candidate patches, best score first, and the bytes of one at a time. */
export interface PatchSource {
  readonly candidates: readonly PatchCandidate[];
  /** Entries that could not even be listed. */
  readonly bad: readonly { readonly name: string; readonly reason: string }[];
  readonly read: (candidate: PatchCandidate) => ObservableInput<Buffer>;
}

export interface ExtractPatchesDeps {
  readonly openZip: (game: DownloadedGame) => ObservableInput<PatchSource>;
  /** Discards what an interrupted run recorded about this game's patches. */
  readonly begin: (game: DownloadedGame) => ObservableInput<unknown>;
  /** Records a candidate whose bytes could not be read. */
  readonly unreadable: (game: DownloadedGame, patch: TestedPatch) => void;
  readonly report: Report;
}

/**
 * Extracts the patches from each game's ZIP, one at a time, each tested before the next is extracted: only one patch and
 * one ROM are ever held in memory.
 *
 * ```
 * games        --z-----------|
 * candidates     (a b)
 * test(a)        --A|
 * test(b)           --B|
 *              --------{AB}--|
 * ```
 *
 * - An entry that cannot be read is recorded as a failed patch; the others are unaffected.
 * - A file that is not a ZIP fails the game with a ZipError, and so does a ZIP without candidates: there is nothing to test.
 *
 * @param test - tests one patch; a patch that fails is an outcome, not an error
 */
export function extractPatches(
  test: (game: DownloadedGame) => OperatorFunction<ExtractedPatch, TestedPatch>,
  deps: ExtractPatchesDeps,
): OperatorFunction<DownloadedGame, TestedGame> {
  const testOne = (game: DownloadedGame, source: PatchSource, candidate: PatchCandidate): Observable<TestedPatch> =>
    defer(() => source.read(candidate)).pipe(
      map((bytes): ExtractedPatch => ({ ...candidate, bytes })),
      catchOnly(ZipError, (error) => of(error)),
      mergeMap((extracted) =>
        extracted instanceof ZipError
          ? of(noteUnreadable(game, candidate, extracted.message, deps))
          : of(extracted).pipe(test(game)),
      ),
    );

  return mergeMap((game) =>
    defer(() => deps.begin(game)).pipe(
      mergeMap(() => deps.openZip(game)),
      mergeMap((source) => {
        for (const { name, reason } of source.bad) {
          deps.report({
            type: 'warning',
            message: `${game.game.record.id}: ${JSON.stringify(name)} in its ZIP: ${reason}`,
          });
        }
        if (source.candidates.length === 0) {
          throw new ZipError(whyNone(source));
        }
        return eachInTurn(source.candidates, (candidate) => testOne(game, source, candidate)).pipe(toArray());
      }),
      map((patches) => ({ ...game, patches })),
    ),
  );
}

const whyNone = ({ bad }: PatchSource): string => {
  const broken = bad.find(({ name }) => isPatchPath(name));
  return broken === undefined
    ? 'There is no patch (.bps or .ips) in its ZIP.'
    : `None of the patches in its ZIP can be read; ${JSON.stringify(broken.name)}: ${broken.reason}`;
};

const noteUnreadable = (
  game: DownloadedGame,
  candidate: PatchCandidate,
  reason: string,
  deps: ExtractPatchesDeps,
): TestedPatch => {
  const patch: TestedPatch = { ...candidate, kind: null, digests: null, outcome: { result: 'failed', reason } };
  deps.unreadable(game, patch);
  deps.report({
    type: 'patch.tested',
    id: game.game.record.id,
    patch: candidate.path,
    kind: null,
    result: 'failed',
    reason,
  });
  return patch;
};
