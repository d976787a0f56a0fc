import { Observable, type ObservableInput, Subscription, from } from 'rxjs';

/** How {@link pull} takes work. */
export interface PullConfig<T> {
  /** Hands out the next item, or null when there is none at the moment. Called only when a worker is free. */
  readonly next: () => T | null;
  /** How many items are worked on at a time. */
  readonly concurrency: number;
  /** Something may be there now: idle workers ask again. Its completion means that nothing more will come. */
  readonly wake$: Observable<unknown>;
  /** While true is its latest value, nothing is begun, and the end waits; never when not given. */
  readonly held$?: Observable<boolean>;
}

/**
 * Takes items one by one from a store that is asked, never pushed, and works on at most `concurrency` of them at a time.
 *
 * This is the backpressure boundary: whatever waits, waits in the store, and nothing is buffered here.
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
 * - Completes when `wake$` has completed, no work is under way and `next` gives null.
 * - An error of `work`, of `next` or of `wake$` ends it and unsubscribes from the work under way. Work that must not end
 *   the stream settles its own failures (see `settleGame`).
 * - While it is held, work under way goes on and nothing is begun; when that is over, idle workers ask again.
 * - Unsubscribing unsubscribes from `wake$`, from `held$` and from all work under way.
 *
 * @param work - what to do with an item
 * @param config - where items come from and how many at a time
 */
export function pull<T, R>(work: (item: T) => ObservableInput<R>, config: PullConfig<T>): Observable<R> {
  return new Observable<R>((subscriber) => {
    let working = 0;
    let awake = true;
    let filling = false;
    let held = false;

    const fill = (): void => {
      // A synchronous `work` ends inside this loop: it asks for another round instead of entering it again.
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
