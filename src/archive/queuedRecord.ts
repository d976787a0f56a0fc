import { parseGameRecord } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';
import type { GameRecord } from '../model/game.js';

/** The record that waits in a row of the queue, or what is wrong with it. */
export function readQueuedRecord(json: string | null): GameRecord | RecordError {
  try {
    return parseGameRecord(JSON.parse(json ?? 'null'));
  } catch (error) {
    if (error instanceof RecordError) return error;
    if (error instanceof SyntaxError) return new RecordError('It is not JSON; it is skipped.');
    throw error;
  }
}
