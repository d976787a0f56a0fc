import {
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  defer,
  from,
  map,
  mergeMap,
  of,
  tap,
  toArray,
} from 'rxjs';
import type { KnownBlob } from '../archive/knownBlobs.js';
import type { RecordablePatch, SealedGame } from '../archive/recordableGame.js';
import type { SealedPair } from '../formats/sealPair.js';
import type { BlobNames } from '../model/blob.js';
import type { Report } from '../model/events.js';
import type { ChosenGame } from '../model/game.js';
import type { AppliedPatch } from '../model/patch.js';
import { eachInTurn } from './eachInTurn.js';

export interface SealBlobDeps {
  /** The blob of the same patch with the same result, if the archive has one; the game's own takes precedence. */
  readonly knownBlob: (patch: AppliedPatch, gameId: string) => KnownBlob | null;
  readonly seal: (game: ChosenGame, patch: AppliedPatch) => ObservableInput<SealedPair>;
  /** Records the blobs' names in the archive, so that files left by a killed run can be recognized. */
  readonly announce: (game: ChosenGame, patch: AppliedPatch, names: BlobNames) => void;
  /** Writes both blob files. */
  readonly storeBlobs: (pair: SealedPair) => ObservableInput<unknown>;
  readonly report: Report;
}

/**
 * Provides each chosen patch of a game with a blob: the archive's blob of the same patch and result if there is one, else a
 * new one, announced before its files are written.
 *
 * ```
 * games           --g{a b}-----------|
 * seal(a)           ---s|
 * storeBlobs(s)        --|
 * knownBlob(b)           k
 *                 -------G{s k}------|
 * ```
 *
 * - A blob that does not verify fails the game with a BlobError.
 * - One patch at a time, so that only one ROM is held in memory.
 */
export function sealBlob(deps: SealBlobDeps): OperatorFunction<ChosenGame, SealedGame> {
  const sealNew = (game: ChosenGame, patch: AppliedPatch): Observable<RecordablePatch['blob']> =>
    defer(() => deps.seal(game, patch)).pipe(
      mergeMap((pair) => {
        const { names, hashes, patchBlob } = pair;
        deps.announce(game, patch, names);
        const stored = { names, attachment: { ...hashes, bytes: patchBlob } };
        return from(deps.storeBlobs(pair)).pipe(map(() => stored));
      }),
    );

  const recordable = (game: ChosenGame, patch: AppliedPatch): Observable<RecordablePatch> =>
    defer(() => {
      const known = deps.knownBlob(patch, game.game.record.id);
      return known === null ? sealNew(game, patch) : of({ known });
    }).pipe(
      map((blob) => ({ patch, primary: patch === game.chosen[0], blob })),
      tap(({ blob }) => {
        const { patchblob1_name } = 'known' in blob ? blob.known : blob.names;
        const { id } = game.game.record;
        deps.report({ type: 'blob.sealed', id, patch: patch.path, blob: patchblob1_name, reused: 'known' in blob });
      }),
    );

  return mergeMap((game) =>
    eachInTurn(game.chosen, (patch) => recordable(game, patch)).pipe(
      toArray(),
      map((sealed) => ({ ...game, sealed })),
    ),
  );
}
