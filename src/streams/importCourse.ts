import { type Observable, of } from 'rxjs';
import type { Imported } from '../archive/importableHack.js';
import type { Report } from '../model/events.js';
import { eachInTurn } from '../operators/eachInTurn.js';
import { type OpenHackBlobDeps, openHackBlob } from '../operators/openHackBlob.js';
import { type ReadHackDeps, readHack } from '../operators/readHack.js';
import { type RecordHackDeps, recordHack } from '../operators/recordHack.js';
import { settleFile } from '../operators/settleFile.js';

export interface ImportDeps {
  /** The names in the folder, one after another. */
  readonly names: () => AsyncIterable<string>;
  readonly readHack: ReadHackDeps;
  readonly openHackBlob: OpenHackBlobDeps;
  readonly recordHack: RecordHackDeps;
  readonly report: Report;
}

/**
 * What older tools left as JSON becomes rows, one file after another.
 *
 * ```
 * names → readHack → openHackBlob → recordHack
 * ```
 *
 * Emits what came of each hack. A file that fails is an event, not an error; errors end the run.
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
