import { brokenLine } from './brokenLine.js';

/** A line above what is drawn. */
export interface LineAbove {
  readonly line: string;
  /** It was drawn and could not be taken away; any other line is to stay. */
  readonly stray: boolean;
  /** Empty, after a line of which only the beginning is left: a wider terminal joins them, where that does not fill rows. */
  readonly after?: { readonly cells: number; readonly columns: number };
}

/** More lines than a terminal has rows; what is further up is not seen again by making it larger. */
const MOST_LINES = 500;

/** The rows that a line takes. */
function rowsOf({ line, after }: LineAbove, columns: number): readonly string[] {
  const joined = after !== undefined && columns > after.columns && after.cells % columns !== 0;
  return joined ? [] : brokenLine(line, columns);
}

/** Lines parted where a terminal begins. */
export interface Parted {
  /** Out of reach. */
  readonly lost: readonly LineAbove[];
  readonly inReach: readonly LineAbove[];
  /** Rows that are in reach. */
  readonly rows: number;
  /** The last of those that are lost is an empty line, which is to be written. */
  readonly gap: boolean;
}

/**
 * Parts lines of which so many rows are within a terminal. Of a stray line a part may be taken away; one that is to stay is
 * left alone when it is not there as a whole.
 */
export function partedAt(rows: number, lines: readonly LineAbove[], columns: number): Parted {
  let left = Math.max(0, rows);
  for (const [index, above] of [...lines.entries()].toReversed()) {
    const broken = rowsOf(above, columns);
    if (broken.length <= left) {
      left -= broken.length;
      continue;
    }
    const inReach = lines.slice(index + 1);
    const taken = Math.max(0, rows) - left;
    if (!above.stray || left === 0) return { lost: lines.slice(0, index + 1), inReach, rows: taken, gap: false };
    // What stands below the beginning of a broken line becomes its end when the terminal is made wider: so nothing must.
    const begun = broken.slice(0, broken.length - left);
    const beginning = { line: begun.join(''), stray: true };
    const empty = { line: '', stray: true, after: { cells: begun.length * columns, columns } };
    return { lost: [...lines.slice(0, index), beginning, empty], inReach, rows: taken + left, gap: true };
  }
  return { lost: [], inReach: lines, rows: Math.max(0, rows) - left, gap: false };
}

/** What is to be remembered of these lines: nothing before the first stray one, for that need not be touched again. */
export function trailOf(lines: readonly LineAbove[]): readonly LineAbove[] {
  const late = lines.slice(-MOST_LINES);
  const first = late.findIndex(({ stray }) => stray);
  return first === -1 ? [] : late.slice(first);
}
