/**
 * A list with one more at its end and, at most, so many in all: the oldest make room.
 *
 * @param most - at least 1
 */
export function latest<T>(list: readonly T[], item: T, most: number): T[] {
  return [...list, item].slice(-most);
}
