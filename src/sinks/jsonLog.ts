import type { Writable } from 'node:stream';
import { type Observable, map } from 'rxjs';
import { jsonLine } from '../formats/jsonLine.js';
import type { RunEvent } from '../model/events.js';
import { printTo } from './printLines.js';

/**
 * Prints events as NDJSON, one object per line, beginning with `v`, `t` and `type`. Resolves when `events$` has completed
 * and the last line is handed over.
 *
 * @see https://github.com/ndjson/ndjson-spec
 */
export function jsonLog(events$: Observable<RunEvent>, stdout: Writable): Promise<void> {
  return printTo(stdout, events$.pipe(map(eventLine)));
}

const eventLine = ({ v, t, type, ...rest }: RunEvent): string => jsonLine({ v, t, type, ...rest });
