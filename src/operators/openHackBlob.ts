import { type Observable, type ObservableInput, type OperatorFunction, defer, from, map, mergeMap, of } from 'rxjs';
import type { ImportableBlob, ImportableHack } from '../archive/importableHack.js';
import type { KnownBlob } from '../archive/knownBlobs.js';
import type { HackFile } from '../formats/hackFile.js';
import { openClaimed } from '../formats/openedBlob.js';

/** A hack's JSON with its blob, if that is there. */
export interface OpenedHack extends HackFile {
  readonly blob: ImportableHack['blob'];
}

export interface OpenHackBlobDeps {
  /** The file of a blob, or the copy of it in the archive; null when there is neither. */
  readonly readBlob: (name: string) => ObservableInput<Buffer | null>;
  /** The archive's own blob of a patch with a certain result. */
  readonly knownBlob: (patSha224: string, resultSha224: string) => KnownBlob | null;
}

/**
 * Opens the blob that a hack's JSON names, and holds it against the JSON. Where it is not there, the archive's own blob of
 * the same patch and result takes its place, if there is one.
 *
 * ```
 * hacks        --h------------|
 * readBlob(h)    --f|
 *              ------H--------|     (opened)
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
    const { patchblob1_name: name, patchblob1_key: key } = hack.words;
    if (name === null || key === null) return of(known(hack));
    return defer(() => from(deps.readBlob(name))).pipe(
      mergeMap((file) => (file === null ? of(known(hack)) : from(opened(file, hack, { name, key })))),
    );
  };
  return mergeMap((hack) => blobOf(hack).pipe(map((blob) => ({ ...hack, blob }))), 1);
}

async function opened(
  file: Buffer,
  { words, patchFilename }: HackFile,
  { name, key }: { readonly name: string; readonly key: string },
): Promise<ImportableBlob> {
  const blob = await openClaimed(file, words);
  const { result_sha1, result_sha224, result_shake1, romblob_name, romblob_salt } = words;
  return {
    ...blob,
    names: {
      patchblob1_name: name,
      patchblob1_key: key,
      patchblob1_sha224: blob.hashes.file_hash_sha224,
      romblob_name,
      romblob_salt,
    },
    result: { result_sha1, result_sha224, result_shake1 },
    patchFilename,
  };
}
