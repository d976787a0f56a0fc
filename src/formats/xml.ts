import { SaxesParser, type SaxesTagPlain } from 'saxes';

const OPTIONS = { xmlns: false, fragment: true, position: true } as const;

/** An element and its position; offsets count UTF-16 code units of the source. */
export interface XmlElement {
  readonly name: string;
  /** Decoded. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own character data, decoded, with line endings as `\n`; not that of its children. */
  readonly text: string;
  /** Of its `<`. */
  readonly start: number;
  /** Just after the `>` of its opening tag. */
  readonly contentStart: number;
  /** Of the `</` of its closing tag; equal to `end` for `<empty/>`. */
  readonly contentEnd: number;
  /** Just after its last `>`. */
  readonly end: number;
}

/** The text is not well-formed; `message` says what is wrong, and at which line and column. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** Shared by most elements: an object of its own would be the largest part of each. */
const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});

/** An element whose end may not have been reached yet. */
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

/** saxes with the listeners that build the tree; throws at the first error. */
class TreeParser extends SaxesParser<typeof OPTIONS> {
  /**
   * Never parses anything. The engine builds a parser's object layout (hidden class) as listeners are added, and
   * forgets it with the last parser that has it; code that has met half a dozen layouts takes five times as long. So
   * one instance is kept alive.
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
  // Intentionally empty.
}

/** For a DOCTYPE in a fragment, all the parser can say is that it is in the wrong place, which is not what is wrong. */
function refuse({ message }: Error): never {
  throw new XmlError(message.replace('inappropriately located doctype declaration', 'a document type is not accepted'));
}

/** What a document may begin with, and a fragment must not: a byte order mark, a declaration, or both. */
const HEAD = /^\uFEFF?(?:<\?xml\s[^>]*\?>)?/;

/**
 * The root elements of a text, in order: one in a document, several in some of ES-DE's files. Comments and processing
 * instructions are skipped; a DOCTYPE is rejected, so no entity can expand.
 *
 * @param source - with or without a byte order mark and an XML declaration; already decoded, so without lone surrogates
 * @param read - maps texts and attribute values, if given
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
        // Shares one string between all elements of this name.
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
  // Only a fragment may have several roots. Spaces in place of its head preserve the offsets, without a second copy of
  // the text.
  const head = HEAD.exec(source)?.[0].length ?? 0;
  parser.write(' '.repeat(head)).write(source.slice(head)).close();
  return roots;
}

function readValues(attributes: XmlElement['attributes'], read?: (text: string) => string): XmlElement['attributes'] {
  if (read === undefined) return attributes;
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, read(value)]));
}

/** The start of the tag that ends at an offset: a tag has no other `<`, since attribute values must not contain one. */
function tagStart(text: string, end: number): number {
  return text.lastIndexOf('<', end - 1);
}

/**
 * Flattens a text: one that was concatenated is kept as a tree of its pieces, many times as large, until a character of
 * it is read.
 */
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

/** An offset as `line:column`, both counted from 1. */
export function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
