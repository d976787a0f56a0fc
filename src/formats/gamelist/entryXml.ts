import type { ScrapedEntry } from '../../model/gamelist.js';
import type { EntryLayout } from './layout.js';
import { escapeAttribute, escapeText, writableText } from './xmlText.js';

/** A field, with its leading whitespace. */
export function fieldXml(name: string, text: string, lead: string): string {
  return `${lead}<${name}>${escapeText(text)}</${name}>`;
}

/**
 * A new entry, with its leading whitespace.
 *
 * @param fields - other than the path, in order
 */
export function entryXml(
  { path, id, source }: ScrapedEntry,
  fields: ReadonlyMap<string, string>,
  layout: EntryLayout,
): string {
  const attribute = (name: string, value: string): string => ` ${name}="${escapeAttribute(writableText(value))}"`;
  const attributes = (id === null ? '' : attribute('id', id)) + attribute('source', source);
  const lines = [['path', path] as const, ...fields].map(([name, text]) => fieldXml(name, text, layout.field));
  return `${layout.entry}<game${attributes}>${lines.join('')}${layout.close}</game>`;
}
