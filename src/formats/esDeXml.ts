import { type XmlElement, parseXml } from './xml.js';

/** A comment, up to the first end that there is; a CDATA section has none in it. */
const COMMENT = /<!\[CDATA\[[^]*?(?:\]\]>|$)|(<!--)([^]*?)(-->|$)/g;

/**
 * A head that no other reader takes: with a document type that declares nothing of its own, or with blanks or (emptied)
 * comments before the declaration. Blanks are taken all at once: millions one by one are more than an expression can keep in
 * mind.
 */
const HEAD =
  /^\uFEFF?(?:(?:[ \t\r\n]+(?![ \t\r\n])|<!--\s*-->)*(?:<\?xml\s[^>]*\?>(?:[ \t\r\n]+(?![ \t\r\n])|<!--\s*-->)*)?<!DOCTYPE\s[^[\]<>]*>|(?:[ \t\r\n]+(?![ \t\r\n])|<!--\s*-->)+<\?xml\s[^>]*\?>)/;

/** An ampersand that begins no reference which ES-DE knows. */
const PLAIN = /&(?!(?:amp|apos|gt|lt|quot|#\d+|#x[\da-fA-F]+);)/g;

/** No character, and in no text that anybody writes: it stands for a plain ampersand while the text is parsed. */
const STAND_IN = '\uFDD0';

/**
 * The roots of a text that is XML, or near enough for ES-DE: pugixml, which it reads with, passes over blanks before the
 * declaration and over a document type, takes a plain `&` (`Tom & Jerry`, `&nbsp;`) for itself, and minds no `--` in a comment.
 * All offsets are those of the text as it is given.
 *
 * @throws XmlError - anything else is not well-formed, or a document type has declarations of its own
 * @see https://pugixml.org/docs/manual.html#loading.options
 */
export function esDeRoots(source: string): readonly XmlElement[] {
  const text = withoutComments(source).replace(HEAD, blank);
  if (text.includes(STAND_IN) || text.search(PLAIN) === -1) return parseXml(text);
  return parseXml(text.replace(PLAIN, STAND_IN), shown);
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/** The same text with nothing but blanks in its comments. */
function withoutComments(text: string): string {
  if (!text.includes('<!--')) return text;
  return text.replace(COMMENT, (whole, begin: string | undefined, within: string, end: string) =>
    begin === undefined ? whole : begin + blank(within) + end,
  );
}

const shown = (text: string): string => text.replaceAll(STAND_IN, '&');
