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
 * Works like `concatMap` over an iterable, but takes an item only when the work on the previous one has completed.
 *
 * `from(iterable).pipe(concatMap(work))` would read the whole iterable into a buffer; this reads on demand.
 *
 * ```
 * items    a    b c
 * work(a)  --A--|
 * work(b)       -B|
 * work(c)         --C|
 *          --A---B--C|
 * ```
 *
 * - An error from the iterable or from `work` passes through and ends the stream.
 * - Unsubscribing unsubscribes from the work in progress and calls the iterator's `return`.
 *
 * @param items - ids on stdin, the candidates in a ZIP …
 * @param work - what to do with an item
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
