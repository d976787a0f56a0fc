/** A count with its noun: `1 file`, `2 files`, `3 copies`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
