import { type Observable, type ObservableInput, type OperatorFunction, defer, from, map, mergeMap, of } from 'rxjs';
import type { ImportableBlob, ImportableHack } from '../archive/importableHack.js';
import type { KnownBlob } from '../archive/knownBlobs.js';
import type { HackFile } from '../formats/hackFile.js';
import type { BlobClaims, OpenedBlob } from '../formats/openedBlob.js';

/** A hack's JSON with its blob, if that is there. */
export interface OpenedHack extends HackFile {
  readonly blob: ImportableHack['blob'];
}

export interface OpenHackBlobDeps {
  /** The file of a blob, or the copy of it in the archive; null when there is neither. */
  readonly readBlob: (name: string) => ObservableInput<Buffer | null>;
  /** Opens a blob and holds it against what is claimed of it. */
  readonly open: (file: Buffer, claims: BlobClaims) => ObservableInput<OpenedBlob>;
  /** The archive's own blob of a patch with a certain result. */
  readonly knownBlob: (patSha224: string, resultSha224: string) => KnownBlob | null;
}

type Named = Pick<ImportableBlob['names'], 'patchblob1_name' | 'patchblob1_key'>;

/**
 * Opens the blob that a hack's JSON names, and holds it against the JSON. Where it is not there, the archive's own blob of
 * the same patch and result takes its place, if there is one.
 *
 * ```
 * hacks        --h------------|
 * readBlob(h)    --f|
 * open(f)          --b|
 *              ------H--------|
 * ```
 *
 * One blob at a time. A blob that is another file, does not decode, or holds another patch is a BlobError.
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
