import { EMPTY, type Observable, type ObservableInput, type OperatorFunction, defer, mergeMap, of } from 'rxjs';
import type { BlobOwner } from '../archive/imports.js';
import { PATCH_BLOB, ROM_BLOB } from '../formats/blobName.js';
import type { BlobClaims, OpenedBlob } from '../formats/openedBlob.js';
import { ItemError } from '../model/errors.js';
import type { Report } from '../model/events.js';

export interface AttachOwnedDeps {
  /** The row of a blob; null when there is none. */
  readonly ownerOf: (name: string) => BlobOwner | null;
  readonly isAttached: (name: string) => boolean;
  /** A blob's file; null when it is no longer there. */
  readonly readBlob: (name: string) => ObservableInput<Buffer | null>;
  /** Opens a blob and checks it against what is claimed of it. */
  readonly open: (file: Buffer, claims: BlobClaims) => ObservableInput<OpenedBlob>;
  readonly attach: (owner: BlobOwner, blob: OpenedBlob) => void;
  readonly report: Report;
}

/**
 * Adds the missing attachment of each blob that has a row, and passes on the names of blobs that have none.
 *
 * ```
 * names        --a-------b----c--|
 * readBlob(a)    -f|
 * open(f)         -o|
 * attach(o)        *
 *              ---------------c--|     (a is attached now, b was before, c has no row)
 * report           (blob.attached of a, then of b)
 * ```
 *
 * - A blob that is not what its row says fails with a BlobError.
 * - A file that is not a blob is reported as `file.skipped`; sealed ROMs are ignored.
 * - One blob at a time.
 */
export function attachOwned(deps: AttachOwnedDeps): OperatorFunction<string, string> {
  const attached = (name: string, already: boolean): Observable<never> => {
    deps.report({ type: 'blob.attached', blob: name, already });
    return EMPTY;
  };
  const attach = (name: string, owner: BlobOwner): Observable<never> =>
    defer(() => deps.readBlob(name)).pipe(
      mergeMap((file) => {
        if (file === null) throw new ItemError('It no longer exists.');
        return deps.open(file, owner);
      }),
      mergeMap((blob) => {
        deps.attach(owner, blob);
        return attached(name, false);
      }),
    );

  return mergeMap((name): Observable<string> => {
    // Sealed ROMs exist only as files; they have no attachment.
    if (ROM_BLOB.test(name)) return EMPTY;
    if (!PATCH_BLOB.test(name)) {
      deps.report({ type: 'file.skipped', file: name, failed: false, reason: 'Its name is not the name of a blob.' });
      return EMPTY;
    }
    const owner = deps.ownerOf(name);
    if (owner === null) return of(name);
    return deps.isAttached(name) ? attached(name, true) : attach(name, owner);
  }, 1);
}
