import type { Observable } from 'rxjs';

/**
 * Writes what comes, in its order: one write at a time, and each takes all that has waited for the last one. Resolves when
 * `items$` has completed and the last write is done; rejects when either fails. After a write that failed there is no other,
 * and nothing is kept for one.
 */
export async function writeInTurn<T>(
  items$: Observable<T>,
  write: (items: readonly T[]) => Promise<void>,
): Promise<void> {
  let waiting: T[] = [];
  let busy = false;
  let broken = false;
  let written = Promise.resolve();

  // A loop, where `concatMap` would go one call deeper for each item that has waited, until there is no stack left.
  const writeWaiting = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) {
      const items = waiting;
      waiting = [];
      await write(items);
    }
    busy = false;
  };

  await items$.forEach((item) => {
    if (broken) return;
    waiting.push(item);
    if (busy) return;
    written = writeWaiting();
    // Whoever awaits the end hears of a failure, but not before all items have come.
    written.catch(() => {
      broken = true;
      waiting = [];
    });
  });
  await written;
}
