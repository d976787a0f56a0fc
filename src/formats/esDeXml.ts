import { type XmlElement, parseXml } from './xml.js';

/** A comment, up to its first end; CDATA sections are matched so that none is found inside them. */
const COMMENT = /<!\[CDATA\[[^]*?(?:\]\]>|$)|(<!--)([^]*?)(-->|$)/g;

/**
 * A prolog that {@link parseXml} rejects: one with a DOCTYPE that declares nothing, or with whitespace or (emptied)
 * comments before the XML declaration. Whitespace is matched a whole run at a time: taken one by one, millions of
 * characters exceed what a regular expression can backtrack over.
 */
const HEAD =
  /^\uFEFF?(?:(?:[ \t\r\n]+(?![ \t\r\n])|<!--\s*-->)*(?:<\?xml\s[^>]*\?>(?:[ \t\r\n]+(?![ \t\r\n])|<!--\s*-->)*)?<!DOCTYPE\s[^[\]<>]*>|(?:[ \t\r\n]+(?![ \t\r\n])|<!--\s*-->)+<\?xml\s[^>]*\?>)/;

/** An ampersand that does not begin a reference known to ES-DE. */
const PLAIN = /&(?!(?:amp|apos|gt|lt|quot|#\d+|#x[\da-fA-F]+);)/g;

/** A noncharacter, which no real text contains: stands in for a plain ampersand while the text is parsed. */
const STAND_IN = '\uFDD0';

/**
 * The root elements of a text that is XML, or close enough for ES-DE: its parser, pugixml, skips whitespace before the
 * declaration and a DOCTYPE, takes a bare `&` (`Tom & Jerry`, `&nbsp;`) literally, and accepts `--` in a comment. All
 * offsets refer to the text as given.
 *
 * @throws XmlError - the text is not well-formed in some other way, or a DOCTYPE has declarations of its own
 * @see https://pugixml.org/docs/manual.html#loading.options
 */
export function esDeRoots(source: string): readonly XmlElement[] {
  const text = withoutComments(source).replace(HEAD, blank);
  if (text.includes(STAND_IN) || text.search(PLAIN) === -1) return parseXml(text);
  return parseXml(text.replace(PLAIN, STAND_IN), shown);
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/** The same text with the contents of its comments blanked out. */
function withoutComments(text: string): string {
  if (!text.includes('<!--')) return text;
  return text.replace(COMMENT, (whole, begin: string | undefined, within: string, end: string) =>
    begin === undefined ? whole : begin + blank(within) + end,
  );
}

const shown = (text: string): string => text.replaceAll(STAND_IN, '&');
