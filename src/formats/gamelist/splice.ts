/** A range of a text and its replacement; offsets count UTF-16 code units. */
export interface Splice {
  readonly start: number;
  /** Equal to `start` for an insertion. */
  readonly end: number;
  readonly text: string;
}

/**
 * The text with all splices applied; everything between them is unchanged.
 *
 * @param splices - in any order, not overlapping; insertions at the same offset keep their order
 */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const splice of splices.toSorted((one, other) => one.start - other.start || one.end - other.end)) {
    if (splice.start < at) throw new RangeError(`Two splices overlap at ${splice.start}.`);
    pieces.push(text.slice(at, splice.start), splice.text);
    at = splice.end;
  }
  return [...pieces, text.slice(at)].join('');
}
