import { type OperatorFunction, catchError, defaultIfEmpty, of, take, tap, throwError } from 'rxjs';
import {
  CredentialsError,
  ItemError,
  QuotaError,
  type RunError,
  SoftwareBarredError,
  UnmatchedError,
  UnreachableError,
} from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { FoundRom, RomEnding } from '../model/scrapeTask.js';

export interface SettleRomDeps {
  /** Records the outcome of the ROM, before it is reported. */
  readonly remember: (found: FoundRom, ending: RomEnding) => void;
  /** Called when no further request may be made in this run. */
  readonly halt: (reason: RunError) => void;
  readonly report: Report;
}

/** The ROM's request never got its turn: nothing failed, and the next run asks again. */
const LEFT: RomEnding = { outcome: 'left', media: 0, detail: 'not looked up' };

/**
 * Turns the outcome of one ROM into one ending and one event, a failure included, so that the others continue. Goes at the end
 * of a ROM's own pipeline, inside `pull`.
 *
 * ```
 * rom    ----#          (an ItemError)
 *        ----(F|)       F: failed, or unmatched
 * rom    ----#          (a QuotaError)
 *        ----(L|)       L: left; `halt` is called
 * rom    ----|          (stopped while waiting)
 *        ----(L|)
 * ```
 *
 * Other errors that end the run, and bugs, pass through.
 */
export function settleRom(found: FoundRom, deps: SettleRomDeps): OperatorFunction<RomEnding, RomEnding> {
  return (source) =>
    source.pipe(
      take(1),
      defaultIfEmpty(LEFT),
      catchError((error: unknown) => {
        if (isHalt(error)) {
          deps.halt(error);
          return of(LEFT);
        }
        if (!(error instanceof ItemError)) return throwError(() => error);
        const outcome = error instanceof UnmatchedError ? ('unmatched' as const) : ('failed' as const);
        return of({ outcome, media: 0, detail: error.message });
      }),
      tap((ending) => {
        deps.remember(found, ending);
        const { system, rom, index, total } = found;
        deps.report({ type: 'rom.done', system: system.name, rom: rom.path, index, total, ...ending });
      }),
    );
}

const HALTS = [QuotaError, CredentialsError, SoftwareBarredError, UnreachableError] as const;

/** Whether the site will answer no further request in this run. */
const isHalt = (error: unknown): error is RunError => HALTS.some((halt) => error instanceof halt);
