import type { BlobNames } from '../model/blob.js';
import type { GameRecord, JsonObject } from '../model/game.js';
import type { AppliedPatch, PatchLocation } from '../model/patch.js';
import { knownArchiveFields } from './archiveFields.js';

/** The names of a patch's blobs, as far as known: old rows lack the ROM blob's. */
export type KnownNames = Readonly<Record<keyof BlobNames, string | null>>;

/**
 * `hacks/<id>`: what is known about a hack, and the names under which its primary patch is stored.
 *
 * @param names - of the primary patch's blobs
 */
export function hackJson(record: GameRecord, primary: AppliedPatch, at: PatchLocation, names: KnownNames): JsonObject {
  return { ...record.normalized, ...patchWords(primary, at, names) };
}

/** `pat_meta/<pat_shake_128>` and `rom_meta/<result_shake1>`: lead from a patch or a ROM to its hack and its other names. */
export function patchJson(id: string, patch: AppliedPatch, at: PatchLocation, names: KnownNames): JsonObject {
  return { id, patch_filename: patch.path, ...patchWords(patch, at, names) };
}

/** A hack's JSON with another blob of the same patch; whatever is unknown about that blob is left out. */
export function withBlob(json: JsonObject, names: KnownNames): JsonObject {
  const { patchblob1_name, patchblob1_key, patchblob1_sha224, romblob_salt, romblob_name } = names;
  const words = { patchblob1_name, patchblob1_key, patchblob1_sha224, romblob_salt, romblob_name };
  const all = Object.entries({ ...json, ...words });
  return Object.fromEntries(all.filter(([name, value]) => value !== null || !Object.hasOwn(words, name)));
}

/** The fields that all of these files share; unknown ones are left out. */
function patchWords({ digests, outcome }: AppliedPatch, at: PatchLocation, names: KnownNames): JsonObject {
  return knownArchiveFields({
    patch: at.patch,
    pat_sha224: digests.sha224,
    pat_sha1: digests.sha1,
    pat_shake_128: digests.shake128,
    result_sha224: outcome.rom.sha224,
    result_sha1: outcome.rom.sha1,
    result_shake1: outcome.rom.shake128,
    rom: at.rom,
    patchblob1_name: names.patchblob1_name,
    patchblob1_key: names.patchblob1_key,
    patchblob1_sha224: names.patchblob1_sha224,
    romblob_salt: names.romblob_salt,
    romblob_name: names.romblob_name,
  });
}
