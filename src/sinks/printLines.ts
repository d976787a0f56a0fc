import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { type Observable, map } from 'rxjs';
import { writeSerially } from './writeSerially.js';

/** A line, without its line break, and where it goes. */
export interface Line {
  readonly to: Writable;
  readonly text: string;
}

/**
 * Prints lines in order, with backpressure: each waits until its stream has room. Resolves when the last one is handed
 * over.
 *
 * Lines for a stream whose reader is gone are dropped: the owner of the stream learns of that from its `error` event and
 * decides what becomes of the run.
 */
export function printLines(lines$: Observable<Line>): Promise<void> {
  return writeSerially(lines$, async (lines) => {
    for (const { to, text } of lines) if (!print(to, text)) await roomAgain(to);
  });
}

/** Prints lines that all go to one stream, as {@link printLines} does. */
export function printTo(to: Writable, texts$: Observable<string>): Promise<void> {
  return printLines(texts$.pipe(map((text) => ({ to, text }))));
}

/** Whether the stream takes more right away; a closed one takes (and discards) everything. */
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
