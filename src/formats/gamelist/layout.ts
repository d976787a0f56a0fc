import type { XmlElement } from '../xml.js';

/** Whitespace before the parts of an entry: a line break with indentation, a space, or nothing. */
export interface EntryLayout {
  /** Before `<game>`. */
  readonly entry: string;
  /** Before each field. */
  readonly field: string;
  /** Before `</game>`. */
  readonly close: string;
}

/** Where the whitespace that ends at an offset begins. */
export function spaceStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && ' \t\r\n'.includes(text.charAt(start - 1))) start -= 1;
  return start;
}

/** The whitespace before an offset, from the last line break in it on. */
function leadBefore(text: string, at: number): string {
  const space = text.slice(spaceStart(text, at), at);
  return /(?:\r\n?|\n)[ \t]*$/.exec(space)?.[0] ?? space;
}

/** Whether whitespace puts what follows on a line of its own. */
export function breaksLine(lead: string): boolean {
  return /[\r\n]/.test(lead);
}

/**
 * The whitespace that an element puts before its children: that of the first one on a line of its own, else that of the
 * last one; null if it has none.
 */
export function childLead(text: string, element: XmlElement): string | null {
  let lead: string | null = null;
  for (const { start } of element.children) {
    lead = leadBefore(text, start);
    if (breaksLine(lead)) break;
  }
  return lead;
}

/** The line ending that a text uses. */
export function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The layout of a new entry in a list: that of the first existing one, else with tabs, as ES-DE does. */
export function entryLayout(text: string, list: XmlElement): EntryLayout {
  const entry = childLead(text, list) ?? `${lineEnd(text)}\t`;
  const sample = list.children.find(({ name, children }) => name === 'game' && children.length > 0);
  if (sample !== undefined) {
    return { entry, field: childLead(text, sample) ?? '', close: leadBefore(text, sample.contentEnd) };
  }
  const indentation = entry.replaceAll(/[\r\n]/g, '');
  return { entry, field: breaksLine(entry) ? entry + (indentation || '\t') : entry, close: entry };
}
