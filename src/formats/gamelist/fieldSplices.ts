import type { XmlElement } from '../xml.js';
import { spaceStart } from './layout.js';
import type { Splice } from './splice.js';
import { escapeText, writableText } from './xmlText.js';

/** Replaces the text of a field; its attributes and whatever else is in it stay. No edit if it already has this text. */
export function fillField(text: string, field: XmlElement, value: string): readonly Splice[] {
  if (writableText(field.text).trim() === value.trim()) return [];
  const content = escapeText(value);
  if (field.contentEnd < field.end) return [refill(field, content + markupWithin(text, field))];
  const slash = spaceStart(text, field.end - '/>'.length);
  return [{ start: slash, end: field.end, text: `>${content}</${field.name}>` }];
}

/** Removes a field and the whitespace before it; a field that contains more than text only loses its text. */
export function clearField(text: string, field: XmlElement): readonly Splice[] {
  const markup = markupWithin(text, field);
  if (markup === '') return [removeElement(text, field)];
  return field.text.trim() === '' ? [] : [refill(field, markup)];
}

/** Removes an element and the whitespace before it. */
export function removeElement(text: string, { start, end }: XmlElement): Splice {
  return { start: spaceStart(text, start), end, text: '' };
}

const refill = ({ contentStart, contentEnd }: XmlElement, text: string): Splice => ({
  start: contentStart,
  end: contentEnd,
  text,
});

const NOT_TEXT = /<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>/gs;

/** What a field contains besides text: comments, processing instructions and elements, as they are. */
function markupWithin(text: string, field: XmlElement): string {
  const kept: string[] = [];
  let at = field.contentStart;
  const keepUntil = (end: number): void => {
    const markup = text.slice(at, end).match(NOT_TEXT) ?? [];
    kept.push(markup.filter((piece) => !piece.startsWith('<![CDATA[')).join(''));
  };
  for (const child of field.children) {
    keepUntil(child.start);
    kept.push(text.slice(child.start, child.end));
    at = child.end;
  }
  keepUntil(field.contentEnd);
  return kept.join('');
}
