import { type Observable, defer, fromEvent, map, of, share } from 'rxjs';

/**
 * Emits the reason when a signal is aborted, at once when it is already; however many subscribe, the signal has one listener.
 *
 * ```
 * abort   ----!
 *         ----r    r: the reason
 * ```
 *
 * Never completes before that; unsubscribing takes the listener away.
 */
export function aborted(signal: AbortSignal): Observable<unknown> {
  const abort$ = fromEvent(signal, 'abort').pipe(share());
  return defer(() => (signal.aborted ? of(null) : abort$)).pipe(map((): unknown => signal.reason));
}
