import { NEVER, Observable, Subscription } from 'rxjs';

/** An operator that delays a request until a thread is free. */
export type ThreadLimit = <T>(request: Observable<T>) => Observable<T>;

export interface ThreadLimitDeps {
  /** Emits, also to late subscribers, when no further request may begin. */
  readonly stop$?: Observable<unknown>;
}

/**
 * Creates an operator that subscribes to at most `most()` requests at a time, in order of arrival.
 *
 * ```
 * a:   --1|
 * b:   ---2|
 * c:   --3|
 * merge(a, b, c), each limited, most() = 2
 *      --12-3|
 * ```
 *
 * - A thread is held until its request completes, fails or is unsubscribed from.
 * - Unsubscribing while queued gives up the place; `stop$` completes what is queued without making the request.
 *
 * @param most - consulted whenever a request arrives or ends, so it may vary; less than 1 counts as 1
 */
export function createThreadLimit(most: () => number, { stop$ = NEVER }: ThreadLimitDeps = {}): ThreadLimit {
  const waiting = new Set<() => void>();
  let working = 0;
  let filling = false;

  function fill(): void {
    // A request that ends synchronously re-enters here from within the loop, which continues anyway.
    if (filling) return;
    filling = true;
    try {
      for (const start of waiting) {
        if (working >= Math.max(1, most())) break;
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
        // After the request's own teardown.
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
