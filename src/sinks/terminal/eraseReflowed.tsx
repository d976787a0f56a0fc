import { stripVTControlCharacters } from 'node:util';
import { Text, renderToString } from 'ink';

/**
 * Takes away what a narrower terminal has made of a frame: its lines were broken, so it covers more rows than were drawn. Ink
 * erases as many as it has drawn; this erases the others, from the bottom.
 *
 * @param frame - as it was drawn
 * @returns what is to be written before the next frame; empty where it is no narrower
 */
export function eraseReflowed(frame: string, columns: number, nowColumns: number): string {
  if (nowColumns >= columns || nowColumns < 1) return '';
  // A terminal breaks lines anywhere, Ink at spaces; so there must be none.
  const solid = stripVTControlCharacters(frame).replace(/[ \t]/g, 'x');
  const broken = renderToString(<Text>{solid}</Text>, { columns: nowColumns });
  const more = broken.split('\n').length - solid.split('\n').length;
  return more <= 0 ? '' : `${ERASE_LINE}${`${UP}${ERASE_LINE}`.repeat(more)}\r`;
}

const ERASE_LINE = '\u001b[2K';
const UP = '\u001b[1A';
