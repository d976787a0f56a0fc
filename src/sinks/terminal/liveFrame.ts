import type { Size } from './size.js';
import { wrapLines } from './wrapLines.js';

/** The last lines of a terminal, which are redrawn again and again; what is above them stays. */
export interface LiveFrame {
  /**
   * Redraws the frame.
   *
   * @param frame - no higher than the terminal; empty removes it
   * @param above - lines to print above it, for good
   */
  readonly draw: (frame: readonly string[], above: readonly string[]) => void;
}

const UP = '\u001b[1A';
const ERASE_LINE = '\u001b[2K';
/** Not from the very first cell: some terminals keep a copy of a screen that is erased as a whole. */
const ERASE_BELOW = `\r${ERASE_LINE}\u001b[1C\u001b[J\r`;
/** A terminal that is narrower than it has reported yet truncates lines: wrapped, they would scroll more than is known. */
const CUT = '\u001b[?7l';
const BREAK = '\u001b[?7h';
/** More lines than a terminal has rows. */
const MAX_LINES = 500;

/**
 * The cursor rests where the frame begins, not below it: a terminal that rewraps lines when it is resized moves the cursor
 * along, so that everything below it is the frame, however many rows that has become.
 *
 * Only when it has no room for those rows does a terminal scroll the beginning away, and it shows it again when it is made
 * larger. Then the lines above are redrawn, too. What a terminal scrolls away at a size that it has not reported stays: no
 * terminal can be asked what it shows, and erasing more than is known would cost other programs' lines.
 *
 * @param write - to the terminal
 * @param size - returns the terminal's current size
 */
export function liveFrame(write: (text: string) => void, size: () => Size): LiveFrame {
  let drawn: readonly string[] = [];
  let before = size();
  /** The frame begins in this row or further down; the top row is 0. */
  let row = 0;
  /** Rows of frames that may have been scrolled away. */
  let lost: readonly string[] = [];
  let stayed: readonly string[] = [];

  const rowsOf = (lines: readonly string[]): readonly string[] => wrapLines(lines, before.columns);

  /** @returns how many rows above the frame are to be redrawn */
  function resized(): number {
    const { columns, rows } = before;
    before = size();
    const isLarger = before.columns > columns || before.rows > rows;
    if (drawn.length === 0 || (!isLarger && before.columns === columns && before.rows === rows)) return 0;
    const covered = rowsOf(drawn);
    const more = Math.max(0, covered.length - drawn.length);
    // Some terminals scroll even if there are empty rows below.
    const top = Math.min(row, stayed.length, before.rows - 1) - more;
    row = Math.max(0, top);
    lost = [...lost, ...covered.slice(0, Math.max(0, -top, covered.length - before.rows))].slice(-MAX_LINES);
    if (!isLarger || lost.length === 0) return 0;
    return Math.min(rowsOf([...stayed.slice(-before.rows), ...lost]).length, before.rows);
  }

  return {
    draw: (frame, above) => {
      const anew = resized();
      const erasing = drawn.length + frame.length === 0 ? '' : `${ERASE_BELOW}${`${UP}${ERASE_LINE}`.repeat(anew)}`;
      stayed = [...stayed, ...above].slice(-MAX_LINES);
      // As many as may have been in sight: one too many is seen twice, one too few never again.
      const told = anew === 0 ? above : stayed.slice(-before.rows);
      row = Math.max(0, Math.min(Math.max(0, row - anew) + told.length, before.rows - frame.length));
      drawn = frame;
      write(`${erasing}${told.map((line) => `${line}\n`).join('')}${frame.length === 0 ? '' : inPlace(frame)}`);
    },
  };
}

const inPlace = (frame: readonly string[]): string =>
  `${CUT}${frame.join('\n')}${BREAK}\r${UP.repeat(frame.length - 1)}`;
