import { addAbortSignal, type Readable } from 'node:stream';
import { isGameId, plainId } from '../formats/gameId.js';
import { UsageError } from '../model/errors.js';
import type { Report } from '../model/events.js';

/** Room for some 9000 ids, three times as many as there are. */
const MAX_LINE_LENGTH = 64 * 1024;
const SHOWN_LENGTH = 40;

/**
 * Reads game ids from UTF-8 text: one per line, or several separated by white space or commas; `#` begins a comment.
 * `295763.0`, as old rows spell an id, is `295763`. Words that are not ids, and lines of more than 64 Ki characters, cause a
 * warning and are skipped.
 *
 * ```
 * input   "1, 2\n3 x # so" "on\n4"|
 * ids     --1-2------------3-----4|   (each on demand)
 * report  -----------------w           line 2: "x" is no id
 * ```
 *
 * - The input is read only as ids are consumed; at most one chunk and one line are buffered.
 * - Ends with the input, or as soon as `signal` is aborted.
 * - Returning early destroys the input.
 *
 * @throws UsageError - the input cannot be read
 */
export async function* idLines(input: Readable, report: Report, signal: AbortSignal): AsyncGenerator<string, void> {
  let number = 0;
  for await (const line of lines(addAbortSignal(signal, input), signal)) {
    number += 1;
    const warn = (what: string): void => {
      report({ type: 'warning', message: `line ${number} of the piped ids: ${what}; skipped` });
    };
    if (line === null) {
      warn(`it is longer than ${MAX_LINE_LENGTH} characters`);
      continue;
    }
    for (const word of line.replace(/#.*/s, '').split(/[\s,]+/)) {
      const id = plainId(word);
      if (isGameId(id)) yield id;
      else if (word !== '') warn(`${JSON.stringify(word.slice(0, SHOWN_LENGTH))} is not an id (digits only)`);
    }
  }
}

/** Lines without their terminators; null for each that is too long. */
async function* lines(input: Readable, signal: AbortSignal): AsyncGenerator<string | null, void> {
  const decoder = new TextDecoder();
  let line: string | null = '';
  const longer = (part: string): string | null =>
    line === null || line.length + part.length > MAX_LINE_LENGTH ? null : line + part;
  try {
    for await (const chunk of input) {
      const text = Buffer.isBuffer(chunk) ? decoder.decode(chunk, { stream: true }) : String(chunk);
      const parts = text.split('\n');
      const rest = parts.pop() ?? '';
      for (const part of parts) {
        yield longer(part);
        line = '';
      }
      line = longer(rest);
    }
  } catch (error) {
    if (signal.aborted) return;
    throw new UsageError(`Cannot read the piped ids: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (line !== '') yield line;
}
