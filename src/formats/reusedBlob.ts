import type { JsonObject } from '../model/game.js';
import type { KnownNames } from './metaFiles.js';

/** A hack's JSON with another blob of the same patch; what is not known of that one is left out. */
export function withBlob(json: JsonObject, names: KnownNames): JsonObject {
  const { patchblob1_name, patchblob1_key, patchblob1_sha224, romblob_salt, romblob_name } = names;
  const words = { patchblob1_name, patchblob1_key, patchblob1_sha224, romblob_salt, romblob_name };
  const all = Object.entries({ ...json, ...words });
  return Object.fromEntries(all.filter(([name, value]) => value !== null || !Object.hasOwn(words, name)));
}
