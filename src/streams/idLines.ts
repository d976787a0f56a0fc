import { addAbortSignal, type Readable } from 'node:stream';
import { isGameId, plainId } from '../formats/gameId.js';
import { UsageError } from '../model/errors.js';
import type { Report } from '../model/events.js';

/** Some 9000 ids fit into it, three times as many as there are. */
const LONGEST_LINE = 64 * 1024;
const SHOWN_LENGTH = 40;

/**
 * Ids of games out of text (UTF-8): one a line, or several with white space or commas between them; `#` begins a
 * comment. `295763.0`, as old rows spell an id, is `295763`. Words that are no ids, and lines of more than 64 Ki characters,
 * are told in a warning and skipped.
 *
 * ```
 * input   "1, 2\n3 x # so" "on\n4"|
 * ids     --1-2------------3-----4|   (each when it is asked for)
 * report  -----------------w           line 2: "x" is no id
 * ```
 *
 * - The input is read only as the ids are taken; no more than a chunk and a line of it is held.
 * - Ends with the input, or as soon as `signal` is aborted.
 * - Returning early destroys the input.
 *
 * @throws UsageError if the input cannot be read
 */
export async function* idLines(input: Readable, report: Report, signal: AbortSignal): AsyncGenerator<string, void> {
  let number = 0;
  for await (const line of lines(addAbortSignal(signal, input), signal)) {
    number += 1;
    const warn = (what: string): void => {
      report({ type: 'warning', message: `line ${number} of the piped ids: ${what}; skipped` });
    };
    if (line === null) {
      warn(`it is longer than ${LONGEST_LINE} characters`);
      continue;
    }
    for (const word of line.replace(/#.*/s, '').split(/[\s,]+/)) {
      const id = plainId(word);
      if (isGameId(id)) yield id;
      else if (word !== '') warn(`${JSON.stringify(word.slice(0, SHOWN_LENGTH))} is not an id (digits only)`);
    }
  }
}

/** Lines without their ends; null for each that is too long. */
async function* lines(input: Readable, signal: AbortSignal): AsyncGenerator<string | null, void> {
  const decoder = new TextDecoder();
  let line: string | null = '';
  const longer = (part: string): string | null =>
    line === null || line.length + part.length > LONGEST_LINE ? null : line + part;
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
