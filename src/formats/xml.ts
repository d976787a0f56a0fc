import { SaxesParser, type SaxesTagPlain } from 'saxes';

const OPTIONS = { xmlns: false, fragment: true, position: true } as const;

/** An element and where it stands; offsets count UTF-16 code units of the source. */
export interface XmlElement {
  readonly name: string;
  /** Decoded. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own character data, decoded, line ends as `\n`; not that of its children. */
  readonly text: string;
  /** Of its `<`. */
  readonly start: number;
  /** Behind the `>` of its opening tag. */
  readonly contentStart: number;
  /** Of the `</` of its closing tag; equal to `end` for `<empty/>`. */
  readonly contentEnd: number;
  /** Behind its last `>`. */
  readonly end: number;
}

/** Not well-formed; `message` says what is wrong, and at which line and column. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** Shared by most elements: one of its own would be the largest part of each. */
const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});

/** An element whose end may not have come yet. */
interface Open extends XmlElement {
  readonly children: XmlElement[];
  text: string;
  contentEnd: number;
  end: number;
}

interface TreeEvents {
  readonly opened: (tag: SaxesTagPlain) => void;
  readonly text: (text: string) => void;
  readonly closed: (tag: SaxesTagPlain) => void;
}

/** saxes, with what makes a tree listening to it; it throws at the first error. */
class TreeParser extends SaxesParser<typeof OPTIONS> {
  /**
   * Reads nothing. The engine gives listeners a place as they come, and forgets the layout of a parser with the last one
   * that has it; code that has met half a dozen layouts takes five times as long. So one of them lives on.
   */
  static readonly KEEPS_LAYOUT = new TreeParser({ opened: ignore, text: ignore, closed: ignore });

  constructor({ opened, text, closed }: TreeEvents) {
    super(OPTIONS);
    this.on('error', refuse);
    this.on('opentag', opened);
    this.on('text', text);
    this.on('cdata', text);
    this.on('closetag', closed);
  }
}

function ignore(): void {
  // As it says.
}

/** The parser has no words for a document type in a fragment but that it stands in the wrong place: it does not. */
function refuse({ message }: Error): never {
  throw new XmlError(message.replace('inappropriately located doctype declaration', 'a document type is not accepted'));
}

/** What a document begins with, and a fragment must not: a byte order mark, a declaration, or both. */
const HEAD = /^\uFEFF?(?:<\?xml\s[^>]*\?>)?/;

/**
 * The root elements of a text in their order: one in a document, several in a file such as ES-DE writes them. Comments
 * and processing instructions are passed over; a document type is refused, and so no entity can grow.
 *
 * @param source - with or without a byte order mark and an XML declaration; decoded, so without halves of characters
 * @param read - what texts and the values of attributes are read as, when not as they are
 * @throws XmlError - it is not well-formed
 * @see https://www.w3.org/TR/xml/
 */
export function parseXml(source: string, read?: (text: string) => string): readonly XmlElement[] {
  const roots: XmlElement[] = [];
  const open: Open[] = [];
  const names = new Map<string, string>();
  const parser = new TreeParser({
    opened: ({ name, attributes: own }) => {
      if (!names.has(name)) names.set(name, name);
      const contentStart = parser.position;
      const element = {
        // The first string of this name, for all of them.
        name: names.get(name) ?? name,
        attributes: Object.keys(own).length === 0 ? NO_ATTRIBUTES : readValues(own, read),
        children: [],
        text: '',
        start: tagStart(source, contentStart),
        contentStart,
        contentEnd: contentStart,
        end: contentStart,
      };
      (open.at(-1)?.children ?? roots).push(element);
      open.push(element);
    },
    text: (text) => {
      const element = open.at(-1);
      if (element !== undefined) element.text += text;
    },
    closed: ({ isSelfClosing }) => {
      const element = open.pop();
      if (element === undefined) return;
      element.end = parser.position;
      element.contentEnd = isSelfClosing ? element.end : tagStart(source, element.end);
      element.text = inOnePiece(read?.(element.text) ?? element.text);
    },
  });
  // Only a fragment may have several roots. Blanks in the place of its head keep the offsets, and cost no second copy.
  const head = HEAD.exec(source)?.[0].length ?? 0;
  parser.write(' '.repeat(head)).write(source.slice(head)).close();
  return roots;
}

function readValues(attributes: XmlElement['attributes'], read?: (text: string) => string): XmlElement['attributes'] {
  if (read === undefined) return attributes;
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, read(value)]));
}

/** Where the tag begins that ends at an offset: it has no `<` but its own, for a value must not have any. */
function tagStart(text: string, end: number): number {
  return text.lastIndexOf('<', end - 1);
}

/** The same text. What was joined is a tree of its pieces, and many times as large, until somebody looks into it. */
function inOnePiece(text: string): string {
  return Number.isNaN(text.charCodeAt(0)) ? '' : text;
}

/** The first child of that name, or undefined. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** All children of that name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The trimmed text of the first child of that name; null when there is none, or nothing in it. */
export function childText(element: XmlElement, name: string): string | null {
  const text = childOf(element, name)?.text.trim() ?? '';
  return text === '' ? null : text;
}

/** Where an offset of a text is, as `line:column`, both from 1. */
export function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
