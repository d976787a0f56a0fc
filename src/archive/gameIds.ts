import { plainId } from '../formats/gameId.js';

/** Both ways in which a game's id may stand in a column, the right one first. */
export function spellings(id: string): readonly [string, string] {
  const plain = plainId(id);
  return [plain, `${plain}.0`];
}
