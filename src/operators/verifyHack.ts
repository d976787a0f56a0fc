import { parseJsonObject, readWords } from '../formats/archiveWords.js';
import { parseGameRecord } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';
import type { GameRecord, JsonObject } from '../model/game.js';
import { type VerifyDeps, readIfSound } from './verifyDeps.js';

/**
 * The record of a hack out of its file `hacks/<id>`, where its row is lost.
 *
 * @param blob - the blob of which the file must speak
 * @returns null when there is no such file, or it speaks of another blob
 */
export async function recordInHack(id: string, blob: string, { files }: VerifyDeps): Promise<GameRecord | null> {
  const hack = parseJsonObject((await readIfSound(files, 'hacks', id))?.toString('utf8') ?? '');
  return hack === null || readWords(hack).patchblob1_name !== blob ? null : recordOf(withoutWords(hack));
}

/** A record as the catalog has it; null when it is none. */
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
  const words = new Set(Object.keys(readWords(hack)));
  return Object.fromEntries(Object.entries(hack).filter(([key]) => !words.has(key)));
}
