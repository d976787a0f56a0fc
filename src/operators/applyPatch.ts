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
} from 'rxjs';
import { patchKind } from '../formats/patch.js';
import { PatchError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { Digests, ExtractedPatch, PatchOutcome, TestedPatch } from '../model/patch.js';
import type { BaseRom } from '../model/rom.js';
import { catchOnly } from './catchOnly.js';

export interface ApplyPatchDeps {
  readonly base: BaseRom;
  /** Applies a patch to the base ROM, with the built-in patchers or Flips; fails with a PatchError if it does not apply. */
  readonly apply: (patch: Buffer) => ObservableInput<Buffer>;
  /** The hashes of a patch or a ROM. */
  readonly digest: (bytes: Buffer) => ObservableInput<Digests>;
  readonly storePatch: (digests: Digests, patch: Buffer) => ObservableInput<unknown>;
  readonly storeRom: (digests: Digests, rom: Buffer) => ObservableInput<unknown>;
  /** Records the outcome in the archive; called once the files have been written. */
  readonly note: (patch: TestedPatch) => void;
  readonly report: Report;
}

/**
 * Applies each patch to the base ROM, hashes patch and result, and writes both to the archive.
 *
 * ```
 * patches     --a-------b----|
 * apply(a)      ---A|
 * apply(b)              #          (b is broken)
 *             -----A----B----|
 * note        -----A----B
 * ```
 *
 * - A patch that does not apply is an outcome (`failed`), not an error; so is one whose result equals the base ROM
 *   (`nothing`). The patch's own file is kept in either case.
 * - Disk and database errors pass through.
 * - One patch at a time.
 *
 * @param id - the game's id, for the events
 */
export function applyPatch(id: string, deps: ApplyPatchDeps): OperatorFunction<ExtractedPatch, TestedPatch> {
  const outcomeOf = (patch: Buffer): Observable<PatchOutcome> =>
    defer(() => deps.apply(patch)).pipe(
      mergeMap((rom): ObservableInput<PatchOutcome> => {
        if (rom.equals(deps.base.bytes)) return of({ result: 'nothing' });
        return from(deps.digest(rom)).pipe(
          mergeMap((digests) =>
            from(deps.storeRom(digests, rom)).pipe(map((): PatchOutcome => ({ result: 'success', rom: digests }))),
          ),
        );
      }),
      catchOnly(PatchError, ({ message }) => of({ result: 'failed' as const, reason: message })),
    );

  return mergeMap(({ bytes, ...candidate }) => {
    const kind = patchKind(bytes);
    return from(deps.digest(bytes)).pipe(
      mergeMap((digests) =>
        from(deps.storePatch(digests, bytes)).pipe(
          mergeMap(() => outcomeOf(bytes)),
          map((outcome): TestedPatch => ({ ...candidate, kind, digests, outcome })),
        ),
      ),
      tap((tested) => {
        deps.note(tested);
        const { outcome, path } = tested;
        const reason = outcome.result === 'failed' ? outcome.reason : null;
        deps.report({ type: 'patch.tested', id, patch: path, kind, result: outcome.result, reason });
      }),
    );
  }, 1);
}
