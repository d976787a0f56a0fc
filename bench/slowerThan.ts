import type { BenchRow } from './record.js';

/** A row that has regressed. */
export interface Slower {
  readonly row: BenchRow;
  /** Its ratio in the earlier run. */
  readonly before: number;
}

/** Fraction by which a ratio may rise before it is reported. */
const TOLERANCE = 0.15;

const nameOf = ({ section, what, ours, against }: BenchRow): string => JSON.stringify([section, what, ours, against]);

/**
 * The rows that are worse than in an earlier run by more than 15 %. Compares ratios, not times, because machines differ.
 * Ignores rows that only one of the runs has.
 */
export function slowerThan(earlier: readonly BenchRow[], now: readonly BenchRow[]): readonly Slower[] {
  const ratios = new Map(earlier.map((row) => [nameOf(row), row.ratio]));
  return now.flatMap((row) => {
    const before = ratios.get(nameOf(row));
    return before !== undefined && row.ratio > before * (1 + TOLERANCE) ? [{ row, before }] : [];
  });
}
