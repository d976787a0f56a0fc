import { EMPTY, type MonoTypeOperatorFunction } from 'rxjs';
import { ItemError, RateLimitedError, TransientHttpError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { QueuedGame } from '../model/game.js';
import { catchOnly } from './catchOnly.js';

export interface SettleGameDeps {
  /** Records the failure in the queue; returns the failed attempts so far, whether none is left, and whether the game is pending again. */
  readonly failed: (
    game: QueuedGame,
    reason: string,
    final: boolean,
  ) => { readonly tries: number; readonly final: boolean; readonly waits: boolean };
  readonly report: Report;
}

/**
 * Turns the failure of one game into a row and an event, so that the others continue. Goes at the end of a game's own
 * pipeline, inside the outer stream.
 *
 * ```
 * game   ----#        (an ItemError)
 *        ----|
 * report ----(game.failed)
 * ```
 *
 * Errors that end the run, and bugs, pass through.
 */
export function settleGame<T>(game: QueuedGame, deps: SettleGameDeps): MonoTypeOperatorFunction<T> {
  return catchOnly(ItemError, (error) => {
    const { id, name } = game.record;
    // A transient failure may be over by the next run; any other is the same however often it is retried.
    const passing = error instanceof TransientHttpError || error instanceof RateLimitedError;
    const { tries, final, waits } = deps.failed(game, error.message, !passing);
    deps.report({ type: 'game.failed', id, name, reason: error.message, tries, final });
    if (waits) deps.report({ type: 'game.queued', id, name });
    return EMPTY;
  });
}
