/**
 * Appends an item to a list, dropping the oldest ones to keep at most `most`.
 *
 * @param most - at least 1
 */
export function latest<T>(list: readonly T[], item: T, most: number): T[] {
  return [...list, item].slice(-most);
}
