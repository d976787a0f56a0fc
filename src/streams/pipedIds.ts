import type { Readable } from 'node:stream';
import type { Report } from '../model/events.js';
import { idLines } from './idLines.js';

/** After this long without input, in milliseconds, say what the program is waiting for: it might seem to hang. */
const PATIENCE_MS = 3000;

/**
 * The ids that are piped in, or null when there is no list: the input is a terminal, or ends without a word (`< /dev/null`).
 * Waits for the first id, or the end of the input.
 *
 * @param input - standard input
 */
export async function pipedIds(
  input: Readable & { readonly isTTY?: boolean },
  report: Report,
  signal: AbortSignal,
): Promise<AsyncIterable<string> | null> {
  if (input.isTTY === true) return null;
  const heard = { words: false };
  const ids = idLines(
    input,
    (event) => {
      heard.words = true;
      report(event);
    },
    signal,
  );
  const notice = setTimeout(() => {
    report({
      type: 'warning',
      message: 'Waiting for ids on standard input; if there are none, run romflow with < /dev/null.',
    });
  }, PATIENCE_MS);
  try {
    const first = await ids.next();
    // Words that are not ids make a list with mistakes in it, not a request for everything.
    return first.done === true && !heard.words ? null : startingWith(first, ids);
  } finally {
    clearTimeout(notice);
  }
}

async function* startingWith<T>(first: IteratorResult<T, unknown>, rest: AsyncIterable<T>): AsyncGenerator<T, void> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
