import type { Observable } from 'rxjs';

/**
 * Writes items in order: one write at a time, each of everything that arrived during the last one. Resolves when `items$`
 * has completed and the last write is done; rejects when either fails. After a failed write there is no other, and no more
 * items are kept.
 */
export async function writeSerially<T>(
  items$: Observable<T>,
  write: (items: readonly T[]) => Promise<void>,
): Promise<void> {
  let waiting: T[] = [];
  let busy = false;
  let broken = false;
  let written = Promise.resolve();

  // A loop: `concatMap` would recurse once for each waiting item, until the stack overflows.
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
    // The caller learns of a failure, but not before all items have arrived.
    written.catch(() => {
      broken = true;
      waiting = [];
    });
  });
  await written;
}
