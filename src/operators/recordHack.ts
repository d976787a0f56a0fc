import {
  EMPTY,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  concat,
  defer,
  from,
  ignoreElements,
  map,
  mergeMap,
  of,
} from 'rxjs';
import type { ImportableHack, Imported } from '../archive/importableHack.js';
import type { KnownBlob } from '../archive/knownBlobs.js';
import type { HackFile } from '../formats/hackFile.js';
import type { Report } from '../model/events.js';
import type { OpenedHack } from './openHackBlob.js';

export interface RecordHackDeps {
  readonly storePatch: (shake128: string, patch: Buffer) => ObservableInput<unknown>;
  /** Saves the hack's JSON in the archive unless it is there; `reused` is the archive's blob that replaces the hack's own. */
  readonly keepHack: (hack: HackFile, reused: KnownBlob | null) => ObservableInput<unknown>;
  /** Writes all rows of the hack in both databases, or none. */
  readonly record: (hack: ImportableHack) => Imported;
  readonly report: Report;
}

/**
 * Records each hack in the archive: first its patch as a file, then its rows and its JSON; only then is it reported.
 *
 * ```
 * hacks       --h-------|
 * storePatch    -|
 * record         r
 * keepHack       -|
 *             ----R-----|
 * ```
 *
 * - A file or database error ends the stream. Importing the hack again is idempotent.
 * - One hack at a time.
 */
export function recordHack(deps: RecordHackDeps): OperatorFunction<OpenedHack, Imported> {
  const record = (hack: OpenedHack): Observable<Imported> =>
    defer(() => {
      const { record: game, legacyType, blob } = hack;
      const imported = deps.record({ record: game, legacyType, blob });
      return concat(from(deps.keepHack(hack, imported.reused)).pipe(ignoreElements()), of(imported));
    });
  return mergeMap((hack) => {
    const { blob } = hack;
    const stored$ =
      blob === null || 'known' in blob
        ? EMPTY
        : defer(() => deps.storePatch(blob.digests.shake128, blob.patch)).pipe(ignoreElements());
    return concat(stored$, record(hack)).pipe(
      map((imported) => {
        announce(hack, imported, deps.report);
        return imported;
      }),
    );
  }, 1);
}

function announce({ record: { id, name }, words }: HackFile, imported: Imported, report: Report): void {
  const { outcome, version, blob } = imported;
  const fetch = `romflow update --game-ids=${id} fetches it`;
  const lacking =
    words.patchblob1_name === null || words.patchblob1_key === null
      ? `its JSON names no blob and key; ${fetch}`
      : `${words.patchblob1_name} is not in blobs/; put it there and run romflow attach, or ${fetch}`;
  report({ type: 'hack.imported', id, name, version, outcome, blob, reason: blob === null ? lacking : null });
}
