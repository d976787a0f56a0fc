import { EMPTY, type OperatorFunction, from, mergeMap } from 'rxjs';
import type { WaitingVersion } from '../archive/imports.js';
import { type HackFile, parseHackFile } from '../formats/hackFile.js';
import type { Report } from '../model/events.js';

export interface WaitingHacksDeps {
  /** The versions without a blob whose JSON names this one. */
  readonly waitingFor: (name: string) => readonly WaitingVersion[];
  readonly report: Report;
}

/**
 * Finds the hacks that are waiting for each blob; a blob that none is waiting for is reported as `file.skipped`.
 *
 * ```
 * names   --a----b----|
 *         --H---------|
 * report         (file.skipped)
 * ```
 *
 * A version whose JSON can no longer be parsed fails with a RecordError.
 */
export function waitingHacks(deps: WaitingHacksDeps): OperatorFunction<string, HackFile> {
  return mergeMap((name) => {
    const waiting = deps.waitingFor(name);
    if (waiting.length > 0) return from(waiting.map(({ id, json }) => parseHackFile(id, json)));
    deps.report({ type: 'file.skipped', file: name, failed: false, reason: 'No row of the archive knows this blob.' });
    return EMPTY;
  });
}
