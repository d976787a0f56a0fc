import { breaksLine, lineEnd, spaceStart } from './layout.js';
import type { Gamelist } from './parseGamelist.js';
import type { Splice } from './splice.js';

/**
 * Appends new entries to the list, before the whitespace that leads to `</gameList>`; an empty `<gameList/>` is
 * expanded.
 *
 * @param entries - each with its leading whitespace
 */
export function addEntries({ text, root }: Gamelist, entries: readonly string[]): Splice {
  const added = entries.join('');
  if (root.contentEnd === root.end) {
    const slash = spaceStart(text, root.end - '/>'.length);
    return { start: slash, end: root.end, text: `>${added}${lineEnd(text)}</gameList>` };
  }
  const at = spaceStart(text, root.contentEnd);
  const closing = root.children.length > 0 || breaksLine(text.slice(at, root.contentEnd)) ? '' : lineEnd(text);
  return { start: at, end: at, text: added + closing };
}
