import type { MergeStrategy, ScrapedEntry } from '../../model/gamelist.js';
import type { GamelistEntry } from './parseGamelist.js';
import type { Splice } from './splice.js';
import { escapeAttribute, writableText } from './xmlText.js';

const ATTRIBUTE = /\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g;

/**
 * Updates the id of an entry that has become another game, unless its edits are to be preserved. An id with another
 * source, or with none, is the user's own and is left alone.
 */
export function idSplices(
  text: string,
  { attributes, element }: GamelistEntry,
  { id, source }: ScrapedEntry,
  strategy: MergeStrategy,
): readonly Splice[] {
  if (strategy === 'preserve_user_edits' || id === null || attributes.source !== source) return [];
  if (attributes.id === writableText(id)) return [];
  const tag = text.slice(element.start, element.contentStart);
  return [...tag.matchAll(ATTRIBUTE)].flatMap(({ 0: whole, 1: name, 2: quoted = '', index }) => {
    const end = element.start + index + whole.length;
    const value = `"${escapeAttribute(writableText(id))}"`;
    return name === 'id' ? [{ start: end - quoted.length, end, text: value }] : [];
  });
}
