import { z } from 'zod';
import { plainId } from '../formats/gameId.js';
import { readGameRecord } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';

/** A game that failed. */
export interface QueueFailure {
  readonly id: string;
  /** The id when the record cannot be parsed. */
  readonly name: string;
  readonly reason: string;
  /** Failed attempts. */
  readonly tries: number;
}

/** Failed attempts: 0 where a row holds anything but a number. */
export const TRIES = 'max(0, CAST(coalesce(retry_count, 0) AS INTEGER))';

/** The columns of `game_fetch_queue` that {@link failureRow} parses. */
export const FAILURE_COLUMNS = `gameid, game_metadata, error_message, ${TRIES} AS tries`;

/** A game that failed, by its row in `game_fetch_queue`. */
export const failureRow = z.object({
  gameid: z.string().transform(plainId),
  game_metadata: z.string().nullable(),
  error_message: z.string().nullable(),
  tries: z.number(),
});

export function failureOf({
  gameid: id,
  game_metadata,
  error_message,
  tries,
}: z.infer<typeof failureRow>): QueueFailure {
  const record = readGameRecord(game_metadata);
  const name = record instanceof RecordError ? id : record.name;
  return { id, name, reason: error_message ?? 'no reason was recorded', tries };
}
