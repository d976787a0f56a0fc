import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Observable } from 'rxjs';

/** A line, without its end, and where it goes. */
export interface Line {
  readonly to: Writable;
  readonly text: string;
}

/**
 * Prints lines in their order, each when its stream has room again. Resolves when the last one is handed over.
 *
 * Lines for a stream whose reader has gone are dropped: who owns the stream learns of that from its `error` event and
 * decides what becomes of the run.
 */
export async function printLines(lines$: Observable<Line>): Promise<void> {
  let waiting: Line[] = [];
  let busy = false;
  let printed = Promise.resolve();

  // A loop, where `concatMap` would go one call deeper for each line that has waited, until there is no stack left.
  const printWaiting = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      for (const { to, text } of lines) if (!print(to, text)) await roomAgain(to);
    }
    busy = false;
  };

  await lines$.forEach((line) => {
    waiting.push(line);
    if (!busy) printed = printWaiting();
  });
  await printed;
}

/** Whether the stream takes more at once; a closed one takes (and forgets) everything. */
function print(to: Writable, text: string): boolean {
  return !to.writable || to.write(`${text}\n`);
}

async function roomAgain(to: Writable): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  const quietly = (): void => undefined;
  await Promise.race(
    [once(to, 'drain', { signal }), once(to, 'close', { signal })].map((event) => event.catch(quietly)),
  );
  settled.abort();
}
