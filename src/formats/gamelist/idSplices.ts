import type { MergeStrategy, ScrapedEntry } from '../../model/gamelist.js';
import type { GamelistEntry } from './parseGamelist.js';
import type { Splice } from './splice.js';
import { escapeAttribute, writableText } from './xmlText.js';

const ATTRIBUTE = /\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g;

/**
 * Gives an entry the id of the game that it has become, where its edits are not to be preserved. An id of another source is
 * the user's own, and so is one without: nothing to do.
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
