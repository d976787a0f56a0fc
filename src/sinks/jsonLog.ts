import type { Writable } from 'node:stream';
import { type Observable, map } from 'rxjs';
import type { RunEvent } from '../model/events.js';
import { printLines } from './printLines.js';

/**
 * Prints events as NDJSON, one object a line, beginning with `v`, `t` and `type`. Resolves when `events$` has completed
 * and the last line is handed over.
 *
 * @see https://github.com/ndjson/ndjson-spec
 */
export function jsonLog(events$: Observable<RunEvent>, stdout: Writable): Promise<void> {
  return printLines(events$.pipe(map((event) => ({ to: stdout, text: jsonLine(event) }))));
}

function jsonLine({ v, t, type, ...rest }: RunEvent): string {
  return JSON.stringify({ v, t, type, ...rest }).replace(UNESCAPED, unicodeEscape);
}

/** Controls that JSON may hold as they are, but that a terminal obeys or a line reader takes for an end. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029]/g;

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
