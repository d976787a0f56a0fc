import { NEVER, Observable, Subscription } from 'rxjs';

/** An operator that holds a request back until there is a thread for it. */
export type ThreadLimit = <T>(request: Observable<T>) => Observable<T>;

export interface ThreadLimitDeps {
  /** Emits, to whoever subscribes later as well, when no request shall begin any more. */
  readonly stop$?: Observable<unknown>;
}

/**
 * Makes an operator that lets at most `most()` requests be subscribed to at a time, in the order in which they came.
 *
 * ```
 * a:   --1|
 * b:   ---2|
 * c:   --3|
 * merge(a, b, c), each limited, most() = 2
 *      --12-3|
 * ```
 *
 * A place is held until its request completes, fails or is unsubscribed from; unsubscribing in the queue gives the place
 * up, and `stop$` completes what is in the queue without a request.
 *
 * @param most - asked whenever a request comes or goes, so it may change in between; less than 1 counts as 1
 */
export function createThreadLimit(most: () => number, { stop$ = NEVER }: ThreadLimitDeps = {}): ThreadLimit {
  const waiting = new Set<() => void>();
  let working = 0;
  let filling = false;

  function fill(): void {
    // A request that ends at once comes here from within the loop, which goes on anyway.
    if (filling) return;
    filling = true;
    try {
      for (const start of waiting) {
        if (working >= Math.max(1, most())) break;
        waiting.delete(start);
        working += 1;
        start();
      }
    } finally {
      filling = false;
    }
  }

  return <T>(request: Observable<T>) =>
    new Observable<T>((subscriber) => {
      const inLine = new Subscription();
      const start = (): void => {
        inLine.unsubscribe();
        request.subscribe(subscriber);
        // Behind what the request itself has to clear away.
        subscriber.add(() => {
          working -= 1;
          fill();
        });
      };
      waiting.add(start);
      subscriber.add(inLine);
      inLine.add(() => waiting.delete(start));
      inLine.add(
        stop$.subscribe(() => {
          subscriber.complete();
        }),
      );
      fill();
    });
}
