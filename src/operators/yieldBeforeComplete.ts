import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
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
export function yieldBeforeComplete<T>(): MonoTypeOperatorFunction<T> {
  return (source) => concat(source, defer(() => yieldToEventLoop()).pipe(ignoreElements()));
}
