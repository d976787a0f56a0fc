/** A game id without the `.0` that it got where it was once stored as a number. */
export function plainId(id: string): string {
  return id.replace(/\.0$/, '');
}

/** Both ways in which a game's id may stand in a column, the right one first. */
export function spellings(id: string): readonly [string, string] {
  const plain = plainId(id);
  return [plain, `${plain}.0`];
}
