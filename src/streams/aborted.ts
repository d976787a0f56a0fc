import { type Observable, defer, fromEvent, map, of, share } from 'rxjs';

/**
 * Emits the reason when a signal is aborted, at once if it already is; however many subscribers there are, the signal has one
 * listener.
 *
 * ```
 * abort   ----!
 *         ----r    r: the reason
 * ```
 *
 * Never completes before that. Unsubscribing removes the listener.
 */
export function aborted(signal: AbortSignal): Observable<unknown> {
  const abort$ = fromEvent(signal, 'abort').pipe(share());
  return defer(() => (signal.aborted ? of(null) : abort$)).pipe(map((): unknown => signal.reason));
}
