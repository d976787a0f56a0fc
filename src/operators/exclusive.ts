import { EMPTY, type Observable, type OperatorFunction, Subject, concat, defer, finalize, mergeMap, of } from 'rxjs';

/** Who holds which key; share one between all that must exclude each other. */
export type Locks = Map<string, Observable<never>>;

/**
 * Runs a part of a pipeline for one holder of a key at a time; items without a key in common do not wait for each other.
 *
 * ```
 * source   a--b----|       (a and b have the key k)
 * part(a)  -----A|
 * part(b)        -B|       (waits until part(a) has ended)
 *          -----A-B|
 * ```
 *
 * Two hacks with the same patch need this: the second must find the first one's blob, not seal another.
 *
 * - An item with several keys waits for them in sorted order, so that two such items never wait for each other.
 * - Completion, an error and unsubscribing all free the keys; an error goes through.
 *
 * @param keysOf - the keys of an item
 * @param part - what must not run twice at a time for a key
 * @param locks - shared between the pipelines
 */
export function exclusive<T, R>(
  keysOf: (item: T) => readonly string[],
  part: OperatorFunction<T, R>,
  locks: Locks,
): OperatorFunction<T, R> {
  const holding = (keys: readonly string[], work$: Observable<R>): Observable<R> => {
    const [key, ...rest] = keys;
    return key === undefined ? work$ : hold(key, holding(rest, work$), locks);
  };
  return mergeMap((item) => holding([...new Set(keysOf(item))].sort(), of(item).pipe(part)));
}

/** Waits for the holders before, then subscribes; queues up at the moment of subscription. */
const hold = <R>(key: string, work$: Observable<R>, locks: Locks): Observable<R> =>
  defer(() => {
    const freed = new Subject<never>();
    const before$ = locks.get(key) ?? EMPTY;
    // Hot, so that nobody who waits goes through the whole line of those before.
    const ended = new Subject<never>();
    locks.set(key, ended);
    // Not before the holders ahead have ended too: one that gives up waiting must not let the next one in early.
    concat(before$, freed).subscribe({
      complete: () => {
        if (locks.get(key) === ended) locks.delete(key);
        ended.complete();
      },
    });
    return concat(before$, work$).pipe(
      finalize(() => {
        freed.complete();
      }),
    );
  });
