import { EMPTY, type MonoTypeOperatorFunction, catchError, throwError } from 'rxjs';
import { ItemError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { System } from '../model/system.js';

export interface SettleSystemDeps {
  /** Counts a system that came to nothing. */
  readonly failed: (system: System, reason: string) => void;
  readonly report: Report;
}

/**
 * Turns the failure of one system (a gamelist that cannot be parsed) into an event, so that the others go on.
 *
 * ```
 * system ----#        (an ItemError)
 *        ----|
 * report ----(system.skipped)
 * ```
 *
 * Errors that end the run, and bugs, go through.
 *
 * @param system - the system
 */
export function settleSystem<T>(system: System, deps: SettleSystemDeps): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    if (!(error instanceof ItemError)) return throwError(() => error);
    deps.failed(system, error.message);
    deps.report({ type: 'system.skipped', system: system.name, reason: error.message, failed: true });
    return EMPTY;
  });
}
