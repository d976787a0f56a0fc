import { Observable, type ObservableInput, Subscription, from } from 'rxjs';

/** How {@link pull} takes work. */
export interface PullConfig<T> {
  /** Returns the next item, or null when there is none at the moment. Called only when a worker is free. */
  readonly next: () => T | null;
  /** How many items are processed at a time. */
  readonly concurrency: number;
  /** Emits when there may be items: idle workers ask again. Its completion means that no more will come. */
  readonly wake$: Observable<unknown>;
  /** While its latest value is true, nothing is started and completion is put off. Default: never held. */
  readonly held$?: Observable<boolean>;
}

/**
 * Pulls items one by one from a store, and processes at most `concurrency` of them at a time.
 *
 * This is the backpressure boundary: pending items stay in the store, and nothing is buffered here.
 *
 * ```
 * wake$    w---------|
 * next()   (ab)c-∅-∅-∅     (concurrency 2)
 * work(a)  ---A|
 * work(b)  -----B|
 * work(c)      ---C|
 *          ---A-B-C--|
 * ```
 *
 * - Completes when `wake$` has completed, no work is in progress and `next` returns null.
 * - An error from `work`, `next`, `wake$` or `held$` passes through and unsubscribes from the work in progress. Work that must
 *   not end the stream handles its own failures (see `settleGame`).
 * - While held, work in progress continues but none is started; once released, idle workers ask again.
 * - Unsubscribing unsubscribes from `wake$`, `held$` and all work in progress.
 *
 * @param work - what to do with an item
 * @param config - where items come from, and how many are processed at a time
 */
export function pull<T, R>(work: (item: T) => ObservableInput<R>, config: PullConfig<T>): Observable<R> {
  return new Observable<R>((subscriber) => {
    let working = 0;
    let awake = true;
    let filling = false;
    let held = false;

    const fill = (): void => {
      // Synchronous `work` completes inside this loop, which then runs another round instead of being re-entered.
      if (filling) return;
      filling = true;
      try {
        while (!subscriber.closed && !held && working < config.concurrency) {
          const item = config.next();
          if (item === null) break;
          start(item);
        }
      } catch (error) {
        subscriber.error(error);
      } finally {
        filling = false;
      }
      if (!awake && !held && working === 0) subscriber.complete();
    };

    const start = (item: T): void => {
      working += 1;
      const inner = new Subscription();
      subscriber.add(inner);
      inner.add(
        from(work(item)).subscribe({
          next: (result) => {
            subscriber.next(result);
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
          complete: () => {
            working -= 1;
            subscriber.remove(inner);
            fill();
          },
        }),
      );
    };

    subscriber.add(
      config.held$?.subscribe({
        next: (now) => {
          held = now;
          fill();
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
      }),
    );
    fill();
    subscriber.add(
      config.wake$.subscribe({
        next: fill,
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          awake = false;
          fill();
        },
      }),
    );
  });
}
