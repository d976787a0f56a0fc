import {
  EMPTY,
  Observable,
  type ObservableInput,
  asapScheduler,
  defer,
  from,
  repeat,
  scheduled,
  switchMap,
} from 'rxjs';

/**
 * Works on the items of an iterable one after another, and takes the next item only when the work on the last one is done.
 *
 * `from(iterable).pipe(concatMap(work))` would read the whole iterable into a buffer first; this one reads on demand.
 *
 * ```
 * items    a    b c
 * work(a)  --A--|
 * work(b)       -B|
 * work(c)         --C|
 *          --A---B--C|
 * ```
 *
 * An error of the iterable or of `work` ends it. Unsubscribing unsubscribes from the work under way and lets the iterator
 * clean up.
 *
 * @param items - ids on stdin, the candidates of a ZIP …
 * @param work - what to do with one
 */
export function eachInTurn<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => ObservableInput<R>,
): Observable<R> {
  return new Observable<R>((subscriber) => {
    const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    let done = false;
    const step = (result: IteratorResult<T>): ObservableInput<R> => {
      if (result.done !== true) return work(result.value);
      done = true;
      return EMPTY;
    };
    subscriber.add(() => {
      if (!done) void iterator.return?.();
    });
    subscriber.add(
      defer(() => {
        const result = iterator.next();
        return 'then' in result ? from(result).pipe(switchMap(step)) : step(result);
      })
        .pipe(repeat({ delay: () => (done ? EMPTY : scheduled([true], asapScheduler)) }))
        .subscribe(subscriber),
    );
  });
}
