import { z } from 'zod';
import type { JsonObject } from '../model/game.js';
import { foldNumber } from './canonicalValue.js';

/** The counts kept for a hack, which say nothing about the hack itself; null is unknown. */
export interface GameStats {
  readonly downloads: string | null;
  /** 0 to 5; 0 or null where nobody has rated it. */
  readonly rating: string | null;
}

const number = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((text) => foldNumber(text ?? null))
  .catch(null);
const counted = z.object({ downloads: number, rating: number });

/** The counts in a record, as decimal text. */
export function gameStats(raw: JsonObject): GameStats {
  return counted.parse(raw);
}

/** Whether the counts have changed. A count that is unknown now has not. */
export function statsDiffer(before: GameStats, after: GameStats): boolean {
  return (
    (after.downloads !== null && after.downloads !== before.downloads) ||
    (after.rating !== null && after.rating !== before.rating)
  );
}
