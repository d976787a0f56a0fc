import { setImmediate as othersTurn } from 'node:timers/promises';
import { type MonoTypeOperatorFunction, concat, defer, ignoreElements } from 'rxjs';

/**
 * Lets whatever else waits in this thread have its turn before the stream completes: whoever waits for its end goes on with
 * work of its own, and both together would hold the thread for long.
 *
 * ```
 * items  --a-b|
 *        --a-b-|
 * ```
 *
 * Errors go through at once.
 */
export function endInTurn<T>(): MonoTypeOperatorFunction<T> {
  return (source) => concat(source, defer(() => othersTurn()).pipe(ignoreElements()));
}
