import type { Writable } from 'node:stream';
import { type Observable, map } from 'rxjs';
import { plainText } from '../formats/plainText.js';
import type { RunEvent } from '../model/events.js';
import { printTo } from './printLines.js';

/**
 * Prints every event with its time and all of its fields, for `DEBUG=rhtools:*`:
 * `rhtools:game.queued 2026-01-02T03:04:05.678Z {"id":"12","name":"A hack"}`.
 */
export function debugLog(events$: Observable<RunEvent>, stderr: Writable): Promise<void> {
  return printTo(stderr, events$.pipe(map(debugLine)));
}

function debugLine({ t, type, ...rest }: RunEvent): string {
  return plainText(`rhtools:${type} ${t} ${JSON.stringify({ ...rest, v: undefined })}`);
}
