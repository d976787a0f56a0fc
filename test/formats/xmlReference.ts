import { SaxesParser } from 'saxes';
import type { XmlElement } from '../../src/formats/xml.js';

const OPTIONS = { fragment: true, xmlns: false } as const;

type Unfinished = { -readonly [Key in keyof XmlElement]: XmlElement[Key] } & { readonly children: XmlElement[] };

/**
 * What `parseXml` makes of a text, without any optimization: with a parser of its own over a copy of the text, and every
 * string as it comes. Throws the parser's message, and for a document type that of `parseXml`.
 */
export function referenceXml(source: string): readonly XmlElement[] {
  const declaration = /^\uFEFF?<\?xml\s[^>]*\?>/;
  const fragment = source.replace(declaration, (head) => ' '.repeat(head.length)).replace(/^\uFEFF/, ' ');
  const parser = new SaxesParser<typeof OPTIONS>(OPTIONS);
  const roots: XmlElement[] = [];
  const open: Unfinished[] = [];
  let start = 0;
  const addText = (text: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.on('error', ({ message }) => {
    throw new Error(message.replace('inappropriately located doctype declaration', 'a document type is not accepted'));
  });
  parser.on('opentagstart', () => {
    start = fragment.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const contentStart = parser.position;
    open.push({ name, attributes, children: [], text: '', start, contentStart, contentEnd: NaN, end: NaN });
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', ({ isSelfClosing }) => {
    const element = open.pop();
    if (element === undefined) return;
    element.end = parser.position;
    element.contentEnd = isSelfClosing ? element.end : fragment.lastIndexOf('</', element.end - 1);
    (open.at(-1)?.children ?? roots).push(element);
  });
  parser.write(fragment).close();
  return roots;
}
