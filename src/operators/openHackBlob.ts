import { type Observable, type ObservableInput, type OperatorFunction, defer, from, map, mergeMap, of } from 'rxjs';
import type { ImportableBlob, ImportableHack } from '../archive/importableHack.js';
import type { KnownBlob } from '../archive/knownBlobs.js';
import type { HackFile } from '../formats/hackFile.js';
import type { BlobClaims, OpenedBlob } from '../formats/openedBlob.js';

/** A hack's JSON with its blob, if there is one. */
export interface OpenedHack extends HackFile {
  readonly blob: ImportableHack['blob'];
}

export interface OpenHackBlobDeps {
  /** A blob's file, or its copy in the archive; null when there is neither. */
  readonly readBlob: (name: string) => ObservableInput<Buffer | null>;
  /** Opens a blob and checks it against what is claimed of it. */
  readonly open: (file: Buffer, claims: BlobClaims) => ObservableInput<OpenedBlob>;
  /** The archive's own blob of a patch with a given result. */
  readonly knownBlob: (patSha224: string, resultSha224: string) => KnownBlob | null;
}

type Named = Pick<ImportableBlob['names'], 'patchblob1_name' | 'patchblob1_key'>;

/**
 * Opens the blob that a hack's JSON names and checks it against the JSON. If the blob is missing, the archive's own blob of
 * the same patch and result takes its place, if there is one.
 *
 * ```
 * hacks        --h------------|
 * readBlob(h)    --f|
 * open(f)          --b|
 *              ------H--------|
 * ```
 *
 * - A blob that is a different file, does not decode, or holds another patch fails with a BlobError.
 * - One blob at a time.
 */
export function openHackBlob(deps: OpenHackBlobDeps): OperatorFunction<HackFile, OpenedHack> {
  const known = ({ words }: HackFile): ImportableHack['blob'] => {
    const { pat_sha224: patSha224, result_sha224: result } = words;
    const found = patSha224 === null || result === null ? null : deps.knownBlob(patSha224, result);
    return found === null || patSha224 === null ? null : { known: found, patSha224 };
  };
  const blobOf = (hack: HackFile): Observable<ImportableHack['blob']> => {
    const { patchblob1_name, patchblob1_key } = hack.words;
    if (patchblob1_name === null || patchblob1_key === null) return of(known(hack));
    return defer(() => deps.readBlob(patchblob1_name)).pipe(
      mergeMap((file) =>
        file === null
          ? of(known(hack))
          : from(deps.open(file, hack.words)).pipe(
              map((blob) => importable(blob, hack, { patchblob1_name, patchblob1_key })),
            ),
      ),
    );
  };
  return mergeMap((hack) => blobOf(hack).pipe(map((blob) => ({ ...hack, blob }))), 1);
}

function importable(blob: OpenedBlob, { words, patchFilename }: HackFile, named: Named): ImportableBlob {
  const { result_sha1, result_sha224, result_shake1, romblob_name, romblob_salt } = words;
  return {
    ...blob,
    names: { ...named, patchblob1_sha224: blob.hashes.file_hash_sha224, romblob_name, romblob_salt },
    result: { result_sha1, result_sha224, result_shake1 },
    patchFilename,
  };
}
