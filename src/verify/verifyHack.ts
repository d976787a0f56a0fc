import { type ArchiveFields, readArchiveFields } from '../formats/archiveFields.js';
import { parseGameRecord } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';
import type { GameRecord, JsonObject } from '../model/game.js';
import { type VerifyDeps, readJson } from './verifyDeps.js';

/** A blob by its name, and the patch in it. */
export type SpokenOf = Readonly<Pick<ArchiveFields, 'patchblob1_name' | 'pat_sha224'>>;

/**
 * The record of a hack from its file `hacks/<id>`, for when its row is lost.
 *
 * @param blob - the blob that the file must refer to, by its name or its patch: the name may have changed since
 * @returns null when there is no such file, or it refers to another blob or hack
 */
export async function recordInHack(id: string, blob: SpokenOf, deps: VerifyDeps): Promise<GameRecord | null> {
  const hack = await hackFileOf(id, deps);
  const said = readArchiveFields(hack);
  const same =
    (said.patchblob1_name !== null && said.patchblob1_name === blob.patchblob1_name) ||
    (said.pat_sha224 !== null && said.pat_sha224 === blob.pat_sha224);
  const record = hack !== null && same ? recordOf(withoutWords(hack)) : null;
  return record?.id === id ? record : null;
}

/** `hacks/<id>`; null when there is none, or it is not a JSON object. */
export const hackFileOf = (id: string, { files }: VerifyDeps): Promise<JsonObject | null> =>
  readJson(files, 'hacks', id);

/** Parses a record as the catalog has it; null when it is not one. */
export function recordOf(json: JsonObject | null): GameRecord | null {
  try {
    return json && parseGameRecord(json);
  } catch (error) {
    if (error instanceof RecordError) return null;
    throw error;
  }
}

/** A hack's own record, without what was found out about its patch. */
export function withoutWords(hack: JsonObject): JsonObject {
  const words = new Set(Object.keys(readArchiveFields(hack)));
  return Object.fromEntries(Object.entries(hack).filter(([key]) => !words.has(key)));
}
