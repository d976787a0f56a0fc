import type { XmlElement } from '../xml.js';
import { FIELD_ORDER } from './entryFields.js';
import { fieldXml } from './entryXml.js';
import type { FieldChanges } from './fieldChanges.js';
import { clearField, fillField } from './fieldSplices.js';
import { breaksLine, childLead } from './layout.js';
import type { GamelistEntry } from './parseGamelist.js';
import type { Splice } from './splice.js';

/** The edits to a gamelist's text that bring an entry up to date; none if it already is. */
export function entrySplices(
  text: string,
  { element }: GamelistEntry,
  { set, clear }: FieldChanges,
): readonly Splice[] {
  const splices: Splice[] = [];
  const staying = new Map<string, XmlElement>();
  for (const child of element.children) {
    const { name } = child;
    const value = staying.has(name) ? undefined : set.get(name);
    if (value === undefined && clear.has(name)) {
      splices.push(...clearField(text, child));
      continue;
    }
    staying.set(name, child);
    if (value !== undefined) splices.push(...fillField(text, child, value));
  }
  const lead = childLead(text, element) ?? '';
  for (const [name, value] of set) {
    if (staying.has(name)) continue;
    const anchor = fieldBefore(name, staying);
    const at = breaksLine(lead) ? behindComments(text, anchor.end) : anchor.end;
    splices.push({ start: at, end: at, text: fieldXml(name, value, lead) });
  }
  return splices;
}

/** The field after which a new one is inserted: the last existing one that precedes it in field order, else the path. */
function fieldBefore(name: string, staying: ReadonlyMap<string, XmlElement>): XmlElement {
  const earlier = FIELD_ORDER.slice(
    0,
    FIELD_ORDER.findIndex((field) => field === name),
  );
  for (const field of ['path', ...earlier].toReversed()) {
    const element = staying.get(field);
    if (element !== undefined) return element;
  }
  throw new RangeError(`An entry without a path cannot take the field ${name}.`);
}

/** The offset after the comments that end the line, since they are about what they follow; else the offset itself. */
function behindComments(text: string, at: number): number {
  for (let end = at; ;) {
    let next = end;
    while (/[ \t]/.test(text.charAt(next))) next += 1;
    if (!text.startsWith('<!--', next)) return breaksLine(text.charAt(next)) ? end : at;
    end = text.indexOf('-->', next) + '-->'.length;
  }
}
