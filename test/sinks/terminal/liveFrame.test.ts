import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { liveFrame } from '../../../src/sinks/terminal/liveFrame.js';
import type { Size } from '../../../src/sinks/terminal/size.js';

const UP = '\u001b[1A';
const BELOW = '\u001b[J';
const ABOVE = `${UP}\u001b[2K`;
/** Between these, lines are cut off rather than wrapped. */
const CUT = /\u001b\[\?7l([^]*)\u001b\[\?7h/;

/** A frame on a terminal that is resized by assignment; `draw` returns what was done to the terminal. */
function drawnOn(first: Size) {
  const terminal = { size: first };
  const written: string[] = [];
  const frame = liveFrame(
    (text) => written.push(text),
    () => terminal.size,
  );
  const draw = (lines: readonly string[], above: readonly string[] = []) => {
    frame.draw(lines, above);
    const text = written.at(-1) ?? '';
    return {
      below: text.includes(BELOW),
      above: text.split(ABOVE).length - 1,
      lines: stripVTControlCharacters(text).replaceAll('\r', '').split('\n'),
      up: text.split(UP).length - text.split(ABOVE).length,
      text,
    };
  };
  const resize = (columns: number, rows: number): void => {
    terminal.size = { columns, rows };
  };
  return { draw, resize };
}

const WIDE = { columns: 80, rows: 24 };
const RULE = '─'.repeat(79);

it('is drawn in place of the previous frame, below what stays, and the cursor returns to where it begins', () => {
  const { draw } = drawnOn(WIDE);
  expect(draw(['a', 'b'], ['told'])).toMatchObject({ below: true, above: 0, lines: ['told', 'a', 'b'], up: 1 });
  expect(draw(['c'])).toMatchObject({ below: true, above: 0, lines: ['c'], up: 0 });
  expect(draw([], ['told'])).toMatchObject({ below: true, above: 0, lines: ['told', ''], up: 0 });
});

it('erases nothing when it has drawn nothing', () => {
  const { draw } = drawnOn(WIDE);
  draw(['a'], []);
  draw([], []);
  expect(draw([], ['told']).text).toBe('told\n');
});

it('has its lines cut off by a terminal narrower than last reported, while those that stay are wrapped', () => {
  const { text } = drawnOn(WIDE).draw([RULE, 'a'], ['told']);
  expect(CUT.exec(text)?.[1]).toBe(`${RULE}\na`);
});

it('erases everything below where it begins, whatever a terminal has made of it', () => {
  const { draw, resize } = drawnOn(WIDE);
  draw([RULE, RULE, 'a'], ['told', 'told']);
  resize(40, 10);
  expect(draw(['y'])).toMatchObject({ below: true, above: 0, lines: ['y'] });
  resize(120, 50);
  expect(draw(['z'])).toMatchObject({ below: true, above: 0, lines: ['z'] });
});

it('redraws the lines above when a terminal that has scrolled part of them away is enlarged', () => {
  const { draw, resize } = drawnOn(WIDE);
  draw([RULE, RULE, 'a'], ['first', 'second']);
  resize(40, 4);
  // It needs five rows, and there are four.
  expect(draw(['y'], ['third'])).toMatchObject({ above: 0, lines: ['third', 'y'] });
  resize(80, 24);
  expect(draw(['z'], ['fourth'])).toMatchObject({ above: 4, lines: ['first', 'second', 'third', 'fourth', 'z'] });
  resize(80, 4);
  expect(draw(['z']).above).toBe(0);
  resize(81, 4);
  expect(draw(['z'], ['fifth'])).toMatchObject({ above: 4, lines: ['second', 'third', 'fourth', 'fifth', 'z'] });
});

it('does not rely on a terminal to use the empty rows below', () => {
  const { draw, resize } = drawnOn(WIDE);
  draw([RULE, 'a'], ['told']);
  resize(20, 24);
  // The rule takes three more rows, and only one of them has room above.
  draw(['y']);
  resize(80, 24);
  expect(draw(['z'])).toMatchObject({ above: 3, lines: ['told', 'z'] });
});
