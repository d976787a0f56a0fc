import { expect, it } from 'vitest';
import { type TerminalNow, liveFrame } from '../../../src/sinks/terminal/liveFrame.js';

const UP = '\u001b[1A';

/** A frame on a terminal that is resized by assignment; `draw` gives how many rows were erased, and what was written then. */
function drawnOn(first: TerminalNow) {
  const terminal = { now: first };
  const written: string[] = [];
  const frame = liveFrame(
    (text) => written.push(text),
    () => terminal.now,
  );
  const draw = (lines: readonly string[], above: readonly string[] = []) => {
    frame.draw(lines, above);
    const text = written.at(-1) ?? '';
    return { up: text.split(UP).length - 1, lines: text.slice(text.lastIndexOf('\u001b[2K') + 4).split('\n') };
  };
  const resize = (columns: number, rows: number, cursorRow = rows - 1): void => {
    terminal.now = { columns, rows, cursorRow };
  };
  return { draw, resize };
}

const WIDE = { columns: 80, rows: 24, cursorRow: 23 };
const RULE = 'x'.repeat(79);

it('is drawn in the place of the frame before it, below what stays', () => {
  const { draw } = drawnOn(WIDE);
  expect(draw(['a', 'b'], ['told'])).toEqual({ up: 0, lines: ['told', 'a', 'b', ''] });
  expect(draw(['c'])).toEqual({ up: 2, lines: ['c', ''] });
  expect(draw([])).toEqual({ up: 1, lines: [''] });
});

it('takes a row more away for each that a narrower terminal has broken, anywhere in the line', () => {
  const { draw, resize } = drawnOn(WIDE);
  draw([RULE, 'a b '.repeat(12), '夜'.repeat(21), 'short']);
  resize(40, 24);
  expect(draw(['y']).up).toBe(7);
  resize(120, 24);
  expect(draw(['z']).up).toBe(1);
});

it('takes away later what a lower terminal has scrolled out of reach, and writes again what was told since', () => {
  const { draw, resize } = drawnOn(WIDE);
  draw([RULE, 'one', 'two', 'three']);
  resize(40, 4);
  // Two rows of the rule are out of reach.
  expect(draw(['y']).up).toBe(3);
  expect(draw(['y'], ['told'])).toEqual({ up: 1, lines: ['told', 'y', ''] });
  resize(80, 24);
  expect(draw(['z'])).toEqual({ up: 3, lines: ['told', 'z', ''] });
  resize(90, 30);
  expect(draw(['z'])).toEqual({ up: 1, lines: ['z', ''] });
});

it('goes by where the cursor is: a terminal scrolls though there is room below', () => {
  const { draw, resize } = drawnOn(WIDE);
  draw([RULE, 'one']);
  resize(40, 24, 2);
  expect(draw(['y']).up).toBe(2);
  resize(80, 24, 3);
  expect(draw(['z']).up).toBe(2);
});
