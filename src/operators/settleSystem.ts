import { EMPTY, type MonoTypeOperatorFunction } from 'rxjs';
import { ItemError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { System } from '../model/system.js';
import { catchOnly } from './catchOnly.js';

export interface SettleSystemDeps {
  /** Counts a system that failed. */
  readonly failed: (system: System, reason: string) => void;
  readonly report: Report;
}

/**
 * Turns the failure of one system (such as a gamelist that cannot be parsed) into an event, so that the others continue.
 *
 * ```
 * system ----#        (an ItemError)
 *        ----|
 * report ----(system.skipped)
 * ```
 *
 * Errors that end the run, and bugs, pass through.
 */
export function settleSystem<T>(system: System, deps: SettleSystemDeps): MonoTypeOperatorFunction<T> {
  return catchOnly(ItemError, ({ message: reason }) => {
    deps.failed(system, reason);
    deps.report({ type: 'system.skipped', system: system.name, reason, failed: true });
    return EMPTY;
  });
}
