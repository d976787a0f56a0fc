import { stripVTControlCharacters } from 'node:util';
import { Text, renderToString } from 'ink';

/**
 * The rows into which a terminal breaks lines that are wider than itself: it breaks them anywhere, between any two
 * characters.
 *
 * @returns rows of the right width, but not of the right text
 */
export function wrapLines(lines: readonly string[], columns: number): readonly string[] {
  if (lines.length === 0) return [];
  // Ink breaks lines at spaces, so there must be none.
  const solid = stripVTControlCharacters(lines.join('\n')).replace(/[ \t]/g, 'x');
  return renderToString(<Text>{solid}</Text>, { columns: Math.max(1, columns) }).split('\n');
}
