import { type LineAbove, type Parted, partedAt, trailOf } from './lostLines.js';
import type { Size } from './size.js';

/** The last lines of a terminal, which are drawn again and again; what is above them stays. */
export interface LiveFrame {
  /**
   * Draws anew.
   *
   * @param frame - no higher than the terminal; empty takes it away
   * @param above - lines that stay, above it
   */
  readonly draw: (frame: readonly string[], above: readonly string[]) => void;
}

/** A terminal as it is when it is asked. */
export interface TerminalNow extends Size {
  /** The row that the cursor is in, below what was drawn; the uppermost is 0. */
  readonly cursorRow: number;
}

const ERASE_LINE = '\u001b[2K';
const UP = '\u001b[1A';

/**
 * Knows what is on the terminal, so as to take it away however it has been resized since: a narrower terminal has broken
 * lines, so that a frame covers more rows than were drawn; a lower one has scrolled the first of them out of reach, and
 * shows them again when it is made larger.
 *
 * @param write - to the terminal
 */
export function liveFrame(write: (text: string) => void, now: () => TerminalNow): LiveFrame {
  let drawn: readonly string[] = [];
  /** From the first line that was out of reach to the frame. */
  let trail: readonly LineAbove[] = [];
  let before = now();

  /** What is to be taken away, as the terminal is now. */
  function found({ columns, rows, cursorRow }: TerminalNow): Parted {
    const resized = columns !== before.columns || rows !== before.rows;
    before = { columns, rows, cursorRow };
    if (!resized) return { lost: trail, inReach: [], rows: drawn.length, gap: false };
    return partedAt(cursorRow, [...trail, ...drawn.map((line) => ({ line, stray: true }))], columns);
  }

  return {
    draw: (frame, above) => {
      const { lost, inReach, rows, gap } = found(now());
      const told = [...inReach.flatMap(({ line, stray }) => (stray ? [] : [line])), ...above];
      trail = trailOf([...lost, ...told.map((line) => ({ line, stray: false }))]);
      drawn = frame;
      // Row by row: some terminals keep a copy of what is erased as a whole.
      const erasing = `\r${ERASE_LINE}${`${UP}${ERASE_LINE}`.repeat(rows)}`;
      write(erasing + [...(gap ? [''] : []), ...told, ...frame].map((line) => `${line}\n`).join(''));
    },
  };
}
