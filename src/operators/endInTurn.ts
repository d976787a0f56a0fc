import { setImmediate as othersTurn } from 'node:timers/promises';
import { type MonoTypeOperatorFunction, concat, defer, ignoreElements } from 'rxjs';

/**
 * Yields to the event loop before the stream completes: whatever awaits its completion continues with work of its own, and
 * the two together would block the thread for too long.
 *
 * ```
 * items  --a-b|
 *        --a-b-|
 * ```
 *
 * Errors pass through at once.
 */
export function endInTurn<T>(): MonoTypeOperatorFunction<T> {
  return (source) => concat(source, defer(() => othersTurn()).pipe(ignoreElements()));
}
