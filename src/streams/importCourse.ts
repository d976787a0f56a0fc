import { type Observable, of } from 'rxjs';
import type { Imported } from '../archive/importableHack.js';
import type { Report } from '../model/events.js';
import { eachInTurn } from '../operators/eachInTurn.js';
import { type OpenHackBlobDeps, openHackBlob } from '../operators/openHackBlob.js';
import { type ReadHackDeps, readHack } from '../operators/readHack.js';
import { type RecordHackDeps, recordHack } from '../operators/recordHack.js';
import { settleFile } from '../operators/settleFile.js';

export interface ImportDeps {
  /** The file names in the folder, one by one. */
  readonly names: () => AsyncIterable<string>;
  readonly readHack: ReadHackDeps;
  readonly openHackBlob: OpenHackBlobDeps;
  readonly recordHack: RecordHackDeps;
  readonly report: Report;
}

/**
 * Turns the JSON files that older tools left behind into rows, one file after another.
 *
 * ```
 * names → readHack → openHackBlob → recordHack
 * ```
 *
 * Emits the outcome for each hack. A file that fails is an event, not an error; errors end the run.
 */
export function importCourse(deps: ImportDeps): Observable<Imported> {
  return eachInTurn(deps.names(), (name) =>
    of(name).pipe(
      readHack(deps.readHack),
      openHackBlob(deps.openHackBlob),
      recordHack(deps.recordHack),
      settleFile(name, deps.report),
    ),
  );
}
