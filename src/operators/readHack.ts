import { EMPTY, type ObservableInput, type OperatorFunction, defer, map, mergeMap } from 'rxjs';
import { isGameId } from '../formats/gameId.js';
import { type HackFile, readHackFile } from '../formats/hackFile.js';
import type { Report } from '../model/events.js';

export interface ReadHackDeps {
  /** The bytes of a file in the folder; fails with an ItemError if it cannot be read. */
  readonly read: (name: string) => ObservableInput<Uint8Array>;
  readonly report: Report;
}

/**
 * Reads and parses the JSON of each hack; a file whose name is not an id is reported as `file.skipped`.
 *
 * ```
 * names    --1---README---2------|
 * read(1)    -b|
 * read(2)                 -b|
 *          ---H------------H-----|
 * report         (file.skipped)
 * ```
 *
 * - A file that is not a hack's JSON, or is another hack's, fails with a RecordError.
 * - One file at a time.
 */
export function readHack(deps: ReadHackDeps): OperatorFunction<string, HackFile> {
  return mergeMap((name) => {
    if (isGameId(name)) return defer(() => deps.read(name)).pipe(map((bytes) => readHackFile(name, bytes)));
    deps.report({ type: 'file.skipped', file: name, failed: false, reason: 'Its name is not the id of a hack.' });
    return EMPTY;
  }, 1);
}
