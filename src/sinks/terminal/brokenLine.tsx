import { stripVTControlCharacters } from 'node:util';
import { Text, renderToString } from 'ink';

/**
 * The rows that a terminal makes of a line that is wider than itself: it breaks lines anywhere, between any two characters.
 *
 * @returns how wide each row is, not what stands there
 */
export function brokenLine(line: string, columns: number): readonly string[] {
  // Ink breaks lines at spaces; so there must be none.
  const solid = stripVTControlCharacters(line).replace(/[ \t]/g, 'x');
  return renderToString(<Text>{solid}</Text>, { columns: Math.max(1, columns) }).split('\n');
}
