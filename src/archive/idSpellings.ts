import { plainId } from '../formats/gameId.js';

/** Both ways in which a game's id may be stored, the right one first. */
export function idSpellings(id: string): readonly [string, string] {
  const plain = plainId(id);
  return [plain, `${plain}.0`];
}

/** A hash as romflow writes it, and as some older tools do; for an `IN` that an index can answer. */
export const hexSpellings = (hex: string): readonly [lower: string, upper: string] => [
  hex.toLowerCase(),
  hex.toUpperCase(),
];
