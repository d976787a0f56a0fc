import { type Observable, of } from 'rxjs';
import type { Imported } from '../archive/importableHack.js';
import type { Report } from '../model/events.js';
import { type AttachOwnedDeps, attachOwned } from '../operators/attachOwned.js';
import { eachInTurn } from '../operators/eachInTurn.js';
import { type OpenHackBlobDeps, openHackBlob } from '../operators/openHackBlob.js';
import { type RecordHackDeps, recordHack } from '../operators/recordHack.js';
import { settleFile } from '../operators/settleFile.js';
import { type WaitingHacksDeps, waitingHacks } from '../operators/waitingHacks.js';

export interface AttachDeps {
  /** The file names in the blob folder, one by one. */
  readonly names: () => AsyncIterable<string>;
  readonly attachOwned: AttachOwnedDeps;
  readonly waitingHacks: WaitingHacksDeps;
  readonly openHackBlob: OpenHackBlobDeps;
  readonly recordHack: RecordHackDeps;
  readonly report: Report;
}

/**
 * Adds the missing attachments of the blobs in a folder, one after another, and completes versions that were imported before
 * their blob was there.
 *
 * ```
 * names → attachOwned → waitingHacks → openHackBlob → recordHack
 * ```
 *
 * Emits the outcome for each hack that was waiting. A file that fails is an event, not an error; errors end the run.
 */
export function attachCourse(deps: AttachDeps): Observable<Imported> {
  return eachInTurn(deps.names(), (name) =>
    of(name).pipe(
      attachOwned(deps.attachOwned),
      waitingHacks(deps.waitingHacks),
      openHackBlob(deps.openHackBlob),
      recordHack(deps.recordHack),
      settleFile(name, deps.report),
    ),
  );
}
