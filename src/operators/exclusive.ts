import { EMPTY, type Observable, type OperatorFunction, Subject, concat, defer, finalize, mergeMap, of } from 'rxjs';

/** Which keys are held; share one map between all pipelines that must exclude each other. */
export type Locks = Map<string, Observable<never>>;

/**
 * Runs part of a pipeline under a lock: items that share a key take turns, all others run concurrently.
 *
 * ```
 * source   a--b----|       (a and b have the key k)
 * part(a)  -----A|
 * part(b)        -B|       (waits until part(a) has ended)
 *          -----A-B|
 * ```
 *
 * Two hacks with the same patch need this: the second must find the first one's blob rather than seal another.
 *
 * - An item with several keys acquires them in sorted order, so that no two items can deadlock.
 * - Completion, an error and unsubscription all release the keys; errors pass through.
 *
 * @param keysOf - the keys of an item
 * @param part - what must not run concurrently for the same key
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

/** Waits for the earlier holders, then subscribes; takes its place in line on subscription. */
const hold = <R>(key: string, work$: Observable<R>, locks: Locks): Observable<R> =>
  defer(() => {
    const freed = new Subject<never>();
    const before$ = locks.get(key) ?? EMPTY;
    // Hot, so that a waiter subscribes to its predecessor only, not to the whole line.
    const ended = new Subject<never>();
    locks.set(key, ended);
    // Only after the holders ahead have ended as well: one that gives up waiting must not let the next in early.
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
