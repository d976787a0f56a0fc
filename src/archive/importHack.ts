import { z } from 'zod';
import { plainId } from '../formats/gameId.js';
import { BlobError } from '../model/errors.js';
import { attachBlob } from './attachBlob.js';
import { backfillBlob } from './backfillBlob.js';
import { type NamedPatch, changedColumns } from './changedColumns.js';
import type { Databases, RowDeps } from './databases.js';
import type { ImportableBlob, ImportableHack, Imported } from './importableHack.js';
import { type NewPatchBlob, insertPatchBlob, insertPatchName } from './insertPatchBlob.js';
import { insertVersion } from './insertVersion.js';
import { type KnownBlob, findBlob } from './knownBlobs.js';
import { isKnown, nullableText } from './nullableText.js';
import { type GameVersion, allVersions } from './versions.js';
import { addParent } from './writeAttachment.js';

/**
 * Writes the rows of an imported hack: a version, unless an existing one says the same, and its blob, unless the archive
 * has one with the same patch and result. A version that lacks its blob or a curator's `legacy_type` gets it. Call within a
 * transaction on both databases.
 *
 * @throws BlobError - the archive has another blob of the same name
 */
export function importHack(on: Databases, hack: ImportableHack, deps: RowDeps): Imported {
  const { rhdata } = on;
  const { record, legacyType } = hack;
  const known = knownBlob(on, hack);
  const named = namedPatch(hack, known);
  const versions = allVersions(rhdata, record.id);
  const after = named ?? { patchblob1Name: null, patSha224: null };
  const same = versions.find((version) => changedColumns(version, record, after) === null);
  if (same === undefined) {
    const before = versions[0] ?? null;
    const changed = before && changedColumns(before, record, after);
    const { gvuuid, version } = insertVersion(
      rhdata,
      { record, patch: named, zip: null, before, changed, legacyType },
      deps,
    );
    writeBlob(on, hack, { known, gvuuid }, deps);
    return { outcome: 'recorded', version, blob: named?.patchblob1Name ?? null, reused: inPlaceOf(hack, known) };
  }
  const wroteBlob = writeBlob(on, hack, { known, gvuuid: same.gvuuid }, deps);
  const wroteWord = giveLegacyType(on, same, legacyType);
  const gotBlob = named !== null && backfillBlob(on, same, named);
  const blob = gotBlob ? named.patchblob1Name : nullableText.parse(same.patchblob1Name);
  return {
    outcome: wroteBlob || wroteWord || gotBlob ? 'completed' : 'unchanged',
    version: same.version,
    blob,
    reused: known?.patchblob1_name === blob ? inPlaceOf(hack, known) : null,
  };
}

/** The archive's own blob of the same patch and result, which takes precedence over the hack's. */
function knownBlob(on: Databases, { blob }: ImportableHack): KnownBlob | null {
  if (blob === null) return null;
  if ('known' in blob) return blob.known;
  const { result_sha224: result } = blob.result;
  return result === null ? null : findBlob(on, blob.digests.sha224, result);
}

function namedPatch({ blob }: ImportableHack, known: KnownBlob | null): NamedPatch | null {
  if (blob === null) return null;
  if ('known' in blob) return { patchblob1Name: blob.known.patchblob1_name, patSha224: blob.patSha224 };
  return { patchblob1Name: (known ?? blob.names).patchblob1_name, patSha224: blob.digests.sha224 };
}

/** The archive's own blob, unless it is the one that the hack came with. */
function inPlaceOf({ blob }: ImportableHack, known: KnownBlob | null): KnownBlob | null {
  const own = blob === null || 'known' in blob ? null : blob.names.patchblob1_name;
  return known?.patchblob1_name === own ? null : known;
}

/** Writes whichever of a blob's rows are missing; returns whether any were. */
function writeBlob(
  on: Databases,
  { record, blob }: ImportableHack,
  { known, gvuuid }: { readonly known: KnownBlob | null; readonly gvuuid: string },
  deps: RowDeps,
): boolean {
  if (known !== null) addParent(on.patchbin, known.patchblob1_name, known.pbuuid, deps.now());
  if (blob === null || 'known' in blob) return false;
  const gameId = plainId(record.id);
  const wroteName = insertPatchName(on.rhdata, gameId, blob.digests.shake128, deps);
  if (known !== null) return wroteName;
  const row = blobRowOf(on, blob);
  const ids = { pbuuid: row?.pbuuid ?? deps.uuid(), gvuuid: row?.gvuuid ?? gvuuid };
  if (row === null) insertPatchBlob(on.rhdata, newRow(blob, { ...ids, gameId }), deps);
  const { names, file, hashes } = blob;
  const attached = attachBlob(on, { ...ids, names, file, hashes }, deps);
  return wroteName || attached;
}

const ownRow = z.object({ pbuuid: z.string(), gvuuid: z.string().nullable(), pat_sha224: nullableText });

/** The row that already has the blob's name, such as one that lost its attachment. */
function blobRowOf({ rhdata }: Databases, { names, digests }: ImportableBlob): z.infer<typeof ownRow> | null {
  const row = rhdata.one(
    ownRow,
    'SELECT pbuuid, gvuuid, pat_sha224 FROM patchblobs WHERE patchblob1_name = ?',
    names.patchblob1_name,
  );
  const sha224 = row?.pat_sha224?.toLowerCase() ?? null;
  if (sha224 === null || sha224 === digests.sha224) return row;
  throw new BlobError(
    `The archive has a different patch under the name ${names.patchblob1_name}; romflow verify says more.`,
  );
}

function newRow(
  { names, digests, kind, result, patchFilename }: ImportableBlob,
  ids: { readonly pbuuid: string; readonly gvuuid: string; readonly gameId: string },
): NewPatchBlob {
  const extension = { patch_filename: patchFilename, patch_type: kind, is_primary: '1', zip_source: null } as const;
  return { ...ids, names, digests, result, extension };
}

function giveLegacyType({ rhdata }: Databases, { gvuuid, legacyType }: GameVersion, said: string | null): boolean {
  if (said === null || isKnown(legacyType)) return false;
  rhdata.run('UPDATE gameversions SET legacy_type = ? WHERE gvuuid = ?', said, gvuuid);
  return true;
}
